// An admin looks how a plugin does: before it was asked for anything, afterwards, and when the server cannot tell.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from '../kit/expect.mjs';
import { check_page, open_window, settled, shoot, sign_in, sizes } from './kit.mjs';

test('the health of a plugin is told in words, anew each time it is opened', async ({ browser, server }) => {
  for (const size of Object.keys(sizes)) {
    const page = await open_window(browser, { size, expected: [/status of 503/] });
    await sign_in(page, server.base, 'owner');
    await page.goto(`${server.base}/admin/plugins`);
    await settled(page);
    const open = page.getByText('Health of Intake forms');
    const health = page.locator('details', { has: open });
    await open.click();
    await health.getByText('Errors', { exact: true }).waitFor();
    await health.getByText('No errors since the start.').waitFor();
    await health.getByText('None in the last ten minutes.').waitFor();
    await health.getByText('None was given up.').waitFor();
    const told = async () => {
      const words = await health.getByText(/^(Answered|Not asked)/).textContent();
      return Number(/Answered ([\d,]+) request/.exec(words)?.[1].replaceAll(',', '') ?? 0);
    };
    const before = await told();
    const asked = await page.evaluate(() => fetch('/api/v1/intake/forms').then(answer => answer.status));
    expect(asked === 200, `the plugin answered ${asked}`);
    await open.click();
    await health.locator('lb-plugin-health').waitFor({ state: 'detached' });
    await open.click();
    await health.getByText(/^Answered /).waitFor();
    const after = await told();
    expect(after > before, `answered ${before} requests, then ${after}`);
    await check_page(page, `/admin/plugins health ${size}`);
    await health.scrollIntoViewIfNeeded();
    await shoot(page, `plugin-health-${size}`);

    await open.click();
    await page.route('**/plugins/intake/health', route => route.fulfill({ status: 503, contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'busy', detail: 'The server is busy.' }) }));
    await open.click();
    await health.getByText('The server is busy.').waitFor();
    await check_page(page, `/admin/plugins health failed ${size}`);
    await shoot(page, `plugin-health-failed-${size}`);
    await page.unroute('**/plugins/intake/health');
    await health.getByRole('button', { name: 'Try again' }).click();
    await health.getByText(/^Answered /).waitFor();
    await page.context().close();
  }
});

test('events that a plugin could not be told of are shown with its health', async ({ browser, server }) => {
  const sql = text => execFileSync('sqlite3', ['-cmd', '.timeout 5000', path.join(server.data, 'lumbar.sqlite'), text]);
  sql(`INSERT INTO parked_events (subscriber, seq, event, payload, tries, next_try_at, fault) VALUES
    ('intake/appointment_booked', 1, 'appointment_booked', '{}', 10, ${Date.now() - 5000}, 'std::out_of_range'),
    ('intake/client_created', 2, 'client_created', '{}', 10, ${Date.now() - 1000}, 'std::runtime_error')`);
  for (const size of Object.keys(sizes)) {
    const page = await open_window(browser, { size });
    await sign_in(page, server.base, 'owner');
    await page.goto(`${server.base}/admin/plugins`);
    await settled(page);
    const open = page.getByText('Health of Intake forms');
    const health = page.locator('details', { has: open });
    await open.click();
    await health.getByText('2 events given up: it failed on each ten times.').waitFor();
    await health.getByText('client_created, std::runtime_error').waitFor();
    await check_page(page, `/admin/plugins parked events ${size}`);
    await health.scrollIntoViewIfNeeded();
    await shoot(page, `plugin-parked-${size}`);
    await page.context().close();
  }
  sql('DELETE FROM parked_events');
});
