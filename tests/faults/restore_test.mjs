import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { Ledger } from './ledger.mjs';
import { command, number, put_key, rows } from './store.mjs';

const ids = async (server, sql) => new Set((await rows(server, sql)).map(row => row.id));
// Tables that the load does not touch are the same, row for row; the others have no row that the clinic does not have.
const still = ['rooms', 'services', 'practitioners', 'users', 'roles', 'shifts', 'health_facts', 'intake_forms'];
const growing = ['clients', 'appointments', 'audit', 'notes_notes', 'intake_responses'];

async function expect_same_clinic(server, fresh) {
  for (const table of still)
    expect(await number(server, `SELECT count(*) FROM ${table}`) === await number(fresh, `SELECT count(*) FROM ${table}`), `${table} has as many rows`);
  for (const table of growing) {
    const all = await ids(server, `SELECT id FROM ${table}`);
    for (const id of await ids(fresh, `SELECT id FROM ${table}`)) expect(all.has(id), `${table} has a row ${id} that never was`);
  }
  const signed = `SELECT id, content_hash FROM notes_notes WHERE status = 'signed'
    UNION ALL SELECT id, content_hash FROM intake_responses WHERE status = 'submitted' ORDER BY id`;
  const hashes = JSON.stringify(await rows(server, signed));
  expect(hashes.length > 1000 && hashes === JSON.stringify(await rows(fresh, signed)), 'signed notes and forms have the same hashes');
  const chain = await rows(fresh, 'SELECT seq, chain FROM audit WHERE seq IS NOT NULL ORDER BY seq');
  const whole = new Map((await rows(server, 'SELECT seq, chain FROM audit WHERE seq IS NOT NULL')).map(row => [row.seq, row.chain]));
  expect(chain.length > 0 && chain.every(row => whole.get(row.seq) === row.chain), 'the chain is the same as far as it goes');
}

test('a backup made under load is put back into a fresh folder, with all that was acknowledged before it', async ({ start, make, random }) => {
  const server = await start('--demo');
  const ledger = new Ledger(server, random);
  await ledger.prepare();
  ledger.begin();
  await pause(700);
  const before = { clients: [...ledger.clients], bookings: [...ledger.bookings], drafts: ledger.drafts.map(d => d.acknowledged) };
  const file = path.join(server.data, 'drill.backup');
  const made = await command(server, 'backup', file);
  expect(made.code === 0, `the backup: ${made.text}`);
  const after_backup = ledger.clients.length;
  await pause(300);
  await ledger.stop();
  expect(ledger.clients.length > after_backup && after_backup > before.clients.length, 'the load went on meanwhile');
  await ledger.verify();

  const fresh = make();
  const restored = await command(fresh, 'restore', file);
  expect(restored.code === 0, `the restore: ${restored.text}`);
  await expect_same_clinic(server, fresh);
  put_key(server, fresh);
  await fresh.start();
  const sound = await command(fresh, 'check');
  expect(sound.code === 0, `what came back: ${sound.text}`);
  for (const [table, list] of [['clients', before.clients], ['appointments', before.bookings]]) {
    const there = await ids(fresh, `SELECT id FROM ${table}`);
    for (const { id } of list) expect(there.has(id), `${id} of ${table} was acknowledged before the backup and is not in it`);
  }
  for (const [i, draft] of ledger.drafts.entries()) {
    const table = draft.action === 'note.autosave' ? 'notes_notes' : 'intake_responses';
    const version = await number(fresh, `SELECT version FROM ${table} WHERE id = '${draft.id}'`);
    expect(version > before.drafts[i], `save ${before.drafts[i]} of ${draft.id} is in the backup`);
  }
  const desk = await new Api(fresh.base).sign_in('desk');
  expect_answer(await desk.get('/board'), 200);
  await new Ledger(fresh, random).prepare();
  expect((await command(fresh, 'audit', 'verify')).code === 0, 'the log goes on after the restore');
  desk.close();
  ledger.close();
});

test('a restore over a clinic is refused and changes nothing', async ({ make }) => {
  const server = make('--demo');
  const file = path.join(server.data, 'again.backup');
  expect((await command(server, 'backup', file)).code === 0, 'backed up');
  const rows_before = await number(server, 'SELECT count(*) FROM audit');
  const said = await command(server, 'restore', file);
  expect(said.code === 1 && said.text.includes('already'), `over a clinic: ${said.text}`);
  expect(await number(server, 'SELECT count(*) FROM audit') === rows_before, 'nothing was changed');
});
