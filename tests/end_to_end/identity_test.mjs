// What keeps strangers out holds on every server of a clinic, and for all of them together.
import { Api } from '../kit/api.mjs';
import { code_of } from '../kit/authenticator.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { demo_password } from '../kit/server.mjs';

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
  const refused = answers.filter(a => a.status === 429 && Number(a.headers['retry-after']) > 0).length;
  expect(looked_at >= 1 && looked_at <= 8, `few guesses are looked at: ${looked_at}`);
  expect(refused === answers.length - looked_at, `the others have to wait: ${answers.map(a => `${a.status} ${a.code}`).join(', ')}`);
  const nobody = await Promise.all(Array.from({ length: 12 }, (_, i) => guess(i, 'nobody-of-this-name')));
  expect(nobody.filter(a => a.code === 'wrong_sign_in').length <= 8, 'and no less for a name that does not exist');
});
