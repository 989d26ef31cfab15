// A clinic's day over the HTTP API, against a real server process, on SQLite and on PostgreSQL. Last line: "N passed, N failed".
//   node run.mjs BUILD [part of a test's name]        LUMBAR_TEST_POSTGRESQL names the PostgreSQL server
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Server, within } from '../kit/server.mjs';

const [build, part = ''] = process.argv.slice(2);
const folder = path.dirname(new URL(import.meta.url).pathname);
const binary = path.resolve(build, 'lumbar');
const postgresql = process.env.LUMBAR_TEST_POSTGRESQL;
if (!postgresql) {
  console.log('LUMBAR_TEST_POSTGRESQL must name a PostgreSQL server: tests/run.sh starts one.');
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const tests = [];
globalThis.test = (name, run) => tests.push({ name, run });
for (const file of readdirSync(folder).filter(f => f.endsWith('_test.mjs')).sort()) await import(`./${file}`);

let databases = 0;
// A fresh database on the test's PostgreSQL; its URL.
function new_database() {
  const url = new URL(postgresql.replace(/^postgresql:/, 'http:').replace('///', '//x/'));
  const name = `e2e_${process.pid}_${++databases}`;
  const asked = ['-h', url.searchParams.get('host'), '-U', url.searchParams.get('user') ?? 'root'];
  execFileSync('createdb', [...asked, name]);
  return postgresql.replace(/\/\/([^/]*)\/[^?]*/, `//$1/${name}`);
}

const back_ends = { sqlite: () => [], postgresql: () => ['--database', new_database()] };
let passed = 0, failed = 0;
for (const [back_end, options_of] of Object.entries(back_ends)) {
  for (const { name, run } of tests.filter(t => t.name.includes(part))) {
    const servers = [];
    const tracked = async server => {
      servers.push(server);
      return server.start();
    };
    const start = (...options) => tracked(new Server(binary, [...options, ...options_of()]));
    // A second server on the database of a first one, with the same root key.
    start.beside = first => {
      const second = new Server(binary, first.options.filter(option => option !== '--demo'));
      copyFileSync(path.join(first.data, 'root.key'), path.join(second.data, 'root.key'));
      return tracked(second);
    };
    try {
      await within(180, run({ start, back_end, binary }));
      console.log(`ok    ${name} (${back_end})`);
      passed++;
    } catch (error) {
      console.log(`FAIL  ${name} (${back_end})\n      ${String(error.stack ?? error).split('\n').slice(0, 16).join('\n      ')}`);
      failed++;
    }
    for (const server of servers) {
      await server.stop();
      server.remove();
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
