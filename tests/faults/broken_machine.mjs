import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { rows } from './store.mjs';

const new_client = { given_name: 'Disk', preferred_name: '', pronouns: '', birth_date: '1981-05-04', phone: '', email: '',
  address: '', emergency_contact: '', note: '' };

// A clinic whose machine fails when break_it() says so (shim/broken_disk.c), and what it acknowledged.
export class Clinic {
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
  break_it(what, n = 0, how = 0) { writeFileSync(this.control, `${what} ${n} ${how}\n`); }
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

  // Eight at once, answered by that process; none when it ends meanwhile: what it leaves waits for the next one, which cannot
  // start on a broken disk.
  async busy_of(process) {
    let answered = false;
    const all = this.busy(1).finally(() => { answered = true; });
    const end = async () => {
      while (!answered && this.server.serving_pid === process) await pause(20);
      return [];
    };
    const seen = await Promise.race([all, end()]);
    return this.server.serving_pid === process ? seen : [];
  }

  // The process has gone.
  async ended(process) {
    for (let waited = 0; this.server.serving_pid === process; waited += 20) {
      expect(waited < 30_000, `the server did not end:\n${this.server.output}`);
      await pause(20);
    }
  }

  async ready() {
    for (let waited = 0; waited < 60_000; waited += 50) {
      if (await fetch(`${this.server.base}/readyz`, { signal: AbortSignal.timeout(5000) }).then(r => r.ok, () => false)) return;
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
