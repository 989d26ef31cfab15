// Three plugins and fifty-three: what a request costs with each, and what the server holds in memory. The fifty are one library
// of twenty routes under fifty ids, each a file of its own.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { anonymous_mb, at_rest, headers_for, load, median, ports, start_lumbar } from './servers.mjs';
import { Api } from '../kit/api.mjs';

const most = 50;
const id_of = number => `crowd_${String(number).padStart(2, '0')}`;

function renamed(file, id) {
  const bytes = readFileSync(file);
  for (const [from, to] of [['crowd_00', id], ['Crowd 00', id.replace('crowd_', 'Crowd ')]])
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, 'latin1');
  writeFileSync(file, bytes);
}

// The server's own plugins and `count` more, in a folder that `config` names.
function make_plugins(build, folder, count) {
  const plugins = path.join(folder, 'plugins'), config = path.join(folder, 'lumbar.toml');
  mkdirSync(folder, { mode: 0o700 });
  cpSync(path.join(build, 'plugins'), plugins, { recursive: true, dereference: true });
  for (let number = 1; number <= count; number++) {
    const to = path.join(plugins, id_of(number));
    cpSync(path.join(build, 'bench_plugins/crowd_00'), to, { recursive: true });
    for (const file of ['plugin.so', 'manifest.json', ...readdirSync(path.join(to, 'migrations')).map(name => `migrations/${name}`)])
      renamed(path.join(to, file), id_of(number));
  }
  writeFileSync(config, `[plugins]\nfolder = "${plugins}"\n`);
  return config;
}

async function with_plugins(build, work, clinic, count, port) {
  const config = make_plugins(build, path.join(work, `with_${count}`), count);
  const ids = Array.from({ length: count }, (_, i) => id_of(i + 1));
  for (const id of ids) execFileSync(path.join(build, 'lumbar'), ['plugin', 'trust', id, '--data', clinic.data, '--config', config], { stdio: 'ignore' });
  const start = () => start_lumbar(build, clinic.data, clinic.url, port, ['--config', config]);
  let server = await start();
  const owner = await new Api(server.base).sign_in('owner');
  for (const id of ids) {
    const answer = await owner.post(`/plugins/${id}/enable`);
    if (answer.status !== 200) throw new Error(`${id} could not be switched on: ${answer.text}`);
  }
  owner.close();
  await server.stop();
  server = await start();  // as after a night: nothing is left of the switching
  await at_rest(server);
  server.headers = await headers_for(work, `crowd_${count}`, server.base, 'amara');
  return server;
}

// Lines for the report. `prepare` gives a fresh copy of a clinic in that folder.
export async function crowded(build, work, prepare, { rounds, seconds }) {
  const few_clinic = await prepare(path.join(work, 'few')), many_clinic = await prepare(path.join(work, 'many'));
  const few = await with_plugins(build, work, few_clinic, 0, ports.lumbar);
  const many = await with_plugins(build, work, many_clinic, most, ports.limit);
  await new Promise(resolve => setTimeout(resolve, 1500));  // the memory that the sign-ins were hashed in goes back
  const lines = [`at rest: ${anonymous_mb(few).toFixed(1)} MB anonymous with 3 plugins, ${anonymous_mb(many).toFixed(1)} MB with ${3 + most}: ` +
    `${((anonymous_mb(many) - anonymous_mb(few)) * 1024 / most).toFixed(0)} KB for each; started in ${few.started_in.toFixed(0)} and ${many.started_in.toFixed(0)} ms`];
  for (const plan of ['ping', 'client', 'search', 'day']) {
    const file = path.join(few_clinic.plans, plan), runs = { few: [], many: [] };
    for (let round = -1; round < rounds; round++)  // the first warms both
      for (const [name, server] of round % 2 ? [['few', few], ['many', many]] : [['many', many], ['few', few]]) {
        const run = await load(build, server, file, { headers: server.headers, connections: 64, seconds });
        if (round >= 0) runs[name].push(run);
      }
    const ratio = member => median(runs.many.map((run, i) => run[member] / runs.few[i][member]));
    const of = (name, member) => median(runs[name].map(run => run[member]));
    lines.push(`${plan.padEnd(7)} ${ratio('rate').toFixed(3)} of the rate with 3 (${of('many', 'rate').toFixed(0)} / ${of('few', 'rate').toFixed(0)} a second), ` +
      `CPU ${ratio('cpu').toFixed(3)} times (${of('many', 'cpu').toFixed(1)} / ${of('few', 'cpu').toFixed(1)} us)`);
  }
  lines.push(`after the load: ${anonymous_mb(few).toFixed(1)} and ${anonymous_mb(many).toFixed(1)} MB`);
  await few.stop();
  await many.stop();
  return lines;
}
