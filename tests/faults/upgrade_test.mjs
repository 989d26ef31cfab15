import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '../kit/expect.mjs';
import { free_port, pause } from '../kit/server.mjs';
import { change, command, number, rows } from './store.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const clients = 20_000;

// The steps of one owner on a back end: their number, files and the tables that they make.
function steps_in(folder, back_end) {
  const other = back_end === 'sqlite' ? 'postgresql' : 'sqlite';
  const steps = new Map();
  for (const name of readdirSync(folder).filter(f => f.endsWith('.sql') && !f.endsWith(`.${other}.sql`)).sort((a, b) => a.length - b.length)) {
    const number = Number(name.slice(0, 4));
    const sql = readFileSync(path.join(folder, name), 'utf8');
    const step = steps.get(number) ?? { number, files: [], tables: [] };
    step.files.push({ name, sql });
    step.tables.push(...[...sql.matchAll(/CREATE TABLE (\w+)/g)].map(m => m[1]));
    steps.set(number, step);
  }
  return [...steps.values()].sort((a, b) => a.number - b.number);
}

const owners = back_end => [
  { owner: 'core', steps: steps_in(path.join(root, 'db/migrations'), back_end) },
  ...readdirSync(path.join(root, 'plugins')).map(id => ({ owner: id, folder: path.join(root, 'plugins', id, 'migrations') }))
    .filter(({ folder }) => { try { return readdirSync(folder).length; } catch { return false; } })
    .map(({ owner, folder }) => ({ owner, steps: steps_in(folder, back_end) }))];

// The database as a program left it that knew the first `known` of core's steps, full enough that an upgrade takes its time.
async function old_clinic(server, known, back_end) {
  let sql = 'CREATE TABLE migrations (owner TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (owner, name));\n';
  for (const step of owners(back_end)[0].steps.slice(0, known)) {
    for (const file of step.files) {
      const sum = createHash('sha256').update(file.sql).digest('hex');
      sql += `${file.sql}\nINSERT INTO migrations VALUES ('core', '${file.name}', '${sum}', 1);\n`;
    }
  }
  const series = back_end === 'sqlite' ? `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${clients}) `
    : `WITH n AS (SELECT i FROM generate_series(1, ${clients}) AS s (i)) `;
  sql += `${series}INSERT INTO clients (id, number, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address,
      emergency_contact, note, archived, facts_version, sort_key, created_at, version)
    SELECT '01900000-0000-7000-8000-' || substr('000000000000' || i, -12), i, 'Given', 'Family ' || i, '', '', '1980-01-01', '', '', '', '',
      '', 0, 0, 'family ' || i, 1, 1 FROM n;\n`;
  if (back_end === 'postgresql') sql = sql.replace("substr('000000000000' || i, -12)", "lpad(i::text, 12, '0')");
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-old-'));
  const file = path.join(folder, 'old.sql');
  writeFileSync(file, sql);
  await change(server, back_end === 'sqlite' ? `.read ${file}` : `\\i ${file}`);
  rmSync(folder, { recursive: true });
  writeFileSync(path.join(server.data, 'root.key'), randomBytes(32), { mode: 0o600 });
}

// Whole steps only: all tables of what the journal has, none of what it has not.
async function expect_whole_steps(server, back_end) {
  const tables = new Set((await rows(server, back_end === 'sqlite' ? "SELECT name FROM sqlite_master WHERE type = 'table'"
    : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")).map(row => row.name));
  const journal = new Set((await rows(server, 'SELECT owner, name FROM migrations')).map(row => `${row.owner}/${row.name}`));
  let applied = 0;
  for (const { owner, steps } of owners(back_end)) {
    for (const step of steps) {
      const known = step.files.filter(f => journal.has(`${owner}/${f.name}`)).length;
      expect(known === 0 || known === step.files.length, `${owner} ${step.number} is half in the journal`);
      for (const table of step.tables) expect(tables.has(table) === known > 0, `${owner} ${step.number} is half applied: ${table}`);
      applied += known > 0 ? 1 : 0;
    }
  }
  return applied;
}

test('an upgrade from the schema of every release comes through kills in its middle', async ({ make, back_end, random }) => {
  const all = owners(back_end);
  const steps = all.reduce((sum, o) => sum + o.steps.length, 0);
  const met = new Set();
  for (let known = 1; known <= all[0].steps.length; known++) {
    const server = make();
    await old_clinic(server, known, back_end);
    server.port = await free_port();
    let longest = 30;
    for (let kill = 0; kill < 6; kill++) {
      server.spawn();
      await pause(random() * longest);
      await server.kill();
      const applied = await expect_whole_steps(server, back_end);
      met.add(applied);
      // Nearer to the moments at which something happens: later when nothing has, earlier when all is through.
      longest = applied === known ? longest * 1.6 : applied === steps ? longest * 0.6 : longest;
      expect(applied >= known, `${applied} steps after a kill, ${known} before`);
    }
    await server.start();
    expect(await expect_whole_steps(server, back_end) === steps, 'the upgrade comes through in the end');
    expect(await number(server, "SELECT count(*) FROM clients WHERE given_name = 'Given'") === clients, 'every client is still there');
    const sound = await command(server, 'check');
    expect(sound.code === 0, `after the upgrade from ${known}: ${sound.text}`);
    await server.stop();
  }
  console.log(`      kills left ${[...met].sort((a, b) => a - b).join(', ')} of ${steps} steps applied`);
});
