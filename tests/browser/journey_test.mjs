// The main job of the product, in real windows, from a client's first call to the signed note and who saw it.
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { Server } from '../kit/server.mjs';
import { check_page, open_window, settled, shoot, sign_in } from './kit.mjs';
import * as admin from './journey/admin.mjs';
import * as desk_does from './journey/desk.mjs';
import * as phone_does from './journey/phone.mjs';
import * as therapist_does from './journey/therapist.mjs';
import { lonely_time } from './journey/times.mjs';

const zoe = { given_name: 'Zoë', family_name: 'Müllerová-Ødegård', name: 'Zoë Müllerová-Ødegård', words: 'mullerova', birth_date: '1981-05-04' };
const refusals = /status of 4(04|09|12|22)/;
const no_server = /ERR_|Failed to (load|fetch)|NetworkError/;

async function window_of(browser, base, login, options) {
  const page = await open_window(browser, { expected: [refusals], ...options });
  await sign_in(page, base, login);
  return page;
}

// Until the answers of the form have been checked for the visit.
async function screened(api, visit) {
  for (;;) if (expect_answer(await api.get(`/appointments/${visit}`), 200).screened) return;
}

async function signed_for_good(page, id) {
  const note = `/api/v1/notes/notes/${id}`;
  const status = await page.evaluate(async path => {
    const { csrf } = await (await fetch('/api/v1/session')).json();
    const { version } = await (await fetch(path)).json();
    const body = JSON.stringify({ subjective: 'Other words', objective: '', assessment: '', plan: '', marks: [] });
    return (await fetch(path, { method: 'PUT', body,
      headers: { 'content-type': 'application/json', 'x-lumbar-csrf': csrf, 'if-match': `"${version}"` } })).status;
  }, note);
  expect(status === 409, `a signed note is not changed: ${status}`);
}

async function the_call(desk, base) {
  const known = await desk_does.find_without_accents(desk);
  const id = await desk_does.register(desk, { ...zoe, phone: known.phone });
  const time = await lonely_time(base, 'amara');
  await desk_does.book_by_clicking(desk, time, zoe);
  const board = await desk.evaluate(async date => (await fetch(`/api/v1/board?date=${date}`)).json(), time.date);
  const visit = board.visits.find(v => v.client === id);
  expect(visit.starts_at === time.starts_at, 'booked for the time that was clicked');
  const booked = { ...time, booked_room: visit.room, booked_room_name: visit.room_name };
  await desk_does.clashes_are_refused(desk, booked, zoe, { name: known.name, words: known.family_name });
  return { id, visit: visit.id, time };
}

async function the_form(browser, link) {
  const options = { size: 'phone', expected: [refusals] };
  const phone = await open_window(browser, options);
  await phone_does.open_link(phone, link);
  await phone_does.empty_step_is_refused(phone);
  await check_page(phone, 'the form with missing answers');
  await phone_does.fill_until_sciatica(phone);
  await check_page(phone, 'the form with an open follow-up');
  const place = phone.url();
  const again = await phone.context().newPage();
  again.errors = [];
  await phone.close();
  await again.goto(place);
  await phone_does.is_resumed(again);
  await phone_does.signing_too_early_is_refused(again);
  await phone_does.fill_the_rest_and_sign(again);
}

test('a clinic day in real windows, from the first call to who saw the record', async ({ browser, binary }) => {
  const server = await new Server(binary).start();
  const { base } = server;
  const api = await new Api(base).sign_in('amara');
  try {
    const desk = await window_of(browser, base, 'desk');
    const { id, visit, time } = await the_call(desk, base);
    await the_form(browser, await desk_does.copy_link(desk, zoe.name));
    await screened(api, visit);

    await desk_does.open_board(desk, time.date);
    await desk_does.check_in(desk, zoe.name);
    await desk_does.start_is_blocked(desk, zoe.name);

    const room = await window_of(browser, base, 'amara', { expected: [refusals, no_server] });
    await desk_does.open_board(room, time.date);
    await therapist_does.alerts_are_shown(room, zoe.name);
    await check_page(room, 'the client with alerts');
    await desk_does.open_board(room, time.date);
    await therapist_does.answer_and_start(room, zoe.name);
    const note = await therapist_does.begin_note(room, zoe.name);
    await therapist_does.write_note(room, 'Tight between the shoulder blades <b>since</b> Monday.');
    await check_page(room, 'the note');
    const plan = await therapist_does.survives_kills(room, server);
    await api.sign_in('amara');
    expect(expect_answer(await api.get(`/notes/notes/${note}`), 200).plan === plan, 'the server has what was typed while it was gone');
    await therapist_does.sign(room);
    await signed_for_good(room, note);
    await therapist_does.add_addendum(room);
    await check_page(room, 'the signed note');
    await therapist_does.print_view(room);
    const pain = expect_answer(await api.get(`/clients/${id}/measures`), 200).filter(m => m.scale === 'pain_nrs' && m.source.startsWith('notes:'));
    expect(pain.map(m => m.value).sort().join() === '4,7', `pain before and after are measures: ${JSON.stringify(pain)}`);

    const owner = await window_of(browser, base, 'owner');
    await admin.who_saw_it(owner, id, [[/Amara/, /signed/i], [/Amara/, /added to a treatment note/i], [/Amara/, /read|saw|opened/i],
      [/Dana Reilly/, /booked a visit/], [/The client/, /sent in the form/]]);
  } finally {
    api.close();
    await server.stop();
    server.remove();
  }
});

test('treatment notes go from other windows without a reload, and come back', async ({ browser, binary }) => {
  const server = await new Server(binary).start();
  const { base } = server;
  try {
    const owner = await window_of(browser, base, 'owner');
    const writing = await window_of(browser, base, 'amara');
    const [client] = await writing.evaluate(async () => (await fetch('/api/v1/clients?limit=1')).json());
    const reading = await window_of(browser, base, 'amara');
    await writing.goto(`${base}/notes`);
    await reading.goto(`${base}/clients/${client.id}/notes`);
    await owner.goto(`${base}/admin/plugins`);
    for (const page of [owner, writing, reading]) await settled(page);
    await reading.getByRole('heading', { name: 'Treatment notes' }).waitFor();
    await admin.brings_are_shown(owner, 'Notes');
    const menu = 'nav a[href="/notes"]';
    await admin.notes_off(owner, [[writing, [menu, '[href^="/notes/"]']], [reading, [menu, `nav.tabs a[href$="/notes"]`, 'lb-slot[name="client.tab"] lb-part']]]);
    await writing.getByRole('heading', { level: 1, name: 'This page is not here' }).waitFor();
    await shoot(writing, '25-notes-are-off');
    await shoot(reading, '25-notes-are-off-client');
    expect(await reading.evaluate(async () => (await (await fetch('/api/v1/notes/mine')).json()).code) === 'plugin_off', 'its routes say that it is off');
    await reading.getByRole('link', { name: 'Overview' }).click();
    await settled(reading);
    await check_page(reading, 'the client without notes');
    await admin.notes_on(owner);
    await writing.getByRole('heading', { level: 1, name: 'My notes' }).waitFor();
    await writing.locator('.lines a').first().waitFor();
    await reading.getByRole('navigation', { name: 'Client record' }).getByRole('link', { name: 'Notes' }).click();
    await reading.getByRole('heading', { name: 'Treatment notes' }).waitFor();
    for (const page of [writing, reading]) expect(await page.evaluate(() => globalThis.here_before), 'no window was loaded again');
  } finally {
    await server.stop();
    server.remove();
  }
});
