// A name that was heard wrongly is found all the same, under words that say so.
import { expect } from '../kit/expect.mjs';
import { check_page, open_window, shoot, sign_in, sizes } from './kit.mjs';

for (const size of Object.keys(sizes))
  test(`similar names stand under their own heading in the list of clients, ${size}`, async ({ browser, server }) => {
    const page = await open_window(browser, { size });
    await sign_in(page, server.base, 'desk');
    await page.goto(`${server.base}/clients?q=jonson`);
    await page.getByRole('rowheader', { name: 'Similar names' }).waitFor();
    await page.getByRole('link', { name: 'Margaret Johnson' }).waitFor();
    await check_page(page, `/clients?q=jonson at ${size}`);
    await shoot(page, `similar-names-${size}`);
    await page.getByRole('searchbox', { name: 'Find a client' }).fill('lindqvist');
    await page.getByRole('rowheader', { name: 'Similar names' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Hanna Lindqvist' }).waitFor();
  });

test('similar names stand under their own heading in the find box and while booking', async ({ browser, server }) => {
  const page = await open_window(browser);
  await sign_in(page, server.base, 'desk');
  await page.locator('main h1').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a client, page or action' }).fill('lindqist');
  await page.getByRole('option', { name: /Hanna Lindqvist/ }).waitFor();
  const found = page.getByRole('listbox', { name: 'Found' });
  expect(/^\s*Similar names\s*Hanna Lindqvist/.test(await found.innerText()), `the find box says: ${await found.innerText()}`);
  await shoot(page, 'similar-names-find');
  await page.keyboard.press('Escape');

  await page.goto(`${server.base}/board?new=1`);
  await page.getByRole('combobox', { name: 'Client' }).fill('lindqist');
  const choices = page.getByRole('listbox', { name: 'Clients' });
  await choices.getByRole('option', { name: /Hanna Lindqvist/ }).waitFor();
  expect(/^\s*Similar names\s*Hanna Lindqvist/.test(await choices.innerText()), `the choices say: ${await choices.innerText()}`);
  await check_page(page, 'similar names while booking');
  await shoot(page, 'similar-names-booking');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByText('Hanna Lindqvist', { exact: true }).waitFor();
});
