// An admin turns plugins off and deletes what one has stored: what is said before, what is refused, the copy, the deletion.
import { readFileSync } from 'node:fs';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { Server } from '../kit/server.mjs';
import { check_page, open_window, settled, shoot, sign_in, sizes } from './kit.mjs';

const opens = (page, name) => page.getByRole('button', { name: `Delete its data… ${name}` });
const asks = page => page.getByRole('dialog', { name: /^(Delete the data of|What .+ has stored)/ });

const shows_as_on = (page, name) => page.getByRole('switch', { name, checked: true }).waitFor({ state: 'attached' });

async function window_on_plugins(browser, server, options) {
  const page = await open_window(browser, options);
  await sign_in(page, server.base, 'owner');
  await page.goto(`${server.base}/admin/plugins`);
  await settled(page);
  return page;
}

test('turning a plugin off says what disappears and that data stays, and names who needs it', async ({ browser, server }) => {
  for (const size of Object.keys(sizes)) {
    const page = await window_on_plugins(browser, server, { size });
    const flip = () => page.locator('.switch', { has: page.getByRole('switch', { name: 'Intake forms' }) }).click();
    const question = page.getByRole('dialog', { name: 'Turn Intake forms off?' });
    await flip();
    for (const words of ['All its data stays', 'Gone from the menu: Intake forms', 'Gone from the pages: a list beside the day board',
      'Missing then: marks on the day board', 'Links that clients have been sent open nothing'])
      await question.getByText(words).waitFor();
    await check_page(page, `/admin/plugins turning off ${size}`);
    await shoot(page, `plugin-off-${size}`);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await shows_as_on(page, 'Intake forms');

    await page.route('**/api/v1/plugins', async route => {
      const answer = await route.fetch();
      const all = await answer.json();
      all.find(one => one.id === 'notes').depends_on = ['intake'];
      await route.fulfill({ response: answer, json: all });
    });
    await page.reload();
    await settled(page);
    await flip();
    const needed = page.getByRole('dialog', { name: 'Intake forms is needed' });
    await needed.getByText('Notes needs it and would not work without it. Turn that off first.').waitFor();
    expect(await needed.getByRole('button').count() === 1, 'it can be turned off all the same');
    await check_page(page, `/admin/plugins needed ${size}`);
    await page.keyboard.press('Escape');
    await needed.waitFor({ state: 'detached' });
    await shows_as_on(page, 'Intake forms');
    await page.context().close();
  }
});

test('the data of a plugin that is off are shown, downloaded and deleted, but not with signed records', async ({ browser, binary }) => {
  const server = await new Server(binary).start();
  try {
    const api = await new Api(server.base).sign_in('owner');
    for (const id of ['contraindications', 'notes']) expect_answer(await api.post(`/plugins/${id}/disable`), 200);
    api.close();
    for (const size of Object.keys(sizes)) {
      for (const theme of ['light', 'dark']) {
        const page = await window_on_plugins(browser, server, { size, theme, expected: [/status of (422|503)/] });
        expect(await opens(page, 'Intake forms').count() === 0, 'the data of a plugin that is on can be deleted');
        await opens(page, 'Notes').click();
        await asks(page).getByText(/\d+ signed or sealed records are among its rows/).waitFor();
        expect(await asks(page).getByRole('button', { name: 'Delete for good' }).count() === 0, 'signed records can be deleted');
        await check_page(page, `/admin/plugins refused ${size} ${theme}`);
        await shoot(page, `plugin-purge-refused-${size}-${theme}`);
        await asks(page).getByRole('button', { name: 'Close' }).click();
        await asks(page).waitFor({ state: 'detached' });
        await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Delete its data'));

        await opens(page, 'Contraindication check').click();
        await asks(page).getByRole('cell', { name: 'contraindications_screenings' }).waitFor();
        await check_page(page, `/admin/plugins purge ${size} ${theme}`);
        await shoot(page, `plugin-purge-${size}-${theme}`);
        await asks(page).getByLabel('To confirm, type contraindications').fill('contra');
        await asks(page).getByRole('button', { name: 'Delete for good' }).click();
        await asks(page).getByText('Type contraindications to confirm.').waitFor();
        await check_page(page, `/admin/plugins purge not confirmed ${size} ${theme}`);
        await shoot(page, `plugin-purge-wrong-${size}-${theme}`);
        await page.context().close();
      }
    }
    await delete_at_last(browser, server);
  } finally {
    await server.stop();
    server.remove();
  }
});

async function delete_at_last(browser, server) {
  const page = await window_on_plugins(browser, server, { expected: [/status of 503/] });
  const path = '**/plugins/contraindications/purge';
  await page.route(path, route => route.fulfill({ status: 503, contentType: 'application/problem+json',
    body: JSON.stringify({ code: 'busy', detail: 'The server is busy.' }) }));
  await opens(page, 'Contraindication check').click();
  await asks(page).getByText('The server is busy.').waitFor();
  await check_page(page, '/admin/plugins purge failed');
  await page.unroute(path);
  await asks(page).getByRole('button', { name: 'Try again' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), asks(page).getByRole('link', { name: /Download a\s+copy/ }).click()]);
  expect(/^contraindications-\d{4}-\d\d-\d\d\.ndjson$/.test(download.suggestedFilename()), download.suggestedFilename());
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\n').map(line => JSON.parse(line));
  const rows = lines[0].tables.reduce((sum, table) => sum + table.rows, 0);
  expect(rows > 0 && lines.length === rows + 2 && lines.at(-1).end === true, `${lines.length} lines for ${rows} rows`);
  await asks(page).getByLabel('To confirm, type contraindications').fill('contraindications');
  await page.keyboard.press('Enter');
  await page.getByText('The data of Contraindication check is deleted').first().waitFor();
  await asks(page).waitFor({ state: 'detached' });
  await opens(page, 'Contraindication check').waitFor({ state: 'detached' });
  await check_page(page, '/admin/plugins purged');
  await page.context().close();
}
