import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';

const person = more => ({ given_name: 'Ben', family_name: '', preferred_name: '', pronouns: '', phone: '', email: '', address: '',
  emergency_contact: '', note: '', ...more });

const names = {
  'one word': 'Sukarno', '200 characters': 'a'.repeat(200), apostrophe: "O'Brien-D’Arcy", 'right to left': 'محمد עברית', emoji: 'Zoë 🧘‍♀️',
  'combining marks': 'Nguye\u0302\u0303n', html: '<img src=x onerror=alert(1)><script>alert(2)</script>', sql: "'; DROP TABLE clients; --",
  template: '${7*7}{{7*7}}', 'path-like': '../../etc/passwd%00', quotes: '"\\\'`', 'looks like a formula': '=HYPERLINK("x")',
};

test('names of every kind are kept as typed and found again', async ({ start }) => {
  const server = await start('--demo');
  const desk = await new Api(server.base).sign_in('desk');
  for (const [kind, name] of Object.entries(names)) {
    const made = expect_answer(await desk.post('/clients', person({ given_name: name, note: name })), 201);
    const kept = expect_answer(await desk.get(`/clients/${made.id}`), 200);
    expect(kept.given_name === name.normalize('NFC') && kept.note === name.normalize('NFC'), `${kind}: kept as ${kept.given_name}`);
  }
  const found = expect_answer(await desk.get(`/clients?q=${encodeURIComponent("o'brien")}`), 200);
  expect(found.some(c => c.given_name === names.apostrophe), "o'brien is found");
  expect(expect_answer(await desk.get(`/clients?q=${encodeURIComponent('محمد')}`), 200).length > 0, 'a right-to-left name is found');
  expect_answer(await desk.post('/clients', person({ given_name: 'a'.repeat(201) })), 422, 'invalid_fields');
  expect_answer(await desk.post('/clients', person({ given_name: ' ' })), 422, 'invalid_fields');
  desk.close();
});

test('broken bodies are refused by name, and the server goes on', async ({ start }) => {
  const server = await start('--demo');
  const desk = await new Api(server.base).sign_in('desk');
  const send = (text, more) => desk.call('POST', '/clients', { text, ...more });
  const good = JSON.stringify(person({}));
  const cases = {
    'not JSON': 'Ben', 'half an object': good.slice(0, -1), 'text after it': good + '{}', 'a list': '[]', empty: '',
    '100 levels': '{"given_name":' + '['.repeat(100) + ']'.repeat(100) + '}',
    'a key twice': good.replace('{', '{"given_name":"Ann",'), 'a NUL': good.replace('Ben', 'B\\u0000n'),
    'an unknown member': good.replace('{', '{"admin":true,'), 'a wrong type': good.replace('"Ben"', '7'),
    '30 February': good.replace('{', '{"birth_date":"1990-02-30",'),
  };
  for (const [kind, text] of Object.entries(cases)) {
    const answer = await send(text);
    expect(answer.status === 400 || answer.status === 422, `${kind}: ${answer.status} ${answer.text.slice(0, 200)}`);
    expect(answer.json?.detail && !/sql|\.cpp|exception/i.test(answer.text), `${kind}: says what is wrong and no more`);
  }
  const february = await send(cases['30 February']);
  expect(february.json.errors[0].pointer === '/birth_date', '30 February names its field');
  const invalid_utf8 = await desk.call('POST', '/clients', { text: Buffer.from(good.replace('Ben', 'B\u00ffn'), 'latin1') });
  expect([400, 422].includes(invalid_utf8.status), `invalid UTF-8: ${invalid_utf8.status}`);
  const huge = await send(JSON.stringify(person({ note: 'a'.repeat(2 * 1024 * 1024) })));
  expect(huge.status === 413, `2 MB: ${huge.status}`);
  expect_answer(await send(good, { headers: { 'content-type': 'text/plain' } }), 415);
  expect_answer(await send(good, { headers: { 'content-encoding': 'gzip' } }), 415);
  expect_answer(await send(good, { headers: { origin: 'https://evil.example' } }), 403);
  expect_answer(await send(good, { headers: { 'x-lumbar-csrf': 'x' } }), 403);
  expect_answer(await send(good), 201);
  desk.close();
});

test('an answer is given once for one idempotency key', async ({ start }) => {
  const server = await start('--demo');
  const desk = await new Api(server.base).sign_in('desk');
  const post = name => desk.post('/clients', person({ given_name: name }), { key: 'the-same-key-for-all-of-these' });
  const all = await Promise.all(Array.from({ length: 8 }, () => post('Twice')));
  const ids = new Set(all.filter(a => a.status === 201).map(a => a.json.id));
  expect(ids.size === 1, `one client, not ${ids.size}: ${all.map(a => a.status)}`);
  expect_answer(await post('Another'), 422, 'key_reused');
  expect(expect_answer(await desk.get('/clients?q=twice'), 200).length === 1, 'stored once');
  desk.close();
});

