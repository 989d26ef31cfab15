// What the owner does in a window, and what it does to the windows of others.
import { expect } from '../../kit/expect.mjs';
import { settled, shoot } from '../kit.mjs';

const same_document = page => page.evaluate(() => globalThis.here_before === true);

// Each element is watched where it is, so that none is missed that comes back at once.
function watch_gone(page, selectors) {
  return page.evaluate(wanted => {
    globalThis.here_before = true;
    globalThis.all_gone = new Promise(done => {
      const look = () => wanted.every(s => !document.querySelector(s)) && (seen.disconnect(), done());
      const seen = new MutationObserver(look);
      seen.observe(document.body, { childList: true, subtree: true });
      look();
    });
  }, selectors);
}

async function flip(page, name, act) {
  const toggle = page.getByRole('switch', { name, exact: true });
  const answered = page.waitForResponse(r => /\/plugins\/\w+\/(en|dis)able$/.test(r.url()));
  await page.locator('label.switch', { has: toggle }).click();
  await page.getByRole('dialog').getByRole('button', { name: act }).click();
  expect((await answered).ok(), `${name} is switched`);
}

export async function brings_are_shown(page, name) {
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2, name: new RegExp(`^${name}\\b`) }) });
  await row.getByText('What it brings').click();
  for (const words of ['notes.sign', 'notes_notes', 'a tab on the client\'s page', '/api/v1/notes']) await row.getByText(words).first().waitFor();
  await shoot(page, '24-plugins');
}

// `windows` are [page, selectors of what must vanish].
export async function notes_off(page, windows) {
  for (const [other, selectors] of windows) await watch_gone(other, selectors);
  await flip(page, 'Notes', 'Turn off');
  for (const [other] of windows) {
    await other.evaluate(() => globalThis.all_gone);
    expect(await same_document(other), 'the window was not loaded again');
  }
}

export async function notes_on(page) {
  await page.getByRole('switch', { name: 'Notes', exact: true }).and(page.locator(':enabled')).waitFor();
  await flip(page, 'Notes', 'Turn on');
}

export async function who_saw_it(page, client, wanted) {
  await page.goto(`${new URL(page.url()).origin}/clients/${client}`);
  await page.getByRole('link', { name: 'Who saw this' }).click();
  await page.locator('table').waitFor();
  await settled(page);
  while (await page.getByRole('button', { name: 'Show more' }).count()) {
    const before = await page.locator('tbody tr').count();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.waitForFunction(rows => document.querySelectorAll('tbody tr').length > rows, before);
  }
  const rows = await page.locator('tbody tr').allInnerTexts();
  for (const [who, what] of wanted) expect(rows.some(row => who.test(row) && what.test(row)), `${who} ${what} is in the log:\n${rows.join('\n')}`);
  await shoot(page, '26-who-saw-this');
  await page.goto(`${new URL(page.url()).origin}/admin/audit?client=${client}`);
  await page.locator('tbody tr').first().waitFor();
  await settled(page);
  await shoot(page, '27-audit-log');
}
