// Two people never get the same practitioner, room or hour, however many desks ask at once, through however many servers.
import { randomUUID } from 'node:crypto';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';

const askers = 200;
const hour = 3_600_000;

// One desk per server; asks are dealt to them in turn.
async function desks_of(servers) {
  return Promise.all(servers.map(server => new Api(server.base, { connections: askers }).sign_in('desk')));
}

const at_once = (desks, ask) => Promise.all(Array.from({ length: askers }, (_, i) => ask(desks[i % desks.length], i)));

// Exactly one was let in, and everybody else was told why.
function one_wins(answers, success, reason) {
  const statuses = answers.map(a => `${a.status} ${a.code ?? ''}`);
  expect(answers.filter(a => a.status === success).length === 1, `exactly one succeeds: ${[...new Set(statuses)].join(', ')}`);
  const refused = answers.filter(a => a.status === 409 && a.code === reason && a.json.detail);
  expect(refused.length === askers - 1, `the others hear ${reason}: ${[...new Set(statuses)].join(', ')}`);
}

function overlapping(visits) {
  const clashes = [];
  const there = visits.filter(v => !['cancelled', 'no_show'].includes(v.status));
  for (const [i, a] of there.entries())
    for (const b of there.slice(i + 1))
      if (a.starts_at < b.ends_at && b.starts_at < a.ends_at)
        for (const kind of ['practitioner', 'room', 'client']) if (a[kind] === b[kind]) clashes.push(`${kind} ${a.starts_at}`);
  return clashes;
}

async function race_for_a_slot(servers) {
  const desks = await desks_of(servers);
  const [desk] = desks;
  const board = (await desk.get('/board')).json;
  const clients = (await desk.get('/clients?limit=100')).json.map(c => c.id);
  const service = (await desk.get('/services')).json[0].id;
  const people = board.practitioners.map(p => p.id), rooms = board.rooms.map(r => r.id);
  const day = n => Date.parse(`${board.date}T06:00:00Z`) + (300 + n) * 24 * hour;
  const when = (n, hours = 0) => new Date(day(n) + hours * hour).toISOString();
  const booking = (client, practitioner, room, starts_at) => ({ client, service, practitioner, room, starts_at, note: '' });
  const book = (by, ...what) => by.post('/appointments', booking(...what));

  // The same practitioner; rooms and clients differ.
  one_wins(await at_once(desks, (by, i) => book(by, clients[i % clients.length], people[0], rooms[i % rooms.length], when(0))),
    201, 'practitioner_taken');

  // The same client, in one room after the other with one practitioner after the other.
  const pairs = people.length;
  const same_client = await at_once(desks, (by, i) => book(by, clients[0], people[i % pairs], rooms[i % pairs], when(1)));
  expect(same_client.filter(a => a.status === 201).length === 1, 'a client is in one place');
  expect(same_client.every(a => a.status === 201 || (a.status === 409 && /_taken$/.test(a.code))), 'and the others are told');

  // The same room, with all practitioners.
  const same_room = await at_once(desks, (by, i) => book(by, clients[i % clients.length], people[i % people.length], rooms[0], when(2)));
  expect(same_room.filter(a => a.status === 201).length === 1, 'a room holds one visit');
  expect(same_room.every(a => a.status === 201 || (a.status === 409 && /_taken$/.test(a.code))), 'and the others are told');

  // Visits far apart, all moved to one hour.
  const to_move = await Promise.all(Array.from({ length: 20 }, (_, i) =>
    book(desk, clients[i], people[0], rooms[0], when(10 + i)).then(a => expect_answer(a, 201))));
  const moved = await at_once(desks, (by, i) => {
    const visit = to_move[i % to_move.length];
    return by.post(`/appointments/${visit.id}/move`, { starts_at: when(3), practitioner: people[0], room: rooms[0] },
      { headers: { 'if-match': `"${visit.version}"` } });
  });
  const said = [...new Set(moved.map(a => `${a.status} ${a.code ?? ''}`))].join(', ');
  expect(moved.filter(a => a.status === 200).length === 1, `one visit is moved there: ${said}`);
  expect(moved.every(a => a.status === 200 || a.status === 412 || (a.status === 409 && a.code === 'practitioner_taken')), `the rest is told: ${said}`);

  // One person's double click, sent through every server.
  const key = randomUUID();
  const twice = await at_once(desks, by => by.post('/appointments', booking(clients[5], people[1], rooms[1], when(4)), { key }));
  expect(twice.every(a => a.status === 201), `a repeated request gets the first answer: ${[...new Set(twice.map(a => `${a.status} ${a.code ?? ''}`))].join(', ')}`);
  expect(new Set(twice.map(a => a.json.id)).size === 1, 'and makes one visit');

  for (let n = 0; n < 5; n++) {
    const date = when(n).slice(0, 10);
    const { visits } = expect_answer(await desk.get(`/board?date=${date}`), 200);
    expect(visits.length === 1, `one visit on day ${n}, not ${visits.length}`);
    expect(overlapping(visits).length === 0, overlapping(visits).join(', '));
  }
  for (const by of desks) by.close();
}

test('of 200 who want one slot, one gets it and 199 hear why', async ({ start, back_end }) => {
  const first = await start('--demo');
  const servers = [first];
  if (back_end === 'postgresql') servers.push(await start.beside(first));
  await race_for_a_slot(servers);
});

test('many desks that book different times all succeed', async ({ start, back_end }) => {
  const first = await start('--demo');
  const servers = [first];
  if (back_end === 'postgresql') servers.push(await start.beside(first));
  const desks = await desks_of(servers);
  const board = (await desks[0].get('/board')).json;
  const clients = (await desks[0].get('/clients?limit=100')).json;
  const service = (await desks[0].get('/services')).json[0].id;
  const far = Date.parse(`${board.date}T06:00:00Z`) + 400 * 24 * hour;
  const answers = [];
  await Promise.all(Array.from({ length: 16 }, async (_, lane) => {
    for (let i = 0; i < 25; i++) {
      const who = board.practitioners[lane % board.practitioners.length];
      const turn = Math.floor(lane / board.practitioners.length) + i * 3;
      answers.push(await desks[lane % desks.length].post('/appointments', {
        client: clients[(lane * 6 + i) % clients.length].id, service, practitioner: who.id, room: who.room,
        starts_at: new Date(far + turn * 2 * hour).toISOString(), note: '' }));
    }
  }));
  const others = answers.filter(a => a.status !== 201 && a.code !== 'client_taken').map(a => `${a.status} ${a.code}`);
  expect(others.length === 0, `nobody is turned away for others' sake: ${others.length} of ${answers.length}: ${[...new Set(others)].join(', ')}`);
  for (const by of desks) by.close();
});
