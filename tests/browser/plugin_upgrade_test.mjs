// An admin looks for new plugins, reads what a new version changes, and puts it in place, after one that could not start.
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { Growing } from '../kit/growing.mjs';
import { Server } from '../kit/server.mjs';
import { check_page, open_window, settled, shoot, sign_in, sizes } from './kit.mjs';

// Does not fit a clinic that has a word twice.
const failing = { '0004_once.sql': 'DELETE FROM grows_marks;\nCREATE UNIQUE INDEX grows_words_once ON grows_words (word);\n' };

test('a new version is found, its plan is read, and it takes over; one that cannot start is said so', async ({ browser, binary }) => {
  const growing = new Growing(binary);
  const server = new Server(binary, ['--demo', ...growing.options]);
  try {
    await server.start();
    const owner = await new Api(server.base).sign_in('owner');
    const windows = {};
    for (const size of Object.keys(sizes)) {
      const page = await open_window(browser, { size, expected: [/status of 409/] });
      await sign_in(page, server.base, 'owner');
      await page.goto(`${server.base}/admin/plugins`);
      await settled(page);
      windows[size] = page;
    }
    const everywhere = async (name, look) => {
      for (const [size, page] of Object.entries(windows)) {
        await look(page);
        await check_page(page, `/admin/plugins ${name} ${size}`);
        await shoot(page, `plugin-upgrade-${name}-${size}`);
      }
    };
    const { desktop } = windows;
    const look = () => desktop.getByRole('button', { name: 'Look for new plugins' }).click();
    const plan = page => page.getByRole('dialog', { name: 'Upgrade Grows to 2.0.0?' });

    await look();
    await desktop.getByText('There is nothing new in the plugin folder.').first().waitFor();
    growing.add(server, 1);
    await look();
    await desktop.getByText('Found: Grows 1.0.0.').first().waitFor();
    await everywhere('found', page => page.getByRole('heading', { name: 'Grows 1.0.0' }).waitFor());
    expect_answer(await owner.post('/plugins/grows/enable'), 200);
    for (let i = 0; i < 2; i++) expect_answer(await owner.post('/grows/words', { word: 'twice' }), 200);

    growing.add(server, 2, failing);
    await look();
    await desktop.getByRole('button', { name: 'Upgrade… Grows' }).click();
    await plan(desktop).getByRole('button', { name: 'Upgrade' }).click();
    await desktop.getByText('Grows stays at 1.0.0.').first().waitFor();
    await everywhere('failed', page => page.locator('.waiting').getByText(/could not take over, and nothing was changed: .*0004_once\.sql/).waitFor());
    expect(expect_answer(await owner.get('/grows/words'), 200).version === 1, 'the old version serves on');

    growing.add(server, 2);
    await look();
    await everywhere('waits', page => page.getByText('Version 2.0.0 is there').waitFor());
    await everywhere('plan', async page => {
      await page.getByRole('button', { name: 'Upgrade… Grows' }).click();
      for (const line of ['Mark words: therapist, admin', 'Wait for a word', 'grows_marks', '0002_marks.sql', 'Colour', 'Loud', 'GET /grows/marks', 'POST /grows/wait'])
        await plan(page).getByText(line, { exact: true }).waitFor();
    });
    await plan(windows.phone).getByRole('button', { name: 'Cancel' }).click();
    expect(expect_answer(await owner.get('/grows/words'), 200).version === 1, 'nothing has happened yet');
    await plan(desktop).getByRole('button', { name: 'Upgrade' }).click();
    await desktop.getByText('Grows 2.0.0 is on.').first().waitFor();
    await plan(windows.tablet).getByRole('button', { name: 'Cancel' }).click();
    await everywhere('done', async page => {
      await page.getByRole('heading', { name: 'Grows 2.0.0' }).waitFor();
      await page.locator('.waiting').waitFor({ state: 'detached' });
    });
    expect(expect_answer(await owner.get('/grows/words'), 200).version === 2, 'the new version serves');
  } finally {
    await server.stop();
    server.remove();
    growing.remove();
  }
});
