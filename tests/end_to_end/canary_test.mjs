// What a clinic writes about a client is in its database and nowhere else: not in the server's log, not in PostgreSQL's, not in
// what the server keeps beside its data.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { fill, free_time, open_link, with_code } from './journey.mjs';

const hex = randomBytes(6).toString('hex');
const birth_date = '1973-02-27', phone_number = `+353 86 ${String(1_000_000 + Math.floor(Math.random() * 8_999_999))}`;
const planted = [];
const canary = field => {
  planted.push(field);
  return `canary${hex}${field}`;
};
const person = which => ({ given_name: canary(`given${which}`), family_name: canary(`family${which}`), preferred_name: canary('preferred'),
  pronouns: canary('pronouns'), birth_date, phone: phone_number, email: `${canary('email')}@example.com`, address: canary('address'),
  emergency_contact: canary('emergency'), note: canary('note') });

const socket_folder = () => new URL(process.env.LUMBAR_TEST_POSTGRESQL.replace('///', '//x/')).searchParams.get('host');

// Signed in, found, written and read as it should be.
async function good_day(server, { desk, therapist, owner }) {
  const client = expect_answer(await desk.post('/clients', person('one')), 201);
  expect_answer(await desk.put(`/clients/${client.id}`, person('changed'), client.version), 200);
  expect_answer(await desk.get(`/clients?q=${canary('search')}`), 200);
  expect_answer(await desk.post('/client-matches', person('match')), 200);
  const [service] = expect_answer(await desk.get('/services'), 200);
  const opening = await free_time(desk, service.id);
  const slot = { client: client.id, service: service.id, practitioner: opening.practitioner, room: opening.room, starts_at: opening.starts_at,
    note: canary('booking') };
  const visit = expect_answer(await desk.post('/appointments', slot), 201);
  expect_answer(await desk.post('/appointments', slot), 409);
  expect_answer(await desk.get('/board'), 200);

  const sent = expect_answer(await desk.post('/intake/requests', { client: client.id, appointment: visit.id }), 201);
  const phone = await open_link(server.base, sent.url);
  const mine = expect_answer(await phone.get('/intake/mine'), 200);
  const free_text = items => items.flatMap(i => [...(['text', 'string'].includes(i.type) ? [i] : []), ...free_text(i.item ?? [])]);
  const given = Object.fromEntries(free_text(mine.questionnaire.item).map(i => [i.linkId, canary(`answer${i.linkId.replace(/\W/g, '')}`)]));
  const [sciatica] = with_code(mine.questionnaire.item, 'fact:condition', 'sciatica');
  const answers = fill(mine.questionnaire, { ...given, [sciatica.linkId]: 'yes' });
  const saved = expect_answer(await phone.put('/intake/mine', { answers }, mine.version), 200);
  expect_answer(await phone.put('/intake/mine', { answers }, saved.version - 1), 412);
  const submitted = await phone.post('/intake/mine/submission', { answers, signed_name: canary('signature') });
  expect(submitted.status < 300, `submission answered ${submitted.status}: ${submitted.text}`);

  let now = expect_answer(await desk.get(`/appointments/${visit.id}`), 200);
  for (let i = 0; i < 50 && !now.screened; i++) {
    await pause(100);
    now = expect_answer(await desk.get(`/appointments/${visit.id}`), 200);
  }
  expect_answer(await desk.post(`/appointments/${visit.id}/check-in`, undefined, { version: now.version }), 200);
  const { findings } = expect_answer(await therapist.get(`/contraindications/appointments/${visit.id}`), 200);
  expect(findings.length > 0, 'no finding to answer');
  for (const finding of findings) {
    const answer = await therapist.post(`/contraindications/findings/${finding.id}/answer`, { answer: 'adapt', reason: canary('reason') });
    expect(answer.status < 300, `answering ${finding.entry}: ${answer.status} ${answer.text}`);
  }
  expect_answer(await desk.post(`/appointments/${visit.id}/start`, {}), 200);
  const note = expect_answer(await therapist.post('/notes/notes', { appointment: visit.id }), 201);
  const draft = { subjective: canary('subjective'), objective: canary('objective'), assessment: canary('assessment'), plan: canary('plan'),
    marks: [{ view: 'back', x: 92.5, y: 150, region: 'low-back-left', kind: 'pain', grade: 2, note: canary('mark') }],
    pain_before: 7, pain_after: 4 };
  expect_answer(await therapist.put(`/notes/notes/${note.id}`, draft, note.version), 200);
  expect((await therapist.post(`/notes/notes/${note.id}/signature`, {})).status < 300, 'the note is signed');
  expect((await therapist.post(`/notes/notes/${note.id}/addenda`, { text: canary('addendum') })).status < 300, 'an addendum');
  expect_answer(await owner.get(`/clients/${client.id}/access`), 200);
  phone.close();
  return { client, visit, note };
}

