// What the therapist does in a window.
import { expect } from '../../kit/expect.mjs';
import { settled, shoot } from '../kit.mjs';
import { card_of, open_visit } from './desk.mjs';

const chart = page => page.locator('lb-body-chart').first();
const marks = page => chart(page).locator('g[role="button"]');
const marks_are = (page, count) => page.waitForFunction(n => document.querySelector('lb-body-chart').marks.length === n, count);
export const section = (page, label) => page.getByRole('textbox', { name: new RegExp(`^${label} `) });
export const draft_saved = page => page.getByRole('status').filter({ hasText: /^\s*Draft saved/ }).waitFor();

export async function alerts_are_shown(page, name) {
  const card = card_of(page, name);
  await card.getByText('Stop alert.').waitFor({ state: 'attached' });
  await shoot(page, '15-board-of-the-therapist');
  const drawer = await open_visit(page, name);
  const rows = drawer.getByRole('region', { name: /^Alerts/ });
  await rows.getByText(/sciatica/i).first().waitFor();
  await rows.getByText(/apixaban/i).first().waitFor();
  await drawer.getByRole('link', { name: 'Open client' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  const head = page.getByRole('region', { name: /^Alerts/ });
  await head.getByText(/sciatica/i).first().waitFor();
  await head.getByText(/apixaban/i).first().waitFor();
  await page.getByText('Not understood.').first().waitFor();
  await page.getByText('zorbulin').first().waitFor();
  await settled(page);
  await shoot(page, '16-client');
}

// Each finding is answered with a reason; then the session starts.
export async function answer_and_start(page, name) {
  const drawer = await open_visit(page, name);
  await drawer.getByRole('group', { name: /^Answer:/ }).first().waitFor();
  const findings = drawer.locator('li', { has: page.getByRole('group', { name: /^Answer:/ }) }), chosen = page.locator('[aria-pressed="true"]');
  const open = findings.filter({ hasNot: chosen }), answered = findings.filter({ has: chosen });
  const all = await findings.count();
  for (let done = await answered.count(); done < all; done++) {
    await open.first().getByRole('button', { name: 'Adapt' }).click();
    await drawer.getByLabel('How the treatment is adapted').fill('Light pressure, lying on the side.');
    if (done === all - 1) await shoot(page, '17-answering-a-finding');
    await drawer.locator('form').getByRole('button', { name: 'Adapt' }).click();
    await answered.nth(done).waitFor();  // the form goes before the list has the answer
  }
  await drawer.getByText(/by Amara/).first().waitFor();
  await shoot(page, '18-findings-answered');
  await drawer.getByRole('button', { name: 'Start session' }).click();
  await card_of(page, name).and(page.locator('.in_session')).waitFor();
}

export async function begin_note(page, name) {
  const drawer = await open_visit(page, name);
  await drawer.getByRole('button', { name: 'Write note' }).click();
  await page.waitForURL(/\/notes\/[0-9a-f-]{36}$/);
  await page.locator('#subjective').waitFor();
  await page.getByRole('region', { name: 'Alerts' }).getByText(/sciatica/i).first().waitFor();
  await settled(page);
  return page.url().split('/').pop();
}

export async function mark_by_pointer(page) {
  const back = chart(page).getByRole('group', { name: /^Back of the body/ });
  const box = await back.boundingBox();
  const at = (x, y) => ({ position: { x: box.width * x, y: box.height * y } });
  await back.click(at(0.42, 0.34));
  await chart(page).getByRole('button', { name: 'Tension' }).click();
  await back.click(at(0.6, 0.22));
  await marks_are(page, 2);
  await chart(page).getByRole('button', { name: '3 severe' }).or(chart(page).locator('.grades button').nth(2)).first().click();
  await page.waitForFunction(() => document.querySelector('lb-body-chart').marks[1].grade === 3);
  await chart(page).getByRole('button', { name: 'Remove mark' }).click();
  await marks_are(page, 1);
}

// Nothing but keys: a region is chosen and marked, the mark graded, another one added and removed.
export async function mark_by_keyboard(page) {
  const region = chart(page).getByLabel('Or choose a region');
  const add = async letter => {
    await region.focus();
    await page.keyboard.press(letter);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
  };
  await add('c');
  await marks_are(page, 2);
  await marks(page).last().focus();
  await page.keyboard.press('1');
  await page.waitForFunction(() => document.querySelector('lb-body-chart').marks.some(mark => mark.grade === 1));
  await add('f');
  await marks_are(page, 3);
  await chart(page).getByRole('list', { name: 'Marks' }).getByRole('button', { expanded: true }).focus();
  await page.keyboard.press('Delete');
  await marks_are(page, 2);
}

export async function write_note(page, text) {
  await section(page, 'Subjective').pressSequentially(text);
  await page.getByRole('button', { name: 'Upper trapezius hypertonic' }).click();
  const score = (legend, value) => page.getByRole('group', { name: legend }).locator('label.choice').filter({ hasText: new RegExp(`^\\s*${value}\\s*$`) }).click();
  await score('Pain before', 7);
  await score('Pain after', 4);
  await mark_by_pointer(page);
  await mark_by_keyboard(page);
  await draft_saved(page);
  await page.evaluate(() => document.querySelector('main').scrollTo(0, 0));
  await shoot(page, '19-note');
}

// Words typed before, while and after the server is killed are in the window and in the server, and nothing is loaded again: first
// its supervisor starts the next one, then both are gone for a while.
export async function survives_kills(page, server) {
  const plan = section(page, 'Plan');
  const words = ['Again ', 'in two weeks.', ' Typed while the server was gone', ' and when it was back.'];
  await page.evaluate(() => { globalThis.here_before = true; });
  await plan.pressSequentially(words[0]);
  server.kill_serving();
  await plan.pressSequentially(words[1]);
  await draft_saved(page);
  const killed = server.kill();
  await plan.pressSequentially(words[2]);
  await killed;
  await page.getByRole('status').filter({ hasText: 'Saved on this device' }).waitFor();
  await shoot(page, '20-note-server-gone');
  const started = server.start();
  await plan.pressSequentially(words[3]);
  await started;
  await draft_saved(page);
  await page.getByText('All saved').first().waitFor();
  expect(await plan.inputValue() === words.join(''), 'the window keeps what was typed');
  expect(await page.evaluate(() => globalThis.here_before), 'the window was not loaded again');
  return words.join('');
}

export async function sign(page) {
  await page.getByRole('button', { name: 'Sign note' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign note' });
  await dialog.getByText('Typed while the server was gone').first().waitFor();
  await shoot(page, '21-sign');
  await dialog.getByRole('button', { name: 'Sign note' }).click();
  await page.getByText('Unchanged since it was signed').first().waitFor();
  for (const field of ['Subjective', 'Objective', 'Assessment', 'Plan']) expect(await section(page, field).count() === 0, `${field} is no field any more`);
  expect(await page.getByRole('button', { name: 'Sign note' }).count() === 0, 'it is not signed twice');
}

export async function add_addendum(page) {
  await page.getByLabel('Add an addendum').fill('Called the next day: feels better.');
  await page.getByRole('button', { name: 'Add addendum' }).click();
  const added = page.getByRole('listitem').filter({ hasText: 'feels better' });
  await added.getByText(/Amara.*\d\d:\d\d/).first().waitFor();
  await shoot(page, '22-signed');
}

export async function print_view(page) {
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['nav', 'header.top', '.no-print']) {
    for (const part of await page.locator(gone).all()) expect(!await part.isVisible(), `${gone} is not printed`);
  }
  for (const words of ['Typed while the server was gone', 'Signed by', 'feels better', '7 of 10']) await page.getByText(words).first().waitFor();
  await shoot(page, '23-note-printed');
  await page.emulateMedia({ media: 'screen' });
}
