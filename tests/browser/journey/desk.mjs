// What the front desk does in its window.
import { expect } from '../../kit/expect.mjs';
import { settled, shoot } from '../kit.mjs';

const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '');

// Finds somebody with accents in the name by the first letters, typed without them.
export async function find_without_accents(page) {
  const clients = await page.evaluate(async () => (await fetch('/api/v1/clients?limit=100')).json());
  const client = clients.find(c => /[\u00c0-\u017f]/.test(c.family_name) && plain(c.family_name) !== c.family_name && /^\p{L}+$/u.test(c.family_name));
  const words = `${plain(client.given_name).split(/[ -]/)[0].slice(0, 3)} ${plain(client.family_name).slice(0, 4)}`.toLowerCase();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a client, page or action' }).fill(words);
  const found = page.getByRole('option').filter({ hasText: client.family_name }).first();
  await found.waitFor();
  await shoot(page, '01-find-without-accents');
  await found.click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: client.family_name }).waitFor();
  await settled(page);
  return client;
}

// Somebody new who shares a telephone: who has it already is offered first.
export async function register(page, { given_name, family_name, phone, birth_date }) {
  await page.getByRole('link', { name: 'Clients', exact: true }).click();
  await page.getByRole('link', { name: 'New client' }).click();
  await page.getByLabel('Given name').fill(given_name);
  await page.getByLabel('Family name').fill(family_name);
  await page.getByLabel('Phone').fill(phone);
  await page.getByLabel('Date of birth').fill(birth_date);
  await page.getByRole('button', { name: 'Register client' }).click();
  await page.getByRole('group', { name: 'Already registered?' }).waitFor();
  expect(await page.getByRole('button', { name: 'This is them' }).count() > 0, 'who is registered with this telephone can be chosen');
  await shoot(page, '02-already-registered');
  await page.getByRole('button', { name: 'Register as somebody new' }).click();
  await page.waitForURL(/\/clients\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { level: 1, name: `${given_name} ${family_name}` }).waitFor();
  await settled(page);
  return page.url().split('/').pop();
}

export const card_of = (page, name) => page.locator('li.visit', { hasText: name });

async function choose_client(drawer, words, name) {
  const change = drawer.getByRole('button', { name: 'Change' });
  if (await change.isVisible()) await change.click();
  await drawer.getByRole('combobox', { name: 'Client' }).fill(words);
  await drawer.getByRole('option', { name }).first().click();
}

export async function open_board(page, date) {
  await page.goto(`${new URL(page.url()).origin}/board?date=${date}`);
  await page.locator('ol.lane').first().waitFor();
  await settled(page);
}

// A click on free time of a lane.
export async function click_time(page, { practitioner, minute }) {
  const [hours, minutes] = (await page.locator('.hours span').first().innerText()).split(':').map(Number);
  const y = (minute - hours * 60 - minutes) / 60 * 88 + 8;
  await page.locator(`ol.lane[aria-labelledby="lane-${practitioner}"]`).click({ position: { x: 40, y } });
  return page.getByRole('dialog', { name: 'New appointment' });
}

export async function book_by_clicking(page, time, client) {
  await open_board(page, time.date);
  const drawer = await click_time(page, time);
  await drawer.getByLabel('Service').waitFor();
  await choose_client(drawer, client.words, client.name);
  expect(await drawer.getByRole('radio', { name: time.time }).isChecked(), `the time that was clicked, ${time.time}, is chosen`);
  expect(await drawer.getByLabel('Practitioner').inputValue() === time.practitioner, 'the lane that was clicked is chosen');
  await shoot(page, '03-booking');
  await drawer.getByRole('button', { name: `Book appointment, ${time.time}` }).click();
  await card_of(page, client.name).waitFor();
  await page.getByText(`${client.name} is booked for`).first().waitFor();
  await shoot(page, '04-booked');
}

// Each clash alone: said before saving, and refused by the server with the reason.
export async function clashes_are_refused(page, time, client, somebody) {
  await page.getByRole('button', { name: 'New appointment' }).click();
  const drawer = page.getByRole('dialog', { name: 'New appointment' });
  await drawer.getByLabel('Service').waitFor();
  await drawer.getByLabel('Another time').fill(time.time);
  await drawer.getByLabel('Another time').blur();
  const refused = async (why, reason) => {
    await drawer.getByRole('status').filter({ hasText: reason }).waitFor();
    await drawer.getByRole('button', { name: /^Book appointment/ }).click();
    const said = drawer.getByRole('alert');
    await said.waitFor();
    await shoot(page, `05-clash-${why}`);
    return said.innerText();
  };
  await choose_client(drawer, somebody.words, somebody.name);
  await drawer.getByLabel('Practitioner').selectOption(time.practitioner);
  expect((await refused('practitioner', /has another visit/)).includes(time.practitioner_name), 'the practitioner who is taken is named');
  await drawer.getByLabel('Practitioner').selectOption(time.other.practitioner);
  await drawer.getByLabel('Room').selectOption(time.booked_room);
  expect((await refused('room', /is taken/)).includes(time.booked_room_name), 'the room that is taken is named');
  await drawer.getByLabel('Room').selectOption(time.room.id);
  await choose_client(drawer, client.words, client.name);
  expect(/another (visit|appointment)|client/i.test(await refused('client', /has another visit/)), 'the client who is elsewhere is named');
  await drawer.getByRole('button', { name: 'Close' }).click();
  await drawer.waitFor({ state: 'hidden' });
}

// The link is shown to be copied; what was copied is what the client gets.
export async function copy_link(page, name) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: `Send link to ${name}` }).click();
  const shown = page.getByLabel(`Link for ${name}`);
  await shown.waitFor();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Link copied').first().waitFor();
  await shoot(page, '06-link');
  const url = await shown.inputValue();
  expect(await page.evaluate(() => navigator.clipboard.readText()) === url, 'the link was copied');
  await page.getByRole('button', { name: 'Done' }).click();
  return url;
}

export async function open_visit(page, name) {
  await card_of(page, name).getByRole('button').click();
  const drawer = page.getByRole('dialog', { name });
  await drawer.getByRole('heading', { level: 2, name }).waitFor();
  await drawer.locator('.blank').waitFor({ state: 'detached' });
  return drawer;
}

export async function check_in(page, name) {
  const drawer = await open_visit(page, name);
  const rows = drawer.getByRole('region', { name: /^Alerts/ });
  await rows.getByText('Sciatica').first().waitFor();
  expect(!/apixaban/i.test(await drawer.innerText()), 'the desk sees what an alert means, not what the client answered');
  await shoot(page, '13-drawer-of-the-desk');
  await drawer.getByRole('button', { name: 'Check in' }).click();
  await card_of(page, name).and(page.locator('.arrived')).waitFor();
}

export async function start_is_blocked(page, name) {
  const drawer = await open_visit(page, name);
  await drawer.getByRole('button', { name: 'Start session' }).click();
  const words = page.getByRole('dialog', { name: 'The session cannot start yet' });
  await words.waitFor();
  const reasons = await words.locator('.reasons .alert').allInnerTexts();
  expect(reasons.length > 0 && reasons.every(r => r.trim()), 'the block says why');
  expect(await words.getByRole('button', { name: 'Start anyway' }).count() === 0, 'the desk cannot go on');
  await shoot(page, '14-start-blocked');
  await words.getByRole('button', { name: 'Close' }).click();
  await drawer.getByRole('button', { name: 'Close' }).click();
  return reasons;
}
