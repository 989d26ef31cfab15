// An admin changes what a plugin's manifest lets them set, in a form that is made from it.
import { expect } from '../kit/expect.mjs';
import { check_page, open_window, shoot, sign_in, sizes } from './kit.mjs';

test('a plugin is set up in the browser: a refused value, a change, and what is shown afterwards', async ({ browser, server }) => {
  for (const size of Object.keys(sizes)) {
    const page = await open_window(browser, { size, expected: [/status of 422/] });
    await sign_in(page, server.base, 'owner');
    await page.goto(`${server.base}/admin/plugins`);
    const open = page.getByRole('button', { name: 'Settings of Intake forms' });
    await open.click();
    const drawer = page.getByRole('dialog', { name: 'Settings' });
    const days = drawer.getByLabel('Days a form\'s link works');
    await days.waitFor();
    await days.fill('400');
    await drawer.getByRole('button', { name: 'Save settings' }).click();
    await drawer.getByText('Must be at most 90').first().waitFor();
    expect(await days.inputValue() === '400', 'what was typed is gone');
    await check_page(page, `/admin/plugins settings ${size}`);
    await shoot(page, `plugin-settings-${size}`);
    const wanted = String(20 + size.length);
    await days.fill(wanted);
    await drawer.getByRole('button', { name: 'Save settings' }).click();
    await drawer.waitFor({ state: 'detached' });
    await open.click();
    await days.waitFor();
    expect(await days.inputValue() === wanted, `the setting shows ${await days.inputValue()}, saved was ${wanted}`);
    await page.keyboard.press('Escape');
    await page.context().close();
  }
});
