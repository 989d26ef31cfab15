import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { fill, free_time, new_client, open_link, with_code } from './journey.mjs';

// Every write of these journeys runs twice and must do the same both times.
const twice = ['--demo', '--run-writes-twice'];

test('a clinic day, from the first call to the signed note', async ({ start }) => {
  const server = await start(...twice);
  const desk = await new Api(server.base).sign_in('desk');
  const therapist = await new Api(server.base).sign_in('amara');
  const owner = await new Api(server.base).sign_in('owner');

  // A client is registered, and found without the accents.
  const registered = expect_answer(await desk.post('/clients', new_client('Zoë', 'Müllerová-Ødegård', { phone: '+353 86 555 0199' })), 201);
  for (const q of ['mullerova', 'zoe odeg', '0199']) {
    const found = expect_answer(await desk.get(`/clients?q=${encodeURIComponent(q)}`), 200);
    expect(found.some(c => c.id === registered.id), `"${q}" did not find her`);
  }
  const matches = expect_answer(await desk.post('/client-matches', new_client('Zoe', 'Mullerova-Odegard')), 200);
  expect(matches.some(m => m.client.id === registered.id), 'the likely duplicate was not offered');

  // A visit is booked; the same time again is refused with the reason.
  const services = expect_answer(await desk.get('/services'), 200);
  const opening = await free_time(desk, services[0].id);
  const slot = { client: registered.id, service: services[0].id, practitioner: opening.practitioner, room: opening.room,
    starts_at: opening.starts_at, note: '' };
  const visit = expect_answer(await desk.post('/appointments', slot), 201);
  const others = expect_answer(await desk.get('/clients?limit=5'), 200).filter(c => c.id !== registered.id);
  expect_answer(await desk.post('/appointments', { ...slot, client: others[0].id }), 409, 'practitioner_taken');

  // Nobody has asked her yet: not screened, and said so.
  const before = expect_answer(await desk.get(`/appointments/${visit.id}`), 200);
  expect(before.screened === false && before.screening_reason, 'a client without answers must not look screened');

  // She fills in the form on her phone: sciatica that nobody has looked at, and a blood thinner.
  const sent = expect_answer(await desk.post('/intake/requests', { client: registered.id, appointment: visit.id }), 201);
  const phone = await open_link(server.base, sent.url);
  let mine = expect_answer(await phone.get('/intake/mine'), 200);
  const [sciatica] = with_code(mine.questionnaire.item, 'fact:condition', 'sciatica');
  const [examined] = with_code(sciatica.item, 'detail', 'assessed_by_professional');
  const [medicines] = with_code(mine.questionnaire.item, 'fact:medication', '');
  expect(sciatica && examined && medicines, 'the form asks about sciatica, its examination and medicines');
  const answers = fill(mine.questionnaire, { [sciatica.linkId]: 'yes', [examined.linkId]: 'no', [medicines.linkId]: 'Apixaban 5 mg, zorbulin' });
  const empty = { resourceType: 'QuestionnaireResponse', status: 'in-progress', item: [] };
  const saved_empty = expect_answer(await phone.put('/intake/mine', { answers: empty }, mine.version), 200);
  const refused = await phone.post('/intake/mine/submission', { answers: empty, signed_name: 'Zoë Müllerová' });
  expect_answer(refused, 422);
  expect(refused.json.errors.length > 5 && refused.json.errors.every(e => e.pointer && e.detail), `each missing answer is named: ${refused.text.slice(0, 500)}`);
  mine = expect_answer(await phone.put('/intake/mine', { answers }, saved_empty.version), 200);
  expect_answer(await phone.put('/intake/mine', { answers }, saved_empty.version), 412);
  const submission = { answers, signed_name: 'Zoë Müllerová' };
  const submitted = await phone.post('/intake/mine/submission', submission);
  expect(submitted.status < 300, `submission answered ${submitted.status}: ${submitted.text}`);
  expect_answer(await phone.post('/intake/mine/submission', submission), 409, 'form_already_submitted');
  expect_answer(await phone.get(`/clients/${registered.id}`), 401);

  // The alerts are there, by the names of the rules, with the answer that raised them.
  let alerts;
  for (let i = 0; i < 50; i++) {
    alerts = expect_answer(await therapist.get(`/clients/${registered.id}/alerts`), 200);
    if (alerts.alerts.length) break;
    await pause(100);
  }
  const by_code = Object.fromEntries(alerts.alerts.map(a => [a.code, a]));
  expect(by_code.sciatica?.tier === 'clearance', `sciatica nobody looked at: ${JSON.stringify(by_code.sciatica)}`);
  expect(by_code.anticoagulant, 'apixaban in free text raises anticoagulant');
  const panel = expect_answer(await therapist.get(`/contraindications/clients/${registered.id}`), 200);
  expect(JSON.stringify(panel.not_understood).includes('zorbulin'), 'what is not understood is said');

  // Checked in by the desk; the session waits for the therapist's answers.
  let now;
  for (let i = 0; i < 50; i++) {
    now = expect_answer(await desk.get(`/appointments/${visit.id}`), 200);
    if (now.screened) break;
    await pause(100);
  }
  expect(now.screened, `screened after the form: ${now.screening_reason}`);
  now = expect_answer(await desk.post(`/appointments/${visit.id}/check-in`, undefined, { version: now.version }), 200);
  const blocked = await desk.post(`/appointments/${visit.id}/start`, {});
  expect_answer(blocked, 409, 'visit_blocked');
  expect(blocked.json.reasons.length > 0, 'the block says why');
  const found = expect_answer(await therapist.get(`/contraindications/appointments/${visit.id}`), 200);
  for (const finding of found.findings) {
    expect_answer(await desk.post(`/contraindications/findings/${finding.id}/answer`, { answer: 'adapt', reason: 'no' }), 403, 'not_permitted');
    const answer = await therapist.post(`/contraindications/findings/${finding.id}/answer`, { answer: 'adapt', reason: 'Light pressure, side-lying.' });
    expect(answer.status < 300, `answering ${finding.code ?? finding.entry}: ${answer.status} ${answer.text}`);
  }
  expect_answer(await desk.post(`/appointments/${visit.id}/start`, {}), 200);

  // The note: saved while typing, across a killed server, signed, and never changed again.
  let note = expect_answer(await therapist.post('/notes/notes', { appointment: visit.id }), 201);
  const text = `<script>alert(1)</script> '; DROP TABLE clients; -- عربي 🙂 ${'e\u0301'}`;
  const draft = { subjective: text, objective: '', assessment: '', plan: '', marks: [
    { view: 'back', x: 92.5, y: 150, region: 'low-back-left', kind: 'pain', grade: 2, note: '' }], pain_before: 7, pain_after: 4 };
  const saved = await therapist.put(`/notes/notes/${note.id}`, draft, note.version);
  note = { ...note, ...expect_answer(saved, 200) };
  expect_answer(await therapist.put(`/notes/notes/${note.id}`, draft, note.version - 1), 412, 'changed_meanwhile');
  await server.kill();
  await server.start();
  const after = expect_answer(await therapist.get(`/notes/notes/${note.id}`), 200);
  expect(after.subjective === text.normalize('NFC') || after.subjective === text, 'the text is there after the kill, as typed');
  expect_answer(await desk.get(`/notes/notes/${note.id}`), 403);
  const signature = await therapist.post(`/notes/notes/${note.id}/signature`, {});
  expect(signature.status < 300, `signing: ${signature.status} ${signature.text}`);
  const signed = expect_answer(await therapist.get(`/notes/notes/${note.id}`), 200);
  expect(signed.verified === true, 'a signed note verifies');
  expect((await therapist.put(`/notes/notes/${note.id}`, draft, signed.version)).status === 409, 'a signed note is not changed');
  expect((await therapist.post(`/notes/notes/${note.id}/addenda`, { text: 'Called: feels better.' })).status < 300, 'an addendum is added');
  const measures = expect_answer(await therapist.get(`/clients/${registered.id}/measures`), 200);
  expect(measures.filter(m => m.scale === 'pain_nrs' && m.source.startsWith('notes:')).length === 2, `pain before and after are measures: ${JSON.stringify(measures)}`);

  // The admin sees who read and changed her record.
  const access = expect_answer(await owner.get(`/clients/${registered.id}/access`), 200);
  expect(access.some(a => a.action === 'note.read') && access.every(a => a.summary), `the log tells who read the note: ${access.map(a => a.action)}`);
  for (const api of [desk, therapist, owner, phone]) api.close();
});

