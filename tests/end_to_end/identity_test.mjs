// What keeps strangers out holds on every server of a clinic, and for all of them together.
import http from 'node:http';
import { Api } from '../kit/api.mjs';
import { code_of } from '../kit/authenticator.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { demo_password, pause } from '../kit/server.mjs';

async function servers_of(start, back_end) {
  const first = await start('--demo');
  return back_end === 'postgresql' ? [first, await start.beside(first)] : [first];
}

test('a second step holds on every server, and a code is good once on all of them', async ({ start, back_end }) => {
  const servers = await servers_of(start, back_end);
  const [here, there] = [servers[0].base, servers.at(-1).base];
  const amara = await new Api(here).sign_in('amara');
  const { ticket, secret } = expect_answer(await amara.post('/account/second-factor', { password: demo_password }), 202);
  const on = await amara.post('/account/second-factor/confirm', { ticket, code: code_of(secret) });
  expect(expect_answer(on, 200).recovery_codes.length === 10, 'ten recovery codes');

  const password = async base => expect_answer(await new Api(base).post('/session', { login: 'amara', password: demo_password }), 202).ticket;
  const finish = (base, step, code) => new Api(base).post('/session/code', { ticket: step, code });
  const code = code_of(secret, 1);
  const in_by_code = await finish(there, await password(here), code);
  expect_answer(in_by_code, 200);
  const again = await finish(here, await password(there), code);
  expect(again.status === 422 && again.code === 'wrong_code', `a used code is refused: ${again.status} ${again.code}`);

  // Several at once with one recovery code, through all servers: one gets in.
  const tickets = [];
  for (let i = 0; i < 4; i++) {
    const next = await new Api(servers[i % servers.length].base).post('/session', { login: 'amara', password: demo_password });
    if (next.status === 202) tickets.push(next.json.ticket);
  }
  expect(tickets.length > 1, 'several have given the password');
  const recovery = on.json.recovery_codes[0];
  const all = await Promise.all(tickets.map((step, i) => finish(servers[i % servers.length].base, step, recovery)));
  expect(all.filter(a => a.status === 200).length === 1, `one gets in: ${all.map(a => `${a.status} ${a.code ?? ''}`).join(', ')}`);
  amara.close();
});

test('wrong passwords are counted by all servers together', async ({ start, back_end }) => {
  const servers = await servers_of(start, back_end);
  const guess = (i, login) => new Api(servers[i % servers.length].base).post('/session', { login, password: `wrong guess ${i}` });
  const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => guess(i, 'desk')));
  const looked_at = answers.filter(a => a.code === 'wrong_sign_in').length;
  const refused = answers.filter(a => (a.status === 429 || a.status === 503) && Number(a.headers['retry-after']) > 0).length;
  expect(looked_at >= 1 && looked_at <= 8, `few guesses are looked at: ${looked_at}`);
  expect(refused === answers.length - looked_at, `the others have to wait: ${answers.map(a => `${a.status} ${a.code}`).join(', ')}`);
  const nobody = await Promise.all(Array.from({ length: 12 }, (_, i) => guess(i, 'nobody-of-this-name')));
  expect(nobody.filter(a => a.code === 'wrong_sign_in').length <= 8, 'and no less for a name that does not exist');
});

// An open window of this session: tells what it has heard, and when it was closed.
function listen(base, cookie) {
  const window = { open: false, heard: '', closed: false };
  http.get(new URL('/api/v1/events', base), { headers: { cookie } }, response => {
    window.open = response.statusCode === 200;
    response.on('data', part => (window.heard += part));
    response.on('close', () => (window.closed = true));
    response.on('error', () => {});
  });
  return window;
}

async function until(true_now, sentence) {
  for (let waited = 0; !await true_now(); waited += 20) {
    expect(waited < 60_000, sentence);
    await pause(20);
  }
}

test('a session ends on every server, and its windows close', async ({ start, back_end }) => {
  const servers = await servers_of(start, back_end);
  const [here, there] = [servers[0].base, servers.at(-1).base];
  const desk = await new Api(here).sign_in('desk');
  const phone = await new Api(there).sign_in('desk');
  const [on_desk, on_phone] = [listen(here, desk.cookie), listen(there, phone.cookie)];
  await until(() => on_desk.open && on_phone.open, 'both windows hear what happens');
  const list = expect_answer(await desk.get('/account/sessions'), 200);
  expect(list.length === 2 && list[0].this_one && !list[1].this_one, 'both sessions are listed, the own one first');
  const begun = Date.now();
  expect_answer(await desk.post(`/account/sessions/${list[1].id}/end`), 204);
  await until(() => on_phone.closed, 'the window on the other server is closed');
  console.log(`      the other window was closed ${Date.now() - begun} ms after the end was asked for`);
  expect(on_phone.heard.includes('signed_out'), 'and was told why');
  await until(async () => (await phone.get('/session')).status === 401, 'the session is over there');
  expect(!on_desk.closed, 'the own window stays');
  expect_answer(await desk.post('/session/end'), 204);
  await until(() => on_desk.closed, 'signing out closes the own window');
  for (const one of [desk, phone]) one.close();
});

test('an API token works on every server until it is revoked', async ({ start, back_end }) => {
  const servers = await servers_of(start, back_end);
  const [here, there] = [servers[0].base, servers.at(-1).base];
  const owner = await new Api(here).sign_in('owner');
  const made = expect_answer(await owner.post('/account/tokens', { name: 'Export', scopes: ['clients.read'], days: 1 }), 201);
  const ask = (base, path) => new Api(base).get(path, { headers: { authorization: `Bearer ${made.secret}` } });
  expect_answer(await ask(there, '/clients'), 200);
  expect_answer(await ask(there, '/board'), 403, 'not_permitted');
  expect_answer(await new Api(there).get(`/clients?access_token=${made.secret}`), 401);
  expect_answer(await owner.post(`/account/tokens/${made.token.id}/end`), 204);
  expect_answer(await ask(here, '/clients'), 401, 'bad_token');
  await until(async () => (await ask(there, '/clients')).status === 401, 'it is refused there as well');
  owner.close();
});

test('a storm of sign-ins is refused in part, and who is in goes on reading', async ({ start }) => {
  const { base } = await start('--demo');
  const desk = await new Api(base).sign_in('desk');
  const storm = new Api(base, { connections: 90 });
  const guess = (_, i) => storm.post('/session', { login: `nobody-${i}`, password: 'a wrong guess' });
  const guesses = Promise.all(Array.from({ length: 90 }, guess));
  for (let i = 0; i < 20; i++) expect_answer(await desk.get('/board'), 200);
  const answers = await guesses;
  const busy = answers.filter(a => a.status === 503);
  expect(answers.every(a => [401, 429, 503].includes(a.status)), `no other answers: ${[...new Set(answers.map(a => a.status))]}`);
  expect(answers.some(a => a.status === 401), 'some are looked at');
  expect(busy.length > 0 && busy.every(a => Number(a.headers['retry-after']) > 0), 'the rest is told when to come again');
  for (const one of [desk, storm]) one.close();
});
