import { expect } from '../kit/expect.mjs';
import { change, command, rows } from './store.mjs';

// What `lumbar check` must find, and what it says then. Each is taken back before the next.
const faults = back_end => ({
  'a reference to nobody': {
    break: back_end === 'sqlite' ? `PRAGMA foreign_keys = OFF; UPDATE measures SET client = 'nobody' WHERE id = (SELECT MIN(id) FROM measures)`
      : `SET session_replication_role = replica; UPDATE measures SET client = 'nobody' WHERE id = (SELECT MIN(id) FROM measures)`,
    mend: `UPDATE measures SET client = (SELECT MIN(id) FROM clients) WHERE client = 'nobody'`,
    says: ['references: ', 'measures', 'clients'] },
  'visits that overlap': {
    break: (back_end === 'sqlite' ? '' : 'ALTER TABLE claims DROP CONSTRAINT claims_do_not_overlap; ') +
      `UPDATE claims SET resource = 'x', from_ms = 1000, to_ms = 2000 WHERE kind = 'room' AND appointment IN
        (SELECT appointment FROM claims WHERE kind = 'room' ORDER BY appointment LIMIT 2)`,
    mend: `UPDATE claims SET resource = (SELECT room FROM appointments v WHERE v.id = appointment),
        from_ms = (SELECT starts_at FROM appointments v WHERE v.id = appointment),
        to_ms = (SELECT ends_at FROM appointments v WHERE v.id = appointment) WHERE resource = 'x'`,
    says: ['visits: ', 'overlaps another', 'does not hold its time'] },
  'a note that was changed after it was signed': {
    break: (back_end === 'sqlite' ? 'DROP TRIGGER notes_signed_stays; ' : 'ALTER TABLE notes_notes DISABLE TRIGGER notes_signed_stays; ') +
      `UPDATE notes_notes SET plan = plan || '.' WHERE id = (SELECT MIN(id) FROM notes_notes WHERE status = 'signed')`,
    mend: `UPDATE notes_notes SET plan = substr(plan, 1, length(plan) - 1) WHERE id = (SELECT MIN(id) FROM notes_notes WHERE status = 'signed')`,
    says: ['sealed records: ', 'of notes is not as it was sealed'] },
  'a migration that is not this program\'s': {
    break: `UPDATE migrations SET checksum = '0' || checksum WHERE owner = 'core' AND name = '0002_identity.sql'`,
    mend: `UPDATE migrations SET checksum = substr(checksum, 2) WHERE owner = 'core' AND name = '0002_identity.sql'`,
    says: ['schema: ', '0002_identity.sql was changed'] },
  'an event beyond the newest number': {
    break: `UPDATE outbox_cursors SET seq = seq + 1000000`,
    mend: `UPDATE outbox_cursors SET seq = seq - 1000000`,
    says: ['events: ', 'beyond the newest number'] },
  'an entry of the log that was changed': {
    break: `UPDATE audit SET actor_name = actor_name || '.' WHERE seq = 2`,
    mend: `UPDATE audit SET actor_name = substr(actor_name, 1, length(actor_name) - 1) WHERE seq = 2`,
    says: ['audit log: ', 'Entry 2 '] },
});

test('lumbar check finds nothing in a sound clinic, also while it is served, and names each fault', async ({ start, back_end }) => {
  const server = await start('--demo');
  const sound = await command(server, 'check');
  expect(sound.code === 0 && !sound.text.includes('FOUND'), `a sound clinic: ${sound.text}`);
  for (const part of ['storage', 'references', 'rules', 'schema', 'visits', 'events', 'sealed records', 'audit log'])
    expect(sound.text.includes(`ok     ${part}: `), `a line about ${part}: ${sound.text}`);
  expect(/[1-9]\d* of intake/.test(sound.text) && /[1-9]\d* of notes/.test(sound.text), `signed records are looked at: ${sound.text}`);
  await server.stop();
  for (const [what, fault] of Object.entries(faults(back_end))) {
    await change(server, fault.break);
    const said = await command(server, 'check');
    expect(said.code === 1, `${what} is not found: ${said.text}`);
    for (const words of fault.says) expect(said.text.includes(words), `${what} should be told as "${words}": ${said.text}`);
    const others = said.text.split('\n').filter(line => line.startsWith('FOUND') && !line.includes(fault.says[0]));
    expect(others.length === 0, `${what} is told as something else: ${others}`);
    await change(server, fault.mend);
  }
  const mended = await command(server, 'check');
  expect(mended.code === 0, `after mending: ${mended.text}`);
});

test('lumbar check finds a damaged page, and a broken rule of a table', async ({ make, back_end }) => {
  const server = make('--demo');
  if (back_end === 'postgresql') {
    await change(server, 'ALTER TABLE shifts DROP CONSTRAINT shifts_weekday_check; UPDATE shifts SET weekday = 9 WHERE weekday = 1; ' +
      'ALTER TABLE shifts ADD CONSTRAINT shifts_weekday_check CHECK (weekday BETWEEN 1 AND 7) NOT VALID');
    const said = await command(server, 'check');
    expect(said.code === 1 && said.text.includes('FOUND  rules: ') && said.text.includes('shifts'), said.text);
    return;
  }
  const [{ rootpage }] = await rows(server, `SELECT rootpage FROM sqlite_master WHERE name = 'measures'`);
  const { openSync, writeSync, closeSync } = await import('node:fs');
  const file = openSync(`${server.data}/lumbar.sqlite`, 'r+');
  writeSync(file, Buffer.alloc(64, 0xff), 0, 64, (rootpage - 1) * 4096);
  closeSync(file);
  const said = await command(server, 'check');
  expect(said.code === 1 && said.text.includes('FOUND  storage: '), said.text);
});
