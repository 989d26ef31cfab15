// Starting what is measured, loading it, and what it costs.
import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Api } from '../kit/api.mjs';

const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
export const ports = { lumbar: 18120, limit: 18121, naive: 18122 };

async function listening(port, child) {
  for (let tries = 0; tries < 12_000; tries++) {
    if (child.exitCode !== null) throw new Error(`a server ended with ${child.exitCode} before it served`);
    const open = await new Promise(resolve => {
      const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await sleep(5);
  }
  throw new Error('a server did not listen within a minute');
}

export async function start(program, words, port) {
  // What a server says goes to a file beside the work: the measurement's own lines stay readable.
  const log = openSync(process.env.LUMBAR_BENCH_LOG ?? '/dev/null', 'a');
  const child = spawn(program, words, { stdio: ['ignore', log, log] });
  closeSync(log);
  await listening(port, child);
  return { port, pid: child.pid, base: `http://127.0.0.1:${port}`, stop: () => new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', resolve);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  }) };
}

// Lumbar without its supervisor: what is measured is one process.
export async function start_lumbar(build, data, database, port = ports.lumbar, more = []) {
  const began = performance.now();
  const one = await start(`${build}/lumbar`, ['serve', '--no-supervisor', '--data', data, '--database', database, '--port', String(port), ...more], port);
  while (!await fetch(`${one.base}/readyz`).then(r => r.ok).catch(() => false)) await sleep(2);
  one.started_in = performance.now() - began;
  return one;
}

// What each request brings, as a file for bench_load: the session of `login` on Lumbar, as many bytes for the others.
export async function headers_for(folder, name, base, login) {
  const api = await new Api(base).sign_in(login);
  api.close();
  const file = path.join(folder, `headers.${name}.${login}`);
  writeFileSync(file, ['Host: 127.0.0.1', 'Accept: application/json', `Origin: http://127.0.0.1`, 'Sec-Fetch-Site: same-origin', `Cookie: ${api.cookie}`,
    `X-Lumbar-CSRF: ${api.csrf}`, 'If-Match: "{v}"', 'Idempotency-Key: bench-{n}'].join('\n') + '\n');
  return file;
}

let numbers = 1_000_000 + Math.floor(Date.now() % 1e9) * 1000;
export function load(build, server, plan, { headers, connections = 64, seconds = 1, rate = 0, warm = 0.15, each = false }) {
  numbers += 10_000_000;
  const words = ['--port', server.port, '--plan', plan, '--headers', headers, '--connections', connections, '--seconds', seconds, '--rate', rate,
    '--warm', warm, '--pid', server.pid, '--first-number', numbers].map(String);
  if (each) words.push('--each');
  return new Promise((resolve, reject) => execFile(`${build}/tests/bench/bench_load`, words, (error, out, err) =>
    error ? reject(new Error(err || String(error))) : resolve(JSON.parse(out))));
}

export const anonymous_mb = server => Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;
export const load_average = () => Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);

// Until a server has nothing left to do by itself: checks of visits after a fill, say.
export async function at_rest(server) {
  const ran = () => readdirSync(`/proc/${server.pid}/task`).map(task => Number(readFileSync(`/proc/${server.pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((a, b) => a + b, 0);
  for (let before = ran(), tries = 0; tries < 120; tries++) {
    await sleep(500);
    const now = ran();
    if (now - before < 15e6) return;
    before = now;
  }
}

export const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