// Everything that can be refused, with the client's words in it.
async function bad_day(server, { desk, therapist }, { client, visit, note }) {
  const send = (method, where, text, more) => desk.call(method, where, { text, ...more });
  for (const text of [canary('nojson'), `{"${canary('member')}":1}`, `{"given_name":{"a":"${canary('nested')}"}}`, `{"given_name":"${canary('cut')}`,
    JSON.stringify({ ...person('late'), birth_date: canary('nodate') }), JSON.stringify({ ...person('long'), given_name: canary('long').repeat(40) })])
    expect([400, 422].includes((await send('POST', '/clients', text)).status), `refused: ${text.slice(0, 20)}`);
  await send('POST', '/clients', JSON.stringify({ ...person('large'), note: canary('large').repeat(100_000) }));
  await desk.get(`/clients/${canary('path')}`);
  await desk.get(`/${canary('route')}?${canary('query')}=${canary('value')}`);
  await desk.get(`/clients?cursor=${canary('cursor')}`);
  await desk.get('/board', { headers: { 'x-canary': canary('header'), 'user-agent': canary('agent'), referer: `http://x/${canary('referer')}` } });
  await desk.call('POST', '/clients', { body: person('host'), headers: { host: `${canary('host')}.example` } });
  await desk.call('POST', '/clients', { body: person('key'), key: canary('key') });
  await desk.put(`/clients/${client.id}`, person('stale'), 1);
  await desk.post(`/appointments/${visit.id}/cancel`, { reason: canary('cancel'), note: canary('cancelnote') });
  await therapist.put(`/notes/notes/${note.id}`, { subjective: canary('signed') }, 1);
  const stranger = new Api(server.base);
  for (const login of [canary('login'), 'desk'])
    expect((await stranger.post('/session', { login, password: canary('password') })).status >= 400, 'a wrong sign-in');
  await stranger.get(`/f/${canary('link')}`);
  stranger.cookie = `__Host-lumbar=${canary('cookie')}`;
  await stranger.get('/clients');
  await fetch(`${server.base}/api/v1/clients`, { method: canary('method').toUpperCase() }).catch(() => {});
  stranger.close();
}

test('a canary in every field about a client is in no log', async ({ start, back_end }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-canary-'));
  try {
    const token = path.join(folder, 'token'), settings = path.join(folder, 'lumbar.toml');
    writeFileSync(token, `${randomUUID()}\n`, { mode: 0o600 });
    writeFileSync(settings, `[metrics]\ntoken_file = "${token}"\n`);
    const server = await start('--demo', '--config', settings);
    const people = {};
    for (const [who, login] of [['desk', 'desk'], ['therapist', 'amara'], ['owner', 'owner']])
      people[who] = await new Api(server.base).sign_in(login);
    const made = await good_day(server, people);
    await bad_day(server, people, made);
    // The words are in flight when the process ends, in two ways; what crashed is told.
    for (const signal of ['SIGSEGV', 'SIGKILL']) {
      const writes = Array.from({ length: 8 }, () => people.desk.post('/clients', person('flight')).catch(() => null));
      await pause(5);
      const served = server.serving_pid;
      process.kill(served, signal);
      await Promise.all(writes);
      for (let i = 0; server.serving_pid === served || !(await fetch(`${server.base}/readyz`).then(r => r.ok, () => false)); i++) {
        expect(i < 600, `not served again:\n${server.output}`);
        await pause(50);
      }
    }
    const kept = expect_answer(await people.desk.get(`/clients/${made.client.id}`), 200);
    expect(kept.note.includes(hex), 'the canaries are in the clinic');
    const metrics = await fetch(`${server.base}/metrics`, { headers: { authorization: `Bearer ${readFileSync(token, 'utf8').trim()}` } });

    const told = { 'the log': server.output, '/metrics': await metrics.text() };
    for (const name of readdirSync(server.data).filter(n => !n.includes('.sqlite') && n !== 'root.key'))
      told[name] = readFileSync(path.join(server.data, name), 'latin1');
    // The tests' PostgreSQL writes its log beside its socket.
    if (back_end === 'postgresql')
      told["PostgreSQL's log"] = readFileSync(path.join(socket_folder(), 'log'), 'latin1');
    expect(told['the log'].includes('crashed') && told['/metrics'].includes('lumbar_http_requests_total'), 'nothing was logged');
    const digits = phone_number.slice(-7);
    for (const [where, text] of Object.entries(told))
      for (const word of [hex, birth_date, digits]) {
        const at = text.toLowerCase().indexOf(word);
        expect(at < 0, `${where} tells: …${text.slice(Math.max(0, at - 200), at + 100)}…`);
      }
    expect(planted.length > 80, `only ${planted.length} canaries were planted`);
    for (const api of Object.values(people)) api.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
