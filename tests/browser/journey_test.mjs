// The main job of the product, in the browser, from a client's first call to the signed note and who saw it.
import { Api } from '../kit/api.mjs';
import { expect } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { check_page, open_window, shoot, sign_in } from './kit.mjs';

const name = 'Zoë Ødegård-Müllerová';
const refusals = [/status of 4(09|12|22)/];

// A day from tomorrow on that has free time, so that the test works at any hour.
async function free_day(base) {
  const desk = await new Api(base).sign_in('desk');
  const board = (await desk.get('/board')).json;
  const [service] = (await desk.get('/services')).json;
  for (let ahead = 1; ahead < 14; ahead++) {
    const date = new Date(Date.parse(`${board.date}T12:00:00Z`) + ahead * 86_400_000).toISOString().slice(0, 10);
    const openings = (await desk.get(`/openings?service=${service.id}&date=${date}`)).json;
    if (openings.length > 40) return desk.close(), date;
  }
  throw new Error('no free day within two weeks');
}

// A place in a lane where nothing is booked for the next hour and a half, in view.
async function free_spot(page) {
  return page.evaluate(() => {
    const board = document.querySelector('.board').getBoundingClientRect();
    for (const lane of document.querySelectorAll('.lane')) {
      const box = lane.getBoundingClientRect(), x = box.left + 60;
      for (let y = Math.max(box.top, board.top + 80) + 20; y < board.bottom - 150; y += 22)
        if ([0, 44, 88, 132].every(down => document.elementFromPoint(x, y + down) === lane)) return { x, y };
    }
    return null;
  });
}

async function book_new_client(page, base, date) {
  await page.goto(`${base}/board?date=${date}`);
  await page.locator('.lane').first().waitFor();
  await page.waitForTimeout(500);
  const spot = await free_spot(page);
  expect(spot, 'a free time to click on');
  await page.mouse.click(spot.x, spot.y);
  await page.locator('#client-pick').pressSequentially(name);
  await page.locator('.suggestions .option', { hasText: 'New client' }).click();
  await page.getByLabel('Phone').fill('01 555 0199');
  await page.getByRole('button', { name: 'Register client' }).click();
  await page.getByRole('button', { name: 'Change' }).waitFor();
  await page.getByRole('button', { name: /^Book appointment, / }).click();
  await page.locator('.toast', { hasText: 'is booked for' }).waitFor();
  await page.locator(`.visit button[title="${name}"]`).waitFor();
}

// Fills what a step still asks for: no to every question of yes and no, something in every field.
async function fill_step(page) {
  const all_no = page.getByRole('button', { name: /^No to the/ });
  if (await all_no.count()) await all_no.click();
  for (const box of await page.locator('.question-block:not(:has(.optional))').all()) {
    if (await box.locator('input[type=radio]').count() === 0 || await box.locator('input:checked').count()) continue;
    const no = box.locator('label.choice', { hasText: /^No$/ });
    await ((await no.count()) ? no : box.locator('label.choice').first()).click();
  }
  for (const field of await page.locator('.field:not(:has(.optional))').all()) {
    const input = field.locator('input, textarea, select').first();
    const kind = await input.evaluate(e => (e.tagName === 'SELECT' ? 'select' : e.type));
    if (kind === 'checkbox') await input.check();
    else if (kind === 'select') await input.selectOption({ index: 1 });
    else if (!(await input.inputValue())) await input.fill(kind === 'date' ? '1981-05-04' : kind === 'number' ? '3' : name);
  }
}

const question = (page, words) => page.locator('fieldset.question-block', { hasText: words }).first();
const answer = (page, words, choice) => question(page, words).locator('label.choice', { hasText: new RegExp(`^${choice}$`) }).click();

async function step_title(page) { return page.locator('.form-body h1').textContent(); }

// Through the form to its last step. What matters is said on the way; the first step is tried empty, and the page reloaded
// half-way.
async function fill_form(page) {
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('.error-list li').first().waitFor();
  await shoot(page, 'form-errors-phone');
  let reloaded = false;
  for (let steps = 0; steps < 40; steps++) {
    const title = await step_title(page);
    if (await question(page, 'sciatica').count()) {
      await answer(page, 'sciatica', 'Yes');
      await page.locator('.nested').first().waitFor();
    }
    await fill_step(page);
    await fill_step(page);  // what has opened under the answers
    const medicines = page.locator('.field', { hasText: /which medicines|medicines? .*take|list .*medicines/i }).locator('textarea, input').first();
    if (await medicines.count()) await medicines.fill('Apixaban 5 mg, zorbulin');
    if (await page.getByRole('button', { name: 'Sign and send' }).count()) return;
    if (steps === 6 && !reloaded) {
      reloaded = true;
      await page.locator('.saved.ok').waitFor();
      await page.reload();
      await page.locator('.form-body h1').waitFor();
      expect(await step_title(page) === title, 'a reload comes back to the same step');
      continue;
    }
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForFunction(before => document.querySelector('.form-body h1')?.textContent !== before || document.querySelector('.error-list'), title);
    const errors = page.locator('.error-list li');
    expect(await errors.count() === 0, `"${title}" still asks: ${(await errors.allTextContents()).slice(0, 3)}`);
  }
  throw new Error('the form has no end');
}

