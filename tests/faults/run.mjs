// What faults may not do to a clinic's data, against real server processes, on SQLite and on PostgreSQL. Last line:
// "N passed, N failed".
//   node run.mjs BUILD [part of a test's name]        LUMBAR_TEST_POSTGRESQL names the PostgreSQL server
//   LUMBAR_KILLS=1000     that many kills instead of 20        LUMBAR_SEED=N     the same random moments again
// A test is given { back_end, start, make, new_database, binary, build, random }: start(...options) is a server that is
// ready, make(...options) one that has not been started; both end with the test.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
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
// `on`: the back ends that the test runs on.
globalThis.test = (name, run, { on = ['sqlite', 'postgresql'] } = {}) => tests.push({ name, run, on });
for (const file of readdirSync(folder).filter(f => f.endsWith('_test.mjs')).sort()) await import(`./${file}`);

const server_url = new URL(postgresql.replace(/^postgresql:/, 'http:').replace('///', '//x/'));
const as_asked = ['-h', server_url.searchParams.get('host'), '-U', server_url.searchParams.get('user') ?? 'root'];
const databases = [];
// A fresh database on the test's PostgreSQL, or a copy of one that nobody uses; its URL.
function new_database(copied) {
  const name = `faults_${process.pid}_${databases.length + 1}`;
  execFileSync('createdb', [...as_asked, ...(copied ? ['-T', copied] : []), name]);
  databases.push(name);
  return postgresql.replace(/\/\/([^/]*)\/[^?]*/, `//$1/${name}`);
}

// Numbers from 0 to 1 that a seed gives again (mulberry32).
function random_from(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const seed = Number(process.env.LUMBAR_SEED ?? Date.now() % 1_000_000);
console.log(`seed ${seed}`);
// What a test has left running and has not waited for: it fails that test, not the whole suite.
let stray = null;
process.on('unhandledRejection', error => { stray ??= error; });
const longest = 180 + 20 * Number(process.env.LUMBAR_KILLS ?? 0);  // seconds for a test
let passed = 0, failed = 0;
for (const back_end of ['sqlite', 'postgresql']) {
  const chosen = tests.filter(t => t.name.includes(part) && t.on.includes(back_end));
  if (!chosen.length) continue;
  const filled = new Server(binary, ['--demo', ...(back_end === 'postgresql' ? ['--database', new_database()] : [])]);
  const filled_database = back_end === 'postgresql' ? databases.at(-1) : null;
  await filled.start();
  await filled.stop();
  for (const { name, run } of chosen) {
    const servers = [];
    const make = (...options) => {
      const copied = options.includes('--demo') && !options.includes('--database');
      const own = back_end === 'postgresql' && !options.includes('--database') ? ['--database', new_database(copied && filled_database)] : [];
      const server = new Server(binary, [...options, ...own]);
      servers.push(server);
      if (copied) cpSync(filled.data, server.data, { recursive: true });
      return server;
    };
    const started = Date.now();
    stray = null;
    try {
      const start = (...options) => make(...options).start();
      await within(longest, run({ back_end, make, start, new_database, binary, build, random: random_from(seed) }));
      if (stray) throw stray;
      console.log(`ok    ${name} (${back_end}, ${((Date.now() - started) / 1000).toFixed(1)} s)`);
      passed++;
    } catch (error) {
      const lines = String(error.stack ?? error).split('\n');
      const shown = lines.length > 32 ? [...lines.slice(0, 8), '…', ...lines.slice(-24)] : lines;  // a server's last words count
      console.log(`FAIL  ${name} (${back_end})\n      ${shown.join('\n      ')}`);
      failed++;
    }
    for (const server of servers) {
      if (server.child) await server.stop();
      server.remove();
    }
  }
  filled.remove();
}
for (const name of databases) execFileSync('dropdb', [...as_asked, '--if-exists', '--force', name]);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
