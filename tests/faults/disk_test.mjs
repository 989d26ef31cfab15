import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { Clinic } from './broken_machine.mjs';
import { command, rows } from './store.mjs';

const eio = 5, enospc = 28;

// The server took no write after the disk had failed, ended by itself, looked at its file and serves again.
async function survive_eio(clinic, kind, n) {
  const when = `${kind} ${n} failed`;
  const served = clinic.server.serving_pid;
  const before = clinic.failures;
  clinic.break_it(kind, n, eio);
  const seen = [];
  while (clinic.failures === before && seen.length < 2000 && clinic.server.serving_pid === served) seen.push(...(await clinic.busy_of(served)));
  expect(clinic.failures > before, `${when}: nothing has failed`);
  const after = [...(await clinic.busy_of(served)), ...(await clinic.busy_of(served))];
  expect(after.every(status => status === 503 || status === 0), `${when}, and then a write was answered ${after}`);
  expect(seen.every(status => [201, 503, 0].includes(status)), `${when}: answered ${seen}`);
  clinic.mend();
  await clinic.ended(served);
  await clinic.server.kill();
  await clinic.start();
  expect(!existsSync(path.join(clinic.server.data, 'lumbar.sqlite.suspect')), `${when}: the start did not look at the file`);
  await clinic.verify(when);
  expect((await clinic.busy(1)).every(status => status === 201), `${when}: no write after the next start`);
}

test('an I/O error at any write or sync loses nothing, and the server starts anew', async ({ make, build }) => {
  const clinic = await new Clinic(make, build).start();
  for (const kind of ['sync', 'write']) for (const n of [1, 2, 3, 5, 9, 20]) await survive_eio(clinic, kind, n);
  const sound = await command(clinic.server, 'check');
  expect(sound.code === 0, `after the errors: ${sound.text}`);
  clinic.desk.close();
}, { on: ['sqlite'] });

test('the supervisor starts the server again after an I/O error', async ({ make, build }) => {
  const clinic = await new Clinic(make, build).start();
  await clinic.busy(1);
  const served = clinic.server.serving_pid;
  clinic.break_it('sync', 1, eio);
  const red = await clinic.register();
  expect(red === 503, `the write was answered ${red}`);
  clinic.mend();
  await clinic.ended(served);
  await clinic.ready();
  expect((await clinic.busy(1)).every(status => status === 201), 'no write after the restart');
  await clinic.verify('after the restart');
  clinic.desk.close();
}, { on: ['sqlite'] });

test('a full disk refuses writes, serves reads and goes on when there is space', async ({ make, build }) => {
  const clinic = await new Clinic(make, build).start();
  const served = clinic.server.serving_pid;
  for (const n of [1, 2, 3, 7, 15]) {
    await clinic.busy(1);
    clinic.break_it('write', n, enospc);
    const seen = await clinic.busy(20);
    expect(seen.every(status => [201, 503, 507].includes(status)), `full at write ${n}: answered ${seen}`);
    expect(seen.slice(-8).every(status => status === 507), `full at write ${n}: the last were answered ${seen.slice(-8)}`);
    expect_answer(await clinic.desk.get('/board'), 200);
    clinic.mend();
    expect((await clinic.busy(1)).every(status => status === 201), `after write ${n}: no write though there is space again`);
    await clinic.verify(`full at write ${n}`);
  }
  expect(clinic.server.serving_pid === served, 'the server was started again');
  const sound = await command(clinic.server, 'check');
  expect(sound.code === 0, `after the full disk: ${sound.text}`);
  clinic.desk.close();
}, { on: ['sqlite'] });