test('from the first call to the signed note', async ({ browser, server }) => {
  const { base } = server;
  const date = await free_day(base);

  // The desk finds somebody without typing the accents, registers a new client and books by clicking a free time.
  const desk = await open_window(browser, { expected: refusals });
  await sign_in(desk, base, 'desk');
  await desk.keyboard.press('Control+k');
  await desk.keyboard.type('mull');
  await desk.locator('.find-list .option', { hasText: 'Müller' }).first().waitFor();
  await desk.keyboard.press('Escape');
  await book_new_client(desk, base, date);
  await shoot(desk, 'board-booked');

  // Registering the same person again offers the one that is there.
  await desk.goto(`${base}/clients/new?name=${encodeURIComponent('Zoe Odegard-Mullerova')}`);
  await desk.getByLabel('Phone').fill('01 555 0199');
  await desk.getByRole('button', { name: 'Register client' }).click();
  await desk.getByText(name).first().waitFor();
  await shoot(desk, 'likely-duplicate');

  // The link is shown to copy, and opened on a phone.
  const api = await new Api(base).sign_in('desk');
  const client = (await api.get(`/clients?q=${encodeURIComponent('odegard')}`)).json.find(c => c.name === name);
  const visit = (await api.get(`/board?date=${date}`)).json.visits.find(v => v.client === client.id);
  await desk.goto(`${base}/board?date=${date}`);
  await desk.getByRole('button', { name: `Send link to ${name}` }).click();
  const link = await desk.locator('input[readonly]').first().inputValue();
  expect(link.startsWith(`${base}/f/`), `a link to copy, not "${link}"`);
  const phone = await open_window(browser, { size: 'phone', expected: refusals });
  await phone.goto(link);
  await phone.locator('.form-body h1').waitFor();
  expect(new URL(phone.url()).pathname === '/f', 'the token leaves the address');
  await check_page(phone, 'the form on a phone');
  await fill_form(phone);
  await phone.locator('#' + (await phone.locator('label', { hasText: /^Your name$/ }).getAttribute('for'))).fill(name);
  await shoot(phone, 'form-signature-phone');
  await phone.getByRole('button', { name: 'Sign and send' }).click();
  await phone.locator('h1', { hasText: 'Thank you' }).waitFor();

  // The alert is on the card, in the drawer and in the client's head; the session does not start for the desk.
  await desk.goto(`${base}/board?date=${date}`);
  const card = desk.locator(`[data-visit="${visit.id}"]`);
  await card.waitFor();
  await desk.waitForFunction(async id => {
    const day = await (await fetch(`/api/v1/appointments/${id}`)).json();
    return day.screened && day.alerts;
  }, visit.id);
  await desk.reload();
  await card.click();
  await desk.locator('dialog[open], .drawer').getByText('Sciatica').first().waitFor();
  await shoot(desk, 'drawer-alerts');
  await desk.getByRole('button', { name: 'Check in', exact: true }).click();
  await desk.locator('.visit.arrived', { has: desk.locator(`[data-visit="${visit.id}"]`) }).or(desk.locator(`.visit.arrived[data-visit="${visit.id}"]`)).first().waitFor();
  await card.click();
  await desk.getByRole('button', { name: 'Start session', exact: true }).click();
  await desk.locator('dialog.question').waitFor();
  await shoot(desk, 'start-blocked');
  await desk.keyboard.press('Escape');

  // The therapist answers each finding, then the session starts.
  const room = await open_window(browser, { expected: [...refusals, /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|Failed to load resource/] });
  await sign_in(room, base, 'amara');
  await room.goto(`${base}/clients/${client.id}`);
  await room.getByText('Apixaban').or(room.getByText('Blood-thinning')).first().waitFor();
  await room.getByText('zorbulin').first().waitFor();
  await shoot(room, 'client-alerts');
  await check_page(room, 'the client page');
  const therapist = await new Api(base).sign_in('amara');
  const { findings } = (await therapist.get(`/contraindications/appointments/${visit.id}`)).json;
  expect(findings.some(f => f.entry === 'sciatica') && findings.some(f => f.entry === 'anticoagulant'), 'both findings are there');
  await room.goto(`${base}/board?date=${date}`);
  await room.locator(`[data-visit="${visit.id}"]`).click();
  for (let answered = 0; ; answered++) {
    const open = room.locator('[data-answer="adapt"][aria-pressed="false"]').first();
    await room.locator('[data-answer="adapt"]').first().waitFor();
    if (await open.count() === 0) break;
    expect(answered < 20, 'each finding is answered once');
    await open.click();
    await room.locator('textarea[name="reason"]').fill('Light pressure, side-lying.');
    await shoot(room, 'finding-answer');
    const saved = room.waitForResponse(r => r.url().endsWith('/answer'));
    await room.locator('form button[type="submit"]', { hasText: 'Adapt' }).click();
    expect((await saved).ok(), 'the answer is taken');
    await room.locator('textarea[name="reason"]').waitFor({ state: 'detached' });
  }
  await room.getByRole('button', { name: 'Start session', exact: true }).click();
  await room.locator('.visit.in_session, .visit.in-session').first().waitFor();

  // The note: chart by pointer and by keyboard, scores, text that survives a killed server, a signature for good.
  const note = (await therapist.post('/notes/notes', { appointment: visit.id })).json;
  await room.goto(`${base}/notes/${note.id}`);
  await room.locator('#subjective').fill('Tight between the shoulder blades <b>since</b> Monday.');
  const back = room.locator('lb-body-chart svg').nth(1);
  await back.click({ position: { x: 60, y: 150 } });
  await room.locator('lb-body-chart').getByRole('combobox').first().selectOption({ index: 3 });
  await room.getByRole('button', { name: 'Add mark' }).click();
  const marks = room.locator('lb-body-chart g[role="button"]');
  await room.waitForFunction(() => document.querySelector('lb-body-chart')?.marks?.length === 2);
  await marks.last().focus();
  await room.keyboard.press('3');
  await room.waitForFunction(() => document.querySelector('lb-body-chart').marks.some(mark => mark.grade === 3));
  await room.locator('lb-body-chart').getByRole('combobox').first().selectOption({ index: 5 });
  await room.getByRole('button', { name: 'Add mark' }).click();
  await room.waitForFunction(() => document.querySelector('lb-body-chart').marks.length === 3);
  await marks.last().focus();
  await room.keyboard.press('Delete');
  await room.waitForFunction(() => document.querySelector('lb-body-chart').marks.length === 2);
  await room.locator('.saved.ok').waitFor();
  await shoot(room, 'note-desktop');
  await check_page(room, 'the note');
  await server.kill();
  await room.locator('#plan').fill('Again in two weeks. Typed while the server was down.');
  await pause(1500);
  await server.start();
  await room.reload();
  await room.waitForFunction(() => [...document.querySelectorAll('textarea')].some(t => t.value.includes('while the server was down')));
  await room.locator('.saved.ok').waitFor();
  const stored = (await therapist.get(`/notes/notes/${note.id}`)).json;
  expect(stored.plan.includes('while the server was down') && stored.marks.length === 2, 'the server has text and marks');
  await room.getByRole('button', { name: 'Sign note' }).click();
  await room.locator('dialog[open]').getByRole('button', { name: 'Sign note' }).click();
  await room.getByText('Signed by').waitFor();
  expect(await room.locator('textarea').count() <= 1, 'a signed note has no field but the addendum');
  await room.getByLabel('Add an addendum').fill('Called the next day: feels better.');
  await room.getByRole('button', { name: 'Add addendum' }).click();
  await room.locator('.note-words', { hasText: 'feels better' }).waitFor();
  await room.emulateMedia({ media: 'print' });
  await shoot(room, 'note-print');
  await room.emulateMedia({ media: 'screen' });

  // The owner sees who did what with this client's record.
  const owner = await open_window(browser);
  await sign_in(owner, base, 'owner');
  await owner.goto(`${base}/clients/${client.id}`);
  await owner.getByRole('link', { name: 'Who saw this' }).click();
  await owner.locator('table').getByText('signed a treatment note').first().waitFor();
  await shoot(owner, 'who-saw-this');
  for (const one of [api, therapist]) one.close();
});

test('treatment notes go and come back in a second window within a second', async ({ browser, server }) => {
  const { base } = server;
  const owner = await open_window(browser);
  const therapist = await open_window(browser, { expected: [/status of 404/] });
  await sign_in(owner, base, 'owner');
  await sign_in(therapist, base, 'amara');
  await therapist.goto(`${base}/notes`);
  await therapist.locator('h1', { hasText: 'notes' }).waitFor();
  const document_before = await therapist.evaluate(() => (globalThis.same_document = Math.random()));
  await owner.goto(`${base}/admin/plugins`);
  const toggle = owner.getByRole('switch', { name: 'Notes' });
  await toggle.click({ force: true });
  await owner.getByRole('button', { name: 'Turn off' }).click();
  await therapist.getByText('This page is not here').waitFor({ timeout: 5000 });
  expect(await therapist.getByRole('link', { name: 'My notes' }).count() === 0, 'the menu entry is gone');
  await shoot(therapist, 'plugin-off');
  await toggle.and(owner.locator(':enabled')).waitFor();
  await toggle.click({ force: true });
  await therapist.getByRole('link', { name: 'My notes' }).waitFor();
  expect(await therapist.evaluate(() => globalThis.same_document) === document_before, 'the window was not loaded again');
});
