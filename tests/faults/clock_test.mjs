import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { Clinic } from './broken_machine.mjs';
import { Ledger } from './ledger.mjs';
import { command, number, rows } from './store.mjs';

const hour = 3_600_000;

async function until(what, done) {
  for (let waited = 0; !(await done()); waited += 50) {
    expect(waited < 30_000, what);
    await pause(50);
  }
}

// Whoever was signed in works on when the clock goes back; when it goes forward by hours, signing in again is all it takes.
async function still_works(clinic, back) {
  const { status } = await clinic.desk.get('/session');
  expect(status === 200 || (!back && status === 401), `the session is answered ${status}`);
  clinic.desk.close();
  clinic.desk = await new Api(clinic.server.base, { connections: 8 }).sign_in('desk');
}

// A visit is booked, and the plugins hear of it.
async function events_arrive(clinic, random) {
  const ledger = new Ledger(clinic.server, random);
  await ledger.prepare();
  for (const { id } of ledger.bookings)
    await until(`the booking ${id} is not heard of`, async () =>
      await number(clinic.server, `SELECT count(*) FROM contraindications_screenings WHERE appointment = '${id}'`) === 1);
  ledger.close();
}

async function check_log(clinic, from, offset) {
  const of_these = `action = 'client.create' AND client IN ('${clinic.stored.slice(from).map(c => c.id).join("', '")}')`;
  await until('the log is sealed', async () => await number(clinic.server, `SELECT count(*) FROM audit WHERE seq IS NULL`) === 0);
  const lines = await rows(clinic.server, `SELECT client, at FROM audit WHERE ${of_these} ORDER BY seq`);
  const order = clinic.stored.slice(from).map(c => c.id);
  expect(JSON.stringify(lines.map(l => l.client)) === JSON.stringify(order), 'the log has them in the order in which they were stored');
  for (const { at } of lines)
    expect(Math.abs(Number(at) - Date.now() - offset) < hour / 2, `a line says ${at} with the clock ${offset / hour} h away`);
}

test('a clock that jumps by hours leaves order, sessions, events and the log as they should be', async ({ make, build, random }) => {
  const clinic = await new Clinic(make, build).start();
  for (const hours of [0, -5, 3, -30, 26, 0]) {
    const before = clinic.stored.length, offset = hours * hour;
    const last = before === 0 ? 0 : clinic.offset;
    clinic.break_it('clock', offset / 1000);
    clinic.offset = offset;
    await still_works(clinic, offset <= last);
    for (let i = 0; i < 5; i++) expect(await clinic.register() === 201, `a client is not stored with the clock ${hours} h away`);
    await check_log(clinic, before, offset);
    await events_arrive(clinic, random);
  }
  const ids = clinic.stored.map(c => c.id);
  expect(JSON.stringify(ids) === JSON.stringify([...ids].sort()), `ids grow whatever the clock says: ${ids}`);
  const sound = await command(clinic.server, 'check');
  expect(sound.code === 0, `after the jumps: ${sound.text}`);
  // A start at another time than the one before goes on likewise.
  for (const hours of [-8, 8]) {
    clinic.break_it('clock', hours * 3600);
    await clinic.server.kill();
    await clinic.start();
    await still_works(clinic, false);
    expect((await clinic.busy(1)).every(status => status === 201), 'after a start');
    expect_answer(await clinic.desk.get('/board'), 200);
    await events_arrive(clinic, random);
  }
  await clinic.verify('after the jumps');
  expect((await command(clinic.server, 'audit', 'verify')).code === 0, 'the chain is whole');
  clinic.desk.close();
});
