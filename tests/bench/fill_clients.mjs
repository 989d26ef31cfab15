// Fills a clinic with made-up clients, the same ones each time, until it has N: with names as frequent and as rare as people's
// are (21,000 words in a million clients), what they are found by, a visit behind every fourth, and one full day, 2031-01-06,
// whose 40 visits are spread over all of them. The clinic must come from lumbar serve --demo and its server must not run.
//   node fill_clients.mjs sqlite:///folder/lumbar.sqlite|postgresql://… N
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [url, wanted] = [process.argv[2], Number(process.argv[3])];
const sqlite = url.startsWith('sqlite://');
const first_number = 10_000_001;
const migrations = new URL('../../db/migrations/', import.meta.url);

const common = {
  given: `Mary John Anna Patrick Hanna James Sarah Michael Emma David Laura Thomas Julia Peter Nora Robert Ella Daniel Clara Martin
    Sofia Paul Marta Mark Lena Stephen Maria Kevin Eva Brian Katherine Sean Margaret Joan Jan Joe Karl Carol Elena Jonas`,
  family: `Murphy Kelly Byrne Ryan Smith Johnson Walsh Doyle Brennan Lindqvist Fischer Weber Nolan Hart Jensen Martin Novak Silva
    Johnston Thompson Wagner Becker Olsen Larsson Moreau Garcia Rossi Kowalski Horvat Mullen Muller Smythe Jonson Hughes`,
};

// Words of two to four syllables after the common ones, each once.
function names(known, count, ends) {
  const starts = 'ba be bi bo bra bri ca ce cla co cra da de di do dra e fa fe fi flo fra ga ge gi go gra ha he hi ho i ja je jo ka ke ki ko kra la le li lo lu ma me mi mo mu na ne ni no o pa pe pi po ra re ri ro ru sa sche se si so sta ste sto ta te ti to tra u va ve vi vo wa we wi wo ya za ze zi'.split(' ');
  const all = new Set(known.split(/\s+/));
  for (let i = 0; all.size < count; i++) {
    let word = starts[(i * 31) % starts.length] + starts[(i * 17 + Math.floor(i / 7)) % starts.length];
    if (i % 3) word += starts[(i * 13 + Math.floor(i / 100)) % starts.length];
    word += ends[Math.floor(i / 11) % ends.length];
    all.add(word[0].toUpperCase() + word.slice(1));
  }
  return [...all];
}
const given = names(common.given, 3000, ['n', 'na', 'ra', 'l', 'lia', 's', 'th', 'nne', 'rt', 'ka']);
const family = names(common.family, 18000, ['son', 'er', 'ski', 'man', 'ley', 'ton', 'es', 'ini', 'berg', 'ez', 'ard', 'ova']);
const rows = list => list.map((name, i) => `(${i}, '${name}')`).join(',');

// A rank from 0 to count - 1, the first ones far more frequent; other for each (by, client).
const rank = (by, count) => `CAST(${count} * ((n.i * ${by} % 1000003) / 1000003.0) * ((n.i * ${by} % 1000003) / 1000003.0) AS BIGINT)`;
const padded = (number, digits) => `substr(CAST(1${'0'.repeat(digits)} + ${number} AS TEXT), 2)`;
const id = (kind, i) => `'0180${kind}-0000-7000-8000-' || ${padded(i, 12)}`;
const turned = digits => Array.from({ length: 10 }, (_, i) => `substr(${digits}, ${10 - i}, 1)`).join(' || ');
const key = (kind, text, when = '') => `SELECT '${kind}' AS kind, ${text} AS key, id AS client FROM filled ${when}`;
const day = Date.parse('2031-01-06T00:00:00Z'), hour = 3_600_000;
const numbered = table => `SELECT id, ROW_NUMBER() OVER (ORDER BY position, id) - 1 AS i, COUNT(*) OVER () AS n FROM ${table} WHERE active = 1`;
const visit = `id, client, practitioner, room, service, starts_at, ends_at, status, note, screening, override_reason, overridden_by,
  cancel_reason, path, created_at, version`;
const visit_of = (visits, starts, status, who, from) => `SELECT ${visits}, f.id, p.id, r.id, (SELECT MIN(id) FROM services), ${starts}, ${starts} + ${hour},
    '${status}', '', '', '', '', '', '', 1, 1
  FROM ${from} JOIN workers p ON p.i = ${who} % p.n JOIN places r ON r.i = ${who} % r.n`;

// In place of the indexes while rows come, which would cost most of the time.
const indexes = ['client_keys_by_client ON client_keys (client, kind, key)', 'clients_by_name ON clients (sort_key, id)',
  'clients_by_birth_date ON clients (birth_date)', 'appointments_by_day ON appointments (starts_at)',
  'appointments_by_client ON appointments (client, starts_at, status)'];
// What a migration makes of the clients that it finds.
function backfill(name) {
  const sql = readFileSync(new URL(name, migrations), 'utf8');
  return sql.slice(sql.indexOf('INSERT INTO'));
}

