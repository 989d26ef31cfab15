import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { command, rows } from './store.mjs';

const eio = 5, enospc = 28;
const new_client = { given_name: 'Disk', preferred_name: '', pronouns: '', birth_date: '1981-05-04', phone: '', email: '',
  address: '', emergency_contact: '', note: '' };

// A clinic whose machine fails when break_it() says so (shim/broken_disk.c), and what it acknowledged.
class Clinic {
  constructor(make, build) {
    this.server = make('--demo');
    this.control = path.join(this.server.data, 'shim_control');
    this.counts = path.join(this.server.data, 'shim_counts');
    this.mend();
    this.server.env = { ...process.env, LD_PRELOAD: path.resolve(build, 'tests/faults/shim/broken_disk.so'),
      LUMBAR_SHIM_CONTROL: this.control, LUMBAR_SHIM_COUNTS: this.counts };
    this.stored = [];
    this.refused = new Map();
  }
  break_it(what, n, how) { writeFileSync(this.control, `${what} ${n} ${how}\n`); }
  mend() { writeFileSync(this.control, 'nothing 0 0\n'); }
  get failures() { return Number(readFileSync(this.counts).readBigInt64LE(24)); }

  async start() {
    await this.server.start();
    this.desk ??= await new Api(this.server.base, { connections: 8 }).sign_in('desk');
    return this;
  }

  // Registers a client; the status, or 0 when the connection was cut.
  async register() {
    const family_name = randomUUID();
    const answer = await this.desk.post('/clients', { ...new_client, family_name }).catch(() => ({ status: 0 }));
    if (answer.status === 201) this.stored.push({ id: answer.json.id, family_name });
    else this.refused.set(answer.status, (this.refused.get(answer.status) ?? 0) + 1);
    return answer.status;
  }

  // `times` rounds of eight at once; every status.
  async busy(times) {
    const seen = [];
    for (let i = 0; i < times; i++) seen.push(...(await Promise.all(Array.from({ length: 8 }, () => this.register()))));
    return seen;
  }

  async ready() {
    for (let waited = 0; waited < 30_000; waited += 50) {
      if (await fetch(`${this.server.base}/readyz`).then(r => r.ok, () => false)) return;
      await pause(50);
    }
    throw new Error(`the server is not ready again:\n${this.server.output}`);
  }

  async verify(when) {
    const there = new Map((await rows(this.server, `SELECT c.id, c.family_name,
      (SELECT count(*) FROM audit a WHERE a.client = c.id AND a.action = 'client.create') AS told
      FROM clients c WHERE c.given_name = 'Disk'`)).map(row => [row.id, row]));
    for (const { id, family_name } of this.stored) {
      const row = there.get(id);
      expect(row, `${when}: the acknowledged client ${id} is lost`);
      expect(row.family_name === family_name && Number(row.told) === 1, `${when}: the client ${id} is not whole`);
    }
  }
}

// The server took no write after the disk had failed, ended by itself, looked at its file and serves again.
async function survive_eio(clinic, kind, n) {
  const when = `${kind} ${n} failed`;
  const served = clinic.server.serving_pid;
  const before = clinic.failures;
  clinic.break_it(kind, n, eio);
  const seen = [];
  while (clinic.failures === before && seen.length < 2000) seen.push(...(await clinic.busy(1)));
  expect(clinic.failures > before, `${when}: nothing has failed`);
  const after = await clinic.busy(2);
  expect(after.every(status => status === 503 || status === 0), `${when}, and then a write was answered ${after}`);
  expect(seen.every(status => [201, 503, 0].includes(status)), `${when}: answered ${seen}`);
  clinic.mend();
  for (let waited = 0; clinic.server.serving_pid === served; waited += 50) {
    expect(waited < 30_000, `${when}: the server did not end`);
    await pause(50);
  }
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
  while (clinic.server.serving_pid === served) await pause(20);
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
  expect(clinic.failures - before >= 12, `only ${clinic.failures - before} allocations have failed`);
  const sound = await command(clinic.server, 'check');
  expect(sound.code === 0, `after the failures: ${sound.text}`);
  clinic.desk.close();
}, { on: ['sqlite'] });
