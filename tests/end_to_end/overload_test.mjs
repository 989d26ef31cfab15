// More than the server can serve, and clients that keep it waiting: the rest is refused in so many words, and the desk works on.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';

const person = given_name => ({ given_name, family_name: '', preferred_name: '', pronouns: '', phone: '', email: '', address: '',
  emergency_contact: '', note: '' });
const memory_of = server => Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${server.serving_pid}/status`, 'latin1'))[1]) * 1024;

// The files that this process may open at most.
const most_files = Number(/Max open files\s+\S+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? 4096);

// `count` connections, each with `text` on it; `heard` waits for the first bytes of an answer.
async function connect(server, count, text, { heard = false } = {}) {
  const all = [];
  const one = () => new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(text, () => heard || resolve()));
    socket.on('error', heard ? reject : () => resolve());
    if (heard) socket.once('data', () => resolve());
    else socket.pause();
    all.push(socket);
  });
  for (let at = 0; at < count; at += 100) await Promise.all(Array.from({ length: Math.min(100, count - at) }, one));
  return { all, close: () => all.forEach(socket => socket.destroy()) };
}

// A desk's morning: in by password, a look at the day, a new client, found again.
async function desk_works(server, name) {
  const desk = await new Api(server.base).sign_in('desk');
  expect_answer(await desk.get('/board?date=2026-01-05'), 200);
  const made = expect_answer(await desk.post('/clients', person(name)), 201);
  expect(expect_answer(await desk.get(`/clients/${made.id}`), 200).given_name === name, 'the new client is there');
  desk.close();
}

test('of more than it does at once the server refuses the rest, and does what it took', async ({ start }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-overload-'));
  const config = path.join(folder, 'lumbar.toml');
  writeFileSync(config, '[limits]\nqueue = 16\n');
  const server = await start('--demo', '--config', config);
  rmSync(folder, { recursive: true });
  const many = await new Api(server.base, { connections: 400 }).sign_in('desk');
  const made = [];
  let refused = 0;
  for (const end = Date.now() + 60_000; refused === 0 && Date.now() < end;) {
    for (const answer of await Promise.all(Array.from({ length: 400 }, () => many.post('/clients', person('Ann'))))) {
      if (answer.status === 201) made.push(answer.json.id);
      else {
        expect_answer(answer, 503, 'busy');
        expect(Number(answer.headers['retry-after']) >= 1, 'a refusal says when to come again');
        refused++;
      }
    }
  }
  expect(refused > 0 && made.length > 0, `some are taken, the rest is refused: ${made.length}, ${refused}`);
  many.close();
  const desk = await new Api(server.base).sign_in('desk');
  for (const id of made.slice(-200)) expect_answer(await desk.get(`/clients/${id}`), 200);
  desk.close();
  await desk_works(server, 'After');
});

test('5,000 quiet connections cost little, and the desk works beside them', async ({ start }) => {
  const server = await start('--demo');
  await desk_works(server, 'Before');
  const before = memory_of(server);
  const count = Math.min(5000, most_files - 1000);
  const quiet = await connect(server, count, 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n', { heard: true });
  const each = (memory_of(server) - before) / count;
  expect(each < 64 * 1024, `a quiet connection takes ${Math.round(each / 1024)} KiB`);
  await desk_works(server, 'Beside');
  quiet.close();
  await desk_works(server, 'After');
});

test('without file descriptors left, those who say nothing make room for the desk', async ({ start }) => {
  const server = await start('--demo');
  await desk_works(server, 'Before');
  execFileSync('prlimit', ['--pid', String(server.serving_pid), '--nofile=256:']);
  const silent = await connect(server, 300, '');
  const half_a_head = await connect(server, 300, 'GET /api/v1/board HTTP/1.1\r\nHost: loc');
  await desk_works(server, 'Beside');
  silent.close();
  half_a_head.close();
  for (let i = 0; i < 5; i++) await desk_works(server, `After ${i}`);
});

test('slow writers and slow readers keep nobody else waiting', async ({ start }) => {
  const server = await start('--demo');
  await desk_works(server, 'Before');
  const before = memory_of(server);
  const head = 'POST /api/v1/clients HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n';
  const writers = await connect(server, 200, head + 'x'.repeat(50_000));
  const asks = 'GET /api/v1/clients HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(15);
  const readers = await connect(server, 200, asks);
  for (let i = 0; i < 5; i++) {
    await desk_works(server, `Beside ${i}`);
    for (const socket of writers.all) socket.write('x');
    await pause(100);
  }
  const more = memory_of(server) - before;
  expect(more < 200 * 1024 * 1024, `they take ${Math.round(more / 1024 / 1024)} MiB`);
  writers.close();
  readers.close();
  await desk_works(server, 'After');
});