test('on a full disk people sign in and out, what they look at is written down, and nothing else is stored', async ({ make, build }) => {
  const clinic = await new Clinic(make, build).start();
  const served = clinic.server.serving_pid;
  const reserve = path.join(clinic.server.data, 'lumbar.sqlite-reserve');
  const set_aside = () => existsSync(reserve) && statSync(reserve).blocks * 512 >= 64 * 1024 * 1024;
  const owner = await new Api(clinic.server.base).sign_in('owner');
  const warned = async () => (expect_answer(await owner.get('/ui'), 200).warnings ?? []).some(w => /disk is full/.test(w.words));
  const read = async () => Number((await rows(clinic.server, `SELECT count(*) AS n FROM audit WHERE action = 'client.read'`))[0].n);
  await clinic.busy(2);
  expect(set_aside() && !await warned(), 'space is set aside, and nobody is warned');
  clinic.break_it('full');
  for (let i = 0; i < 3; i++) {
    const [in_time, ...refused] = await Promise.all([new Api(clinic.server.base).sign_in('desk'), clinic.register(), clinic.register()]);
    expect(refused.every(status => status === 507), `a full disk: clients are answered ${refused}`);
    const before = await read();
    expect_answer(await in_time.get(`/clients/${clinic.stored[i].id}`), 200);
    expect(await read() === before + 1, 'who read a record is written down on a full disk as well');
    expect_answer(await in_time.post('/session/end', {}), 204);
    expect_answer(await in_time.get('/clients?q=disk'), 401);
    in_time.close();
  }
  expect(!existsSync(reserve) && await warned(), 'what was set aside is used, and an admin is warned');
  clinic.mend();
  expect((await clinic.busy(1)).every(status => status === 201), 'there is room again, and still something is refused');
  expect(set_aside() && !await warned(), 'space is set aside again, and nobody is warned');
  await clinic.verify('full but for the reserve');
  expect(clinic.server.serving_pid === served, 'the server was started again');
  for (const api of [owner, clinic.desk]) api.close();
}, { on: ['sqlite'] });

test('memory that runs out anywhere acknowledges nothing that is not stored', async ({ make, build, random }) => {
  const clinic = await new Clinic(make, build).start();
  const before = clinic.failures;
  for (let turn = 0; turn < 12; turn++) {
    clinic.break_it('malloc', 1 + Math.floor(random() * 4000), 1 + (turn % 3));
    const seen = await clinic.busy(4);
    expect(seen.every(status => [201, 500, 503, 0].includes(status)), `answered ${seen}`);
    clinic.mend();
    await clinic.server.kill();
    await clinic.start();
    await clinic.verify(`turn ${turn}`);
  }
  // One allocation after another, in the same server as long as it lives.
  for (let n = 1; n <= 4000; n += 133) {
    clinic.break_it('malloc', n, 1);
    const seen = await clinic.busy(3);
    expect(seen.every(status => [201, 500, 503, 0].includes(status)), `allocation ${n} failed: answered ${seen}`);
  }
  clinic.mend();
  await clinic.ready();
  await clinic.verify('after the sweep');
  expect((await clinic.busy(1)).every(status => status === 201), 'no write after the sweep');
  expect(clinic.failures - before >= 12, `only ${clinic.failures - before} allocations have failed`);
  const sound = await command(clinic.server, 'check');
  expect(sound.code === 0, `after the failures: ${sound.text}`);
  clinic.desk.close();
}, { on: ['sqlite'] });

test('a data folder that cannot be written stops the start with one sentence', async ({ make, build }) => {
  const clinic = new Clinic(make, build);
  clinic.break_it('readonly');
  const refused = await clinic.server.start().then(() => 'served', error => String(error));
  expect(clinic.server.child.exitCode === 1, `the exit code is ${clinic.server.child.exitCode}: ${refused}`);
  const said = clinic.server.output.trim().split('\n');
  expect(said.length === 1 && said[0].includes('cannot be written'), `one sentence: ${clinic.server.output}`);
  clinic.mend();
  await clinic.start();
  expect((await clinic.busy(1)).every(status => status === 201), 'writable again, it serves');
  clinic.desk.close();
}, { on: ['sqlite'] });

test('a data folder that becomes read-only while it serves takes no write, and it serves again by itself', async ({ make, build }) => {
  const clinic = await new Clinic(make, build).start();
  await clinic.busy(1);
  const served = clinic.server.serving_pid;
  clinic.break_it('readonly');
  const seen = [...(await clinic.busy_of(served)), ...(await clinic.busy_of(served))];
  expect(seen.every(status => status === 503 || status === 0), `answered ${seen}`);
  await clinic.ended(served);
  clinic.mend();
  await clinic.ready();
  expect((await clinic.busy(1)).every(status => status === 201), 'no write though it can be written again');
  await clinic.verify('after the read-only folder');
  const sound = await command(clinic.server, 'check');
  expect(sound.code === 0, `after the read-only folder: ${sound.text}`);
  clinic.desk.close();
}, { on: ['sqlite'] });
