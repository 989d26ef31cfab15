// What somebody does elsewhere is on every page that shows it, without a reload.
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { Server } from '../kit/server.mjs';
import { fill, free_time, new_client, open_link } from '../end_to_end/journey.mjs';
import { open_window, settled, sign_in } from './kit.mjs';

test('a board, a client and a list of notes show what happens elsewhere', async ({ browser, binary }) => {
  const server = await new Server(binary, ['--demo']).start();
  try {
    const [desk, therapist] = await Promise.all(['desk', 'amara'].map(login => new Api(server.base).sign_in(login)));
    const client = expect_answer(await desk.post('/clients', new_client('Zoë', 'Ahern')), 201);
    const services = expect_answer(await desk.get('/services'), 200);
    const opening = await free_time(desk, services[0].id);
    const show = async (login, address) => {
      const page = await open_window(browser);
      await sign_in(page, server.base, login);
      await page.goto(server.base + address);
      await settled(page);
      await page.evaluate(() => { globalThis.here_before = true; });
      return page;
    };
    const board = await show('desk', `/board?date=${opening.starts_at.slice(0, 10)}`);
    const visits = await show('desk', `/clients/${client.id}/visits`);
    const notes = await show('amara', `/clients/${client.id}/notes`);

    const visit = expect_answer(await desk.post('/appointments', { client: client.id, service: services[0].id, note: '',
      practitioner: opening.practitioner, room: opening.room, starts_at: opening.starts_at }), 201);
    const card = board.locator('.visit', { hasText: 'Ahern' });
    const missing = card.getByTitle('Intake form not filled in');
    await missing.waitFor();
    await visits.getByText(services[0].name).first().waitFor();

    const sent = expect_answer(await desk.post('/intake/requests', { client: client.id, appointment: visit.id }), 201);
    const phone = await open_link(server.base, sent.url);
    const { questionnaire } = expect_answer(await phone.get('/intake/mine'), 200);
    expect_answer(await phone.post('/intake/mine/submission', { answers: fill(questionnaire, {}), signed_name: 'Zoë Ahern' }), 200);
    await missing.waitFor({ state: 'detached' });
    const again = expect_answer(await desk.post('/intake/requests', { client: client.id, appointment: visit.id }), 201);
    await missing.waitFor();
    expect_answer(await desk.post(`/intake/responses/${again.response}/withdrawal`), 204);
    await missing.waitFor({ state: 'detached' });

    expect_answer(await therapist.post('/notes/notes', { appointment: visit.id }), 201);
    await notes.getByText('Draft', { exact: true }).waitFor();

    const known = expect_answer(await desk.get(`/clients/${client.id}`), 200);
    expect_answer(await desk.put(`/clients/${client.id}`, new_client('Zoë', 'Byrne'), known.version), 200);
    await board.locator('.visit', { hasText: 'Byrne' }).waitFor();
    for (const page of [board, visits, notes]) {
      expect(await page.evaluate(() => globalThis.here_before === true), 'the page was not loaded again');
      expect(page.errors.length === 0, page.errors.join('\n'));
    }
  } finally {
    await server.stop();
    server.remove();
  }
});

test('who is given another role sees at once what it brings', async ({ browser, binary }) => {
  const server = await new Server(binary, ['--demo']).start();
  try {
    const owner = await new Api(server.base).sign_in('owner');
    const window_of_desk = await open_window(browser);
    await sign_in(window_of_desk, server.base, 'desk');
    await settled(window_of_desk);
    await window_of_desk.evaluate(() => { globalThis.here_before = true; });
    const menu = window_of_desk.locator('nav [href="/notes"]');
    expect(await menu.count() === 0, 'the desk writes no notes');

    const known = expect_answer(await owner.get('/users'), 200).find(({ login }) => login === 'desk');
    const { name, roles, disabled } = known;
    const given = expect_answer(await owner.put(`/users/${known.id}`, { name, roles: [...roles, 'therapist'], disabled }, known.version), 200);
    await menu.first().waitFor();
    expect_answer(await owner.put(`/users/${known.id}`, { name, roles, disabled }, given.version), 200);
    await menu.first().waitFor({ state: 'detached' });

    const role = expect_answer(await owner.get('/roles'), 200).find(({ id }) => id === roles[0]);
    const more = expect_answer(await owner.put(`/roles/${role.id}`, { permissions: [...role.permissions, 'notes.edit', 'notes.read'] }, role.version), 200);
    await menu.first().waitFor();
    expect_answer(await owner.put(`/roles/${role.id}`, { permissions: role.permissions }, more.version), 200);
    await menu.first().waitFor({ state: 'detached' });
    expect(await window_of_desk.evaluate(() => globalThis.here_before === true), 'the page was not loaded again');
    expect(window_of_desk.errors.length === 0, window_of_desk.errors.join('\n'));
  } finally {
    await server.stop();
    server.remove();
  }
});
