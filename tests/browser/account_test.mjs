// Your account: who is signed in where, a password given again, API tokens; and what an admin sees of it.
import { Api } from '../kit/api.mjs';
import { code_of } from '../kit/authenticator.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { demo_password, Server } from '../kit/server.mjs';
import { check_page, open_window, shoot, sign_in, sizes } from './kit.mjs';

const other_password = 'quiet copper violin dawn';

async function look_around(page, name) {
  for (const [size, [width, height]] of Object.entries(sizes)) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(250);
    await check_page(page, `${name} ${size}`);
    const wide = await page.evaluate(() => [...document.querySelectorAll('.card, .one-time-link input')]
      .filter(e => e.getBoundingClientRect().right > innerWidth).length);
    expect(wide === 0, `${name} ${size}: ${wide} cards run out of the page`);
    await shoot(page, `${name}-${size}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

// A second admin, who changes the owner's roles: after that the owner's windows want the password anew.
async function second_admin(base) {
  const owner = await new Api(base).sign_in('owner');
  const made = expect_answer(await owner.post('/users', { name: 'Second Admin', login: 'second', roles: ['admin'] }), 201);
  const token = made.link.split('/').at(-1);
  expect_answer(await new Api(base).post('/invitation', { token, password: other_password }), 204);
  owner.close();
  const admin = await new Api(base).sign_in('second', other_password);
  const toggle = async () => {
    const user = (await admin.get('/users')).json.find(one => one.login === 'owner');
    const others = user.roles.filter(role => role !== 'therapist');
    const roles = others.length < user.roles.length ? others : [...others, 'therapist'];
    const change = { name: user.name, roles, practitioner: user.practitioner ?? null, disabled: false };
    expect_answer(await admin.put(`/users/${user.id}`, change, user.version), 200);
  };
  return { admin, toggle };
}

async function invite(page, name, login) {
  await page.getByRole('button', { name: 'Invite a person' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Sign-in name').fill(login);
  await page.locator('.drawer input[value=front_desk]').check();
  await page.getByRole('button', { name: 'Make the link' }).click();
}

async function prove(page, password = demo_password) {
  await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
  await page.locator('#proof-password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function with_server(binary, run) {
  const server = await new Server(binary).start();
  try {
    await run(server.base);
  } finally {
    await server.stop();
    server.remove();
  }
}

test('a password is asked for in place, and what was being done goes on', ({ browser, binary }) => with_server(binary, async base => {
  const { admin, toggle } = await second_admin(base);
  const page = await open_window(browser, { expected: [/status of 403/, /status of 422/] });
  await sign_in(page, base, 'owner');
  await page.goto(`${base}/admin/users`);
  await page.getByRole('button', { name: 'Invite a person' }).waitFor();
  await toggle();
  await invite(page, 'Noor Haddad', 'noor');
  await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
  await look_around(page, 'proof');
  await prove(page, 'not the password');
  await page.getByText('The password is not right.').waitFor();
  await prove(page);
  await page.getByText('One-time link for Noor Haddad').waitFor();
  await page.getByRole('row', { name: /Noor Haddad/ }).waitFor();

  // Cancelled: nothing was done, and what was typed is still there.
  await toggle();
  await invite(page, 'Ida Berg', 'ida');
  await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Give your password again').first().waitFor();
  expect(await page.getByLabel('Sign-in name').inputValue() === 'ida', 'the form keeps what was typed');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await prove(page);
  await page.getByText('One-time link for Ida Berg').waitFor();

  // With a second step the code is asked for as well.
  const own = new Api(base);
  const cookie = (await page.context().cookies()).find(c => c.name === '__Host-lumbar');
  own.cookie = `${cookie.name}=${cookie.value}`;
  own.csrf = (await own.get('/session')).json.csrf;
  const { ticket, secret } = expect_answer(await own.post('/account/second-factor', { password: demo_password }), 202);
  const on = await own.post('/account/second-factor/confirm', { ticket, code: code_of(secret) });
  expect_answer(on, 200);
  const [, value] = on.headers['set-cookie'][0].split(';')[0].split('=');
  await page.context().addCookies([{ ...cookie, value }]);
  await page.goto(`${base}/admin/users`);
  await page.getByRole('button', { name: 'Invite a person' }).waitFor();
  await toggle();
  await invite(page, 'Tom Reyes', 'tom');
  await prove(page);
  await page.locator('#proof-code').waitFor();
  await check_page(page, 'proof code');
  await page.locator('#proof-code').fill(code_of(secret, 1));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('One-time link for Tom Reyes').waitFor();
  for (const one of [admin, own]) one.close();
}));

test('a password is changed, and the window goes on', ({ browser, binary }) => with_server(binary, async base => {
  const page = await open_window(browser, { expected: [/status of 422/] });
  await sign_in(page, base, 'amara');
  const elsewhere = await new Api(base).sign_in('amara');
  await page.goto(`${base}/account`);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByLabel('Password now').fill(demo_password);
  await page.getByLabel('New password').fill('thisismypassword');
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByText('somebody would guess').first().waitFor();
  await look_around(page, 'password');
  await page.getByLabel('New password').fill(other_password);
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByText('Your password is changed').first().waitFor();
  expect((await elsewhere.get('/session')).status === 401, 'signed out elsewhere');
  await page.getByRole('button', { name: 'Change password' }).waitFor();
  await sign_in(await open_window(browser), base, 'amara', other_password);
  elsewhere.close();
}));

test('sessions are seen and ended, by oneself and by an admin', ({ browser, binary }) => with_server(binary, async base => {
  const page = await open_window(browser);
  await sign_in(page, base, 'amara');
  const script = await new Api(base).sign_in('amara');
  const third = await new Api(base).sign_in('amara');
  await page.goto(`${base}/account`);
  await page.getByRole('heading', { name: 'Where you are signed in' }).waitFor();
  await page.locator('.sessions li').nth(2).waitFor();
  await page.getByText('This one').waitFor();
  await look_around(page, 'account-sessions');
  await page.getByRole('button', { name: /^End the session on A program/ }).first().click();
  await page.getByText('Signed out on A program').first().waitFor();
  await page.getByRole('button', { name: 'End all others' }).click();
  await page.getByText('You are signed out everywhere else').first().waitFor();
  expect((await script.get('/session')).status === 401 && (await third.get('/session')).status === 401, 'both are over');

  // An admin ends hers: her window asks for the password, with the page still behind.
  const admin = await open_window(browser);
  await sign_in(admin, base, 'owner');
  await admin.goto(`${base}/admin/users`);
  await admin.getByRole('button', { name: /^Sessions of Amara/ }).click();
  await admin.locator('.drawer .sessions li').first().waitFor();
  await look_around(admin, 'admin-sessions');
  page.errors.length = 0;
  await admin.locator('.drawer .sessions li button').first().click();
  await admin.getByText('Not signed in anywhere.').waitFor();
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
  await page.locator('#lock-password').fill(demo_password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor({ state: 'detached' });
  expect(await page.getByRole('heading', { name: 'Where you are signed in' }).isVisible(), 'the page is still there');
  for (const one of [script, third]) one.close();
}));

test('an API token is made, used, seen and revoked', ({ browser, binary }) => with_server(binary, async base => {
  const page = await open_window(browser, { expected: [/status of 422/] });
  await sign_in(page, base, 'amara');
  await page.goto(`${base}/account`);
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('What it is for').fill('Night export');
  await page.getByRole('button', { name: 'Make token' }).click();
  await page.getByText('Choose at least one permission.').first().waitFor();
  await page.locator('input[name=scope][value="clients.read"]').check();
  await look_around(page, 'token-form');
  await page.getByRole('button', { name: 'Make token' }).click();
  const secret = await page.getByLabel('API token', { exact: true }).inputValue();
  expect(/^lmb_[0-9a-f-]{36}_[0-9a-f]{64}$/.test(secret), `a token: ${secret.slice(0, 8)}`);
  await page.getByText('never used').waitFor();
  await look_around(page, 'token-made');
  const ask = () => new Api(base).get('/clients', { headers: { authorization: `Bearer ${secret}` } });
  expect_answer(await ask(), 200);
  await page.reload();
  await page.getByText('last used').waitFor();
  expect(!(await page.content()).includes(secret), 'it is not shown again');
  await page.getByRole('button', { name: 'Revoke Night export' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByText('is revoked').first().waitFor();
  expect_answer(await ask(), 401, 'bad_token');
  await check_page(page, 'account after all');
}));