test('treatment notes are switched off and on while others work', async ({ start }) => {
  const server = await start(...twice);
  const owner = await new Api(server.base).sign_in('owner');
  const therapist = await new Api(server.base).sign_in('amara');
  expect_answer(await therapist.get('/notes/mine'), 200);
  expect_answer(await therapist.post('/plugins/notes/disable'), 403);
  expect((await owner.post('/plugins/notes/disable')).status < 300, 'the admin switches notes off');
  expect_answer(await therapist.get('/notes/mine'), 404, 'plugin_off');
  expect_answer(await therapist.get('/board'), 200);
  const ui = expect_answer(await therapist.get('/ui?surface=staff'), 200);
  expect(!ui.plugins.some(p => p.id === 'notes'), 'its entries are gone');
  expect((await owner.post('/plugins/notes/enable')).status < 300, 'and on again');
  expect_answer(await therapist.get('/notes/mine'), 200);
  for (const api of [owner, therapist]) api.close();
});

test('a contraindication check that is switched off means not screened', async ({ start }) => {
  const server = await start(...twice);
  const owner = await new Api(server.base).sign_in('owner');
  expect((await owner.post('/plugins/contraindications/disable')).status < 300, 'switched off');
  const board = expect_answer(await owner.get('/board'), 200);
  expect(board.visits.length > 0 && board.visits.every(v => v.screened === false && v.screening_reason), 'every card says not screened, and why');
  owner.close();
});