const fill = (there, last) => `
${indexes.map(index => `DROP INDEX ${index.split(' ')[0]};`).join('\n')}
CREATE TEMP TABLE given (i BIGINT PRIMARY KEY, name TEXT);
INSERT INTO given VALUES ${rows(given)};
CREATE TEMP TABLE family (i BIGINT PRIMARY KEY, name TEXT);
INSERT INTO family VALUES ${rows(family)};
CREATE TEMP TABLE filled AS
  WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ${last})
  SELECT n.i, ${id('0000', 'n.i')} AS id, g.name AS given_name, f.name AS family_name, lower(g.name) AS given_key, lower(f.name) AS family_key,
    '085' || ${padded('n.i * 7919 % 10000000', 7)} AS phone, CASE WHEN n.i % 5 = 0 THEN '' ELSE 'c' || n.i || '@example.com' END AS email
  FROM n JOIN given g ON g.i = ${rank(611953, given.length)} JOIN family f ON f.i = ${rank(224737, family.length)};
INSERT INTO clients (id, number, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address, emergency_contact,
    note, archived, facts_version, sort_key, created_at, version)
  SELECT id, ${first_number - 1} + i, given_name, family_name, '', 'she/her', (1940 + i % 65) || '-' || ${padded('1 + i / 65 % 12', 2)} || '-' || ${padded('1 + i / 780 % 28', 2)},
    phone, email, '', '', '', 0, 0, family_key || ' ' || given_key, 1700000000000 + i, 1 FROM filled ORDER BY id;
INSERT INTO client_keys (kind, key, client) SELECT kind, key, client FROM (
  ${key('word', 'given_key')} UNION ALL ${key('word', 'family_key', 'WHERE family_key <> given_key')}
  UNION ALL ${key('name', "CASE WHEN given_key < family_key THEN given_key || ' ' || family_key ELSE family_key || ' ' || given_key END")}
  UNION ALL ${key('phone', 'phone')} UNION ALL ${key('phone_end', turned('phone'))} UNION ALL ${key('email', 'email', "WHERE email <> ''")}
  ) AS keys ORDER BY 1, 2, 3;
CREATE TEMP TABLE workers AS ${numbered('practitioners')};
CREATE TEMP TABLE places AS ${numbered('rooms')};
INSERT INTO appointments (${visit}) ${visit_of(id('0001', 'f.i'), `(1700000000000 / ${24 * hour} - 1 - f.i % 1000) * ${24 * hour} + (8 + f.i % 9) * ${hour}`, 'done', 'f.i', 'filled f')}
  WHERE f.i % 4 = 0;
CREATE TEMP TABLE turns AS WITH RECURSIVE t (t) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT t + 1 FROM t WHERE t < 39) SELECT t FROM t;
INSERT INTO appointments (${visit}) ${visit_of(id('0002', 't.t'), `${day} + (8 + t.t / 5) * ${hour}`, 'booked', '(t.t % 5)',
    `turns t JOIN filled f ON f.i = 1 + t.t * (${last} - 1) / 39`)};
INSERT INTO claims (appointment, kind, resource, from_ms, to_ms)
  SELECT id, 'client', client, starts_at, ends_at FROM appointments WHERE starts_at >= ${day} AND starts_at < ${day + 24 * hour}
  UNION ALL SELECT id, 'practitioner', practitioner, starts_at, ends_at FROM appointments WHERE starts_at >= ${day} AND starts_at < ${day + 24 * hour}
  UNION ALL SELECT id, 'room', room, starts_at, ends_at FROM appointments WHERE starts_at >= ${day} AND starts_at < ${day + 24 * hour};
DELETE FROM client_words;
DELETE FROM client_pairs;
${indexes.map(index => `CREATE INDEX ${index};`).join('\n')}
${backfill('0005_similar_names.sql')}
${backfill('0007_name_pairs.sql')}
`;

function run(sql) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-fill-'));
  const file = path.join(folder, 'fill.sql');
  writeFileSync(file, sql);
  try {
    return (sqlite ? execFileSync('sqlite3', ['-bail', url.slice('sqlite://'.length), `.read ${file}`])
      : execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-f', file, url])).toString().trim();
  } catch (error) {
    console.error(String(error.stderr));
    process.exit(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [there, filled] = ['', `WHERE number >= ${first_number}`].map(some => Number(run(`SELECT count(*) FROM clients ${some};`)));
if (filled || !(wanted > there + 40)) {
  console.error(`The clinic has ${there} clients already; it is filled once, from what --demo made.`);
  process.exit(1);
}
const began = performance.now();
run(sqlite
  ? `PRAGMA journal_mode = DELETE;\nPRAGMA synchronous = OFF;\nPRAGMA cache_size = -400000;\nBEGIN;\n${fill(there, wanted - there)}\nCOMMIT;\nPRAGMA journal_mode = WAL;`
  // No look-up of each row's client: they were made one line above. Needs a superuser.
  : `BEGIN;\nSET LOCAL session_replication_role = replica;\nSET LOCAL synchronous_commit = off;\nSET LOCAL maintenance_work_mem = '400MB';\nSET LOCAL work_mem = '200MB';\n${fill(there, wanted - there)}\nCOMMIT;\nVACUUM ANALYZE;`);
console.log(`${wanted} clients, ${Math.round(performance.now() - began)} ms`);
