// Puts into a clinic that fill_clients.mjs has filled: 250 past days with 40 finished visits each, spread over all clients, so
// that each day view can ask for another day; and drafts of notes, to be saved over and over, by the therapist "amara". Prints
// the plans' folder: what bench_load asks for. The server must not run.
//   node fill_days.mjs sqlite:///folder/lumbar.sqlite|postgresql://… FOLDER
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [url, folder] = process.argv.slice(2);
const sqlite = url.startsWith('sqlite://');
const days = 250, visits_a_day = 40, drafts = 64, hour = 3_600_000;
const first_day = Date.parse('2024-01-08T00:00:00Z');

const run = sql => (sqlite ? execFileSync('sqlite3', ['-bail', url.slice('sqlite://'.length)], { input: sql })
  : execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', url], { input: sql, stdio: ['pipe', 'pipe', 'inherit'] })).toString();
const column = sql => run(sql).trim().split('\n');

// No adult of 75 or more: nothing is to be heeded with any of them, so that both servers say the same.
const total = Number(run('SELECT count(*) FROM clients;'));
const every = Math.max(1, Math.floor(total / 12_000));
const clients = column(`SELECT id FROM clients WHERE number >= 10000001 AND number % ${every} = 0
  AND birth_date BETWEEN '1955-01-01' AND '2000-12-31' ORDER BY number;`);
const workers = column('SELECT id FROM practitioners WHERE active = 1 ORDER BY position, id;');
const rooms = column('SELECT id FROM rooms WHERE active = 1 ORDER BY position, id;');
const service = column('SELECT id FROM services ORDER BY id LIMIT 1;')[0];
const [amara, name] = column("SELECT id || '|' || name FROM users WHERE login = 'amara';")[0].split('|');
const id = (kind, i) => `0180${kind}-0000-7000-8000-${String(i).padStart(12, '0')}`;

const dates = Array.from({ length: days }, (_, d) => new Date(first_day + d * 24 * hour).toISOString().slice(0, 10));
const visits = [], notes = [];
for (let d = 0; d < days; d++)
  for (let v = 0; v < visits_a_day; v++) {
    const i = d * visits_a_day + v, starts = first_day + d * 24 * hour + (9 + Math.floor(v / 6)) * hour;
    const client = clients[(i * 7919) % clients.length];
    visits.push(`('${id('0003', i)}','${client}','${workers[v % workers.length]}','${rooms[v % rooms.length]}','${service}',${starts},` +
      `${starts + hour},'done','','','','','','',1,1)`);
    if (i < drafts) notes.push(`('${id('0004', i)}','${id('0003', i)}','${client}','${amara}','${name}','draft','','','','','[]','',1,1,'${name}','','','',1)`);
  }
run(`BEGIN;
INSERT INTO appointments (id, client, practitioner, room, service, starts_at, ends_at, status, note, screening, override_reason,
  overridden_by, cancel_reason, path, created_at, version) VALUES ${visits.join(',\n')};
INSERT INTO notes_notes (id, appointment, client, author, author_name, status, subjective, objective, assessment, plan, marks, screening,
  created_at, updated_at, updated_by, signed_by_name, override_reason, content_hash, version) VALUES ${notes.join(',\n')};
COMMIT;`);

mkdirSync(folder, { recursive: true });
const plan = (file, lines) => writeFileSync(path.join(folder, file), lines.map(line => line.join('\t')).join('\n') + '\n');
// Starts of words that fill a page at every size: there the search has nothing to add from similar names.
const starts = 'ma jo pa ka ha la je ro th da el no an mu ke br sm wa li we fi be ca de ga ho ko le mi ne pe ra sa st ta vi wi'.split(' ');
const common = new Set(column(`SELECT substr(key, 1, 2) FROM client_keys WHERE kind = 'word' GROUP BY 1 HAVING count(DISTINCT client) > 25;`));
const prefixes = starts.filter(start => common.has(start));
// Few enough that each has been opened once before it is measured: the first look at a client in 15 minutes is a durable audit row.
const seen = clients.filter((_, i) => i % Math.ceil(clients.length / 500) === 0);
plan('ping', [['GET', '/livez']]);
plan('client', seen.map(one => ['GET', `/api/v1/clients/${one}`]));
plan('search', prefixes.map(word => ['GET', `/api/v1/clients?q=${word}&limit=20`]));
plan('day', dates.map(date => ['GET', `/api/v1/board?date=${date}`]));
plan('same_day', [['GET', `/api/v1/board?date=${dates[3]}`]]);
plan('typo', ['johnsen', 'lindquist', 'muphy', 'kelyl', 'wagnr', 'novac', 'tomson', 'smyht'].map(word => ['GET', `/api/v1/clients?q=${word}`]));
const words = 'Slept better since the last visit, neck still tight on the left side after long days at the desk. ';
plan('autosave', Array.from({ length: drafts }, (_, i) => ['PUT', `/api/v1/notes/notes/${id('0004', i)}`,
  JSON.stringify({ subjective: `${words.repeat(2)}{n}`, objective: words, assessment: '', plan: 'Same again in two weeks.', marks: [] })]));
plan('register', [['POST', '/api/v1/clients', JSON.stringify({ given_name: 'Nora', family_name: 'Testperson', birth_date: '1981-05-03', phone: '0861{n}',
  email: 'nora{n}@example.com' })]]);
const share = (kind, count) => Array.from({ length: count }, (_, i) => [kind, i]);
const reads = { client: seen.map(one => `/api/v1/clients/${one}`), search: prefixes.map(word => `/api/v1/clients?q=${word}&limit=20`), day: dates.map(date => `/api/v1/board?date=${date}`) };
plan('mixed', [...share('client', 60), ...share('search', 30), ...share('day', 10)].map(([kind, i]) => ['GET', reads[kind][(i * 31) % reads[kind].length]]));
console.log(`${days} days, ${drafts} drafts`);
