// Two servers on one PostgreSQL (on SQLite: one server) behind nginx and behind HAProxy, set up as the examples in config/ say.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { free_port, pause } from '../kit/server.mjs';

const config = path.join(path.dirname(new URL(import.meta.url).pathname), '../../config');
const person = given_name => ({ given_name, family_name: '', preferred_name: '', pronouns: '', phone: '', email: '', address: '',
  emergency_contact: '', note: '' });

// The example with this machine's addresses in it. Every text that is to be replaced must be there.
function example(file, changes) {
  let text = readFileSync(path.join(config, file), 'utf8');
  for (const [from, to] of changes) {
    expect(text.includes(from), `${file} has ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

const two_nodes = nodes => [['10.0.0.11:8080', `127.0.0.1:${nodes[0].port}`], ['10.0.0.12:8080', `127.0.0.1:${nodes.at(-1).port}`]];

const proxies = {
  nginx(folder, port, nodes) {
    const site = example('nginx.example.conf', [['listen 443 ssl', `listen 127.0.0.1:${port} ssl`], ['/etc/lumbar/', `${folder}/`],
      ...two_nodes(nodes)]);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path ${folder}/${kind};`).join('\n');
    writeFileSync(`${folder}/nginx.conf`, `pid ${folder}/nginx.pid;\nerror_log ${folder}/errors.log;\nworker_processes 1;\n` +
      `events { worker_connections 512; }\nhttp {\naccess_log off;\n${temporary}\n${site}\n}\n`);
    return ['/usr/sbin/nginx', '-c', `${folder}/nginx.conf`, '-e', `${folder}/errors.log`, '-g', 'daemon off;'];
  },
  haproxy(folder, port, nodes) {
    writeFileSync(`${folder}/haproxy.cfg`, example('haproxy.example.cfg', [['bind :443', `bind 127.0.0.1:${port}`], ['/etc/lumbar/', `${folder}/`],
      ...two_nodes(nodes)]));
    return ['/usr/sbin/haproxy', '-db', '-f', `${folder}/haproxy.cfg`];
  },
};

// The proxy, ready; `run` gets its address.
async function behind(proxy, nodes, run) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-proxy-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=desk.example',
    '-keyout', `${folder}/key.pem`, '-out', `${folder}/certificate.pem`], { stdio: 'ignore' });
  writeFileSync(`${folder}/certificate-and-key.pem`, readFileSync(`${folder}/certificate.pem`) + readFileSync(`${folder}/key.pem`));
  const port = await free_port();
  const [program, ...options] = proxies[proxy](folder, port, nodes);
  const child = spawn(program, options);
  const ended = new Promise(done => child.once('exit', done));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', part => (output += part));
  try {
    const base = `https://127.0.0.1:${port}`;
    for (let waited = 0; !(await reached(base)); waited += 50) {
      if (waited > 60_000 || child.exitCode !== null) throw new Error(`${proxy} does not pass anything on:\n${output}`);
      await pause(50);
    }
    await run(base);
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

const through = (base, more = {}) => new Api(base, { tls: { rejectUnauthorized: false, ...more } });

async function reached(base) {
  const api = through(base);
  const answer = await api.get('/readyz').catch(() => ({ status: 0 }));
  api.close();
  return answer.status === 200;
}

// What an open window hears; the events' names as they come. It connects again as a browser does.
function listen(desk) {
  const heard = [];
  let closed = false, request;
  const connect = () => {
    const headers = { cookie: desk.cookie, accept: 'text/event-stream' };
    request = https.get(new URL('/api/v1/events', desk.base), { headers, rejectUnauthorized: false }, answer => {
      heard.push(`connected ${answer.statusCode}`);
      answer.on('data', part => heard.push(...String(part).matchAll(/^event: (\S+)$/gm)));
      answer.on('error', () => {});
      answer.on('close', again);
    });
    request.on('error', again);
  };
  const again = () => closed || setTimeout(connect, 200);
  connect();
  return { heard, close: () => { closed = true; request.destroy(); } };
}

async function until(condition, sentence) {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(50)) if (await condition()) return;
  throw new Error(`${sentence}, within a minute`);
}

for (const proxy of ['nginx', 'haproxy']) {
  test(`behind ${proxy} the desk works, hears what happens and goes on when a server dies`, async ({ start, back_end }) => {
    const first = await start('--demo', '--config', trusting());
    const nodes = back_end === 'postgresql' ? [first, await start.beside(first)] : [first];
    await behind(proxy, nodes, async base => {
      const desk = await through(base).sign_in('desk');
      const window = listen(desk);
      await until(() => window.heard.includes('connected 200'), 'the window is connected');
      const ids = [];
      for (let i = 0; i < 10; i++) ids.push(expect_answer(await desk.post('/clients', person(`Ann ${i}`)), 201).id);
      for (const id of ids) expect_answer(await desk.get(`/clients/${id}`), 200);
      await until(() => window.heard.length > 1, 'the window hears of the new clients');

      nodes[0].kill_serving();
      await until(async () => (await desk.get('/board?date=2026-01-05').catch(() => ({}))).status === 200, 'the day is shown again');
      const key = 'made-once-whatever-happens-on-the-way';
      await until(async () => (await desk.post('/clients', person('After'), { key }).catch(() => ({}))).status === 201, 'a client is made again');
      const again = expect_answer(await desk.post('/clients', person('After'), { key }), 201);
      expect_answer(await desk.get(`/clients/${again.id}`), 200);
      window.close();
      desk.close();
    });
  });

  test(`behind ${proxy} it is known who asked`, async ({ start }) => {
    const server = await start('--demo', '--config', trusting());
    await behind(proxy, [server], async base => {
      const owner = await through(base, { localAddress: '127.0.0.77' }).sign_in('owner');
      const headers = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'http' };
      const made = expect_answer(await owner.post('/clients', person('Seen'), { headers }), 201);
      const log = expect_answer(await owner.get(`/audit?client=${made.id}`), 200);
      expect(log.length > 0 && log.every(line => line.address === '127.0.0.77'), `the log says where from: ${JSON.stringify(log.map(l => l.address))}`);
      owner.close();
    });
  });
}

let settings;
function trusting() {
  if (!settings) {
    const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-trust-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    settings = path.join(folder, 'lumbar.toml');
    writeFileSync(settings, '[server]\nbehind_tls_proxy = true\ntrusted_proxies = ["127.0.0.1"]\n');
  }
  return settings;
}
