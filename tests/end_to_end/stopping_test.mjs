// A server that is told to stop: nothing that it has taken is lost, and those who ask whether it is ready hear it first.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';

const person = given_name => ({ given_name, family_name: '', preferred_name: '', pronouns: '', phone: '', email: '', address: '',
  emergency_contact: '', note: '' });

test('a server that stops under load answers what it has taken, in whole', async ({ start }) => {
  const server = await start('--demo');
  const desk = await new Api(server.base, { connections: 8 }).sign_in('desk');
  const acknowledged = [], strange = [];
  let stopped = false;
  const work = async () => {
    while (!stopped) {
      try {
        const answer = await desk.post('/clients', person('Ann'));
        if (answer.status === 201) acknowledged.push(answer.json.id);
        else strange.push(answer.status);
      } catch (error) {
        // Closed between two requests, or no longer reached: never in the middle of an answer.
        if (!['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code)) strange.push(String(error));
        await pause(5);
      }
    }
  };
  const workers = Array.from({ length: 8 }, work);
  while (acknowledged.length < 100) await pause(10);
  expect(await server.stop() === 0, 'it ends in order');
  stopped = true;
  await Promise.all(workers);
  desk.close();
  expect(strange.length === 0, `nobody is answered anything else: ${strange.slice(0, 5)}`);
  await server.start();
  const again = await new Api(server.base).sign_in('desk');
  for (const id of acknowledged.slice(-50)) expect_answer(await again.get(`/clients/${id}`), 200);
  again.close();
});

test('/readyz says that the server is about to stop, while it still serves', async ({ start }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-stopping-'));
  writeFileSync(path.join(folder, 'lumbar.toml'), '[server]\nannounce_seconds = 30\n');
  const server = await start('--demo', '--config', path.join(folder, 'lumbar.toml'));
  const desk = await new Api(server.base).sign_in('desk');
  server.child.kill('SIGTERM');
  for (;;) {
    const ready = await desk.get('/readyz');
    if (ready.status === 200) { await pause(20); continue; }
    expect(ready.status === 503 && ready.json.ready === false && /about to stop/.test(ready.json.reason), `it says so: ${ready.text}`);
    break;
  }
  expect_answer(await desk.get('/board?date=2026-01-05'), 200);
  expect_answer(await new Api(server.base).get('/livez'), 200);
  desk.close();
  await server.kill();
  rmSync(folder, { recursive: true });
});
