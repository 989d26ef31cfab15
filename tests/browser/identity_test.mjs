// A second step at sign-in, from the page that sets it up to the phone that is lost.
import { code_of } from '../kit/authenticator.mjs';
import { expect } from '../kit/expect.mjs';
import { demo_password } from '../kit/server.mjs';
import { check_page, open_window, shoot, sign_in, sizes } from './kit.mjs';

async function password_step(page, base, login) {
  await page.goto(`${base}/sign-in`);
  await page.getByLabel('Sign-in name').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(demo_password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Second step' }).waitFor();
}

async function type_code(page, code) {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// Looks at it in all sizes and both themes.
async function look_around(page, name) {
  for (const theme of ['light', 'dark'])
    for (const [size, [width, height]] of Object.entries(sizes)) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(250);
      await check_page(page, `${name} ${size} ${theme}`);
      await shoot(page, `${name}-${size}-${theme}`);
    }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function set_up(page, base) {
  await page.goto(`${base}/account`);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel('Your password').fill(demo_password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('.qr path').waitFor();
  await page.getByText('Your app cannot scan?').click();
  const key = await page.locator('code.app-key').first().innerText();
  await look_around(page, 'account-scan');
  await page.getByLabel('Six digits from the app').fill('12345');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('The code is not right').first().waitFor();
  await page.getByLabel('Six digits from the app').fill(code_of(key));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.locator('.recovery li').nth(9).waitFor();
  await look_around(page, 'account-recovery');
  const codes = await page.locator('.recovery code').allInnerTexts();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('You have 10 of 10 recovery codes left.').first().waitFor();
  return { key, codes };
}

test('a second step: set up, signed in with, reset by an admin', async ({ browser, server }) => {
  const { base } = server;
  const expected = [/status of 401/, /status of 422/];
  const page = await open_window(browser, { expected });
  await sign_in(page, base, 'amara');
  await page.locator('.me-button').click();
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
  await look_around(page, 'account-off');
  const { key, codes } = await set_up(page, base);
  await look_around(page, 'account-on');

  const phone = await open_window(browser, { expected, size: 'phone' });
  await password_step(phone, base, 'amara');
  await look_around(phone, 'second-step');
  await type_code(phone, '000000');
  await phone.getByText('The code is not right').first().waitFor();
  await type_code(phone, code_of(key, 1));
  await phone.waitForURL(url => !url.pathname.startsWith('/sign-in'));
  const lost = await open_window(browser, { expected });
  await password_step(lost, base, 'amara');
  await type_code(lost, codes[0].toUpperCase());
  await lost.waitForURL(url => !url.pathname.startsWith('/sign-in'));

  const admin = await open_window(browser);
  await sign_in(admin, base, 'owner');
  await admin.goto(`${base}/admin/users`);
  await admin.getByText('Two steps').first().waitFor();
  await look_around(admin, 'users-two-steps');
  await admin.getByRole('button', { name: /^Reset second step of/ }).click();
  await admin.getByRole('button', { name: 'Reset', exact: true }).click();
  await admin.getByText('signs in with the password alone now').first().waitFor();
  const fresh = await open_window(browser, { expected });
  await sign_in(fresh, base, 'amara');
  await fresh.goto(`${base}/account`);
  await fresh.getByRole('button', { name: 'Set up' }).waitFor();
  expect(await fresh.getByText('Off', { exact: true }).isVisible(), 'the second step is off again');
});