test('a link opens one form of one client and nothing else', async ({ start }) => {
  const server = await start('--demo');
  const desk = await new Api(server.base).sign_in('desk');
  const [ann, ben] = expect_answer(await desk.get('/clients?limit=2'), 200);
  const links = [];
  for (const client of [ann, ben]) links.push(expect_answer(await desk.post('/intake/requests', { client: client.id }), 201));
  const phone = new Api(server.base);
  const opened = await phone.get(new URL(links[0].url).pathname);
  expect(opened.status === 303, `opening answered ${opened.status}`);
  phone.keep_cookies(opened);
  phone.csrf = expect_answer(await phone.get('/client-session'), 200).csrf;
  for (const path of [`/intake/responses/${links[1].response}`, `/clients/${ben.id}`, `/clients/${ann.id}`, '/board', '/audit', '/users'])
    expect((await phone.get(path)).status === 401 || (await phone.get(path)).status === 403, `${path} must not open for a link`);
  const token = new URL(links[1].url).pathname;
  const stranger = new Api(server.base);
  for (const bad of [token.slice(0, -1), token + 'a', '/f/x', token.replace(/.$/, c => (c === 'A' ? 'B' : 'A'))]) {
    const answer = await stranger.get(bad);
    expect(!/=[0-9a-f]{16}/.test(answer.headers['set-cookie'] ?? ''), `${bad} must give no session`);
  }
  for (const api of [desk, phone, stranger]) api.close();
});

test('two people who save one client: the second is told, nothing is overwritten', async ({ start }) => {
  const server = await start('--demo');
  const [a, b] = await Promise.all([new Api(server.base).sign_in('desk'), new Api(server.base).sign_in('owner')]);
  const [line] = expect_answer(await a.get('/clients?limit=1'), 200);
  const client = expect_answer(await a.get(`/clients/${line.id}`), 200);
  const change = phone => Object.fromEntries(Object.entries({ ...client, phone }).filter(([k]) => k in person({}) || k === 'birth_date'));
  expect_answer(await a.put(`/clients/${line.id}`, change('111'), client.version), 200);
  const second = await b.put(`/clients/${line.id}`, change('222'), client.version);
  expect_answer(second, 412, 'changed_meanwhile');
  expect(second.json.current.phone === '111', 'the newer state comes with the refusal');
  expect_answer(await b.call('PUT', `/clients/${line.id}`, { body: change('222') }), 428);
  for (const api of [a, b]) api.close();
});

// When Dublin's clocks change next in that month: 01:00 UTC of its last Sunday.
function next_change(month) {
  for (let year = new Date().getUTCFullYear(); ; year++) {
    const last = new Date(Date.UTC(year, month, 0, 1));
    last.setUTCDate(last.getUTCDate() - last.getUTCDay());
    if (last.getTime() > Date.now() + 86_400_000) return last;
  }
}

test('a visit can be booked across both clock changes', async ({ start }) => {
  const server = await start('--demo');
  const desk = await new Api(server.base).sign_in('desk');
  const board = expect_answer(await desk.get('/board'), 200);
  const services = expect_answer(await desk.get('/services'), 200);
  const clients = expect_answer(await desk.get('/clients?limit=3'), 200);
  const who = board.practitioners[0];
  const march = 3, october = 10;
  for (const [i, change] of [next_change(march), next_change(october)].entries()) {
    const starts_at = new Date(change.getTime() - 30 * 60_000).toISOString();
    const made = expect_answer(await desk.post('/appointments', { client: clients[i].id, service: services[0].id, practitioner: who.id,
      room: who.room, starts_at, note: '' }), 201);
    const minutes = (Date.parse(made.ends_at) - Date.parse(made.starts_at)) / 60_000;
    expect(minutes === services[0].minutes, `${starts_at}: lasts ${minutes} minutes`);
    const day = expect_answer(await desk.get(`/board?date=${starts_at.slice(0, 10)}`), 200);
    expect(day.visits.some(v => v.id === made.id), `${starts_at}: on its day's board`);
  }
  expect_answer(await desk.get('/board?date=2027-02-30'), 422);
  for (const path of ['/board', '/intake/waiting']) expect_answer(await desk.get(`${path}?date=9999-12-31`), 200);
  desk.close();
});
