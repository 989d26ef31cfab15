// PostgreSQL is restarted, killed, cut off and locked under a server that goes on serving. Each test has a cluster of its own.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { Cluster, Wire } from './cluster.mjs';
import { command, number } from './store.mjs';

const on = ['postgresql'];
const client = given_name => ({ given_name, family_name: 'Sample', preferred_name: '', pronouns: '', birth_date: '1981-05-04',
  phone: '', email: '', address: '', emergency_contact: '', note: '' });
const passing = new Set(['storage_unreachable', 'outcome_unknown', 'busy', 'too_slow']);

// Nothing but a refusal that says when to come again.
function expect_passing(answer) {
  expect(answer.status === 503 && passing.has(answer.code) && answer.headers['retry-after'],
    `a fault of the store is 503 with Retry-After, not ${answer.status} ${answer.text.slice(0, 200)}`);
}

async function until(what, done) {
  for (let waited = 0; !(await done()); waited += 50) {
    expect(waited < 30_000, what);
    await pause(50);
  }
}

const readiness = server => new Api(server.base).get('/readyz');
const ready = server => until('the server is ready again', async () => (await readiness(server)).status === 200);

// Saves clients from several desks until stop(); what was not stored is asked again with its key, until it is.
class Load {
  constructor(desk) {
    Object.assign(this, { desk, names: [], acknowledged: 0, refused: 0, unknown: 0, running: true });
    this.work = Promise.all(Array.from({ length: 8 }, (_, i) => this.save_clients(i))).catch(error => (this.failed = error));
  }
  async save_clients(lane) {
    for (let n = 0; this.running; n++) await this.save(`Lane ${lane} Number ${n} ${randomUUID().slice(0, 8)}`);
  }
  async save(name) {
    const key = randomUUID();
    this.names.push(name);
    for (;;) {
      const answer = await this.desk.post('/clients', client(name), { key });
      if (answer.status === 201) return this.acknowledged++;
      expect_passing(answer);
      this.refused++;
      if (answer.code === 'outcome_unknown') this.unknown++;
      await pause(20);
    }
  }
  async stop() {
    this.running = false;
    await this.work;
    if (this.failed) throw this.failed;
  }
}

async function expect_each_once(server, load) {
  const from = `FROM clients WHERE given_name LIKE 'Lane %'`;
  expect(await number(server, `SELECT count(*) ${from}`) === load.names.length, 'each client is there once');
  expect(await number(server, `SELECT count(DISTINCT given_name) ${from}`) === load.names.length, 'and none twice');
  const rows = `SELECT count(*) FROM audit WHERE action = 'client.create' AND client IN (SELECT id ${from})`;
  expect(await number(server, rows) === load.names.length, 'with one line in the log');
  const checked = await command(server, 'audit', 'verify');
  expect(checked.code === 0, `the log is whole: ${checked.text}`);
}

// A demo clinic on a cluster of its own, through `wire` when asked for.
async function with_clinic(start, work, wired = false) {
  const cluster = await new Cluster().make();
  const wire = wired ? await new Wire(cluster).open() : null;
  try {
    const server = await start('--demo', '--database', cluster.url(wire?.folder));
    const desk = await new Api(server.base, { connections: 32 }).sign_in('desk');
    await work({ cluster, wire, server, desk });
    desk.close();
    expect(await server.stop() === 0, 'the server ends well');
  } finally {
    wire?.close();
    await cluster.remove();
  }
}

test('PostgreSQL is restarted, and crashes: nothing is lost, and once ready no request fails', async ({ start }) => {
  await with_clinic(start, async ({ cluster, server, desk }) => {
    const load = new Load(desk);
    for (const how of ['fast', 'immediate']) {
      const before = load.acknowledged;
      await until('clients are saved', () => load.failed || load.acknowledged > before + 20);
      await cluster.stop(how);
      const told = await readiness(server);
      expect(told.status === 503 && told.headers['retry-after'] && told.json.ready === false, `readiness is red: ${told.text}`);
      expect_passing(await desk.get('/board'));
      expect_passing(await desk.post('/clients', client('Lane of nobody')));
      await cluster.start();
      await ready(server);
      const answers = await Promise.all(Array.from({ length: 60 }, (_, i) =>
        i % 2 ? desk.get('/board') : desk.post('/clients', client(`After the restart ${how} ${i}`))));
      for (const answer of answers) expect(answer.status < 300, `after readiness: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
    await load.stop();
    expect(load.refused > 0, 'the restarts were met');
    await expect_each_once(server, load);
  });
}, { on });

test('connections that PostgreSQL ends at any moment lose nothing and store nothing twice', async ({ start, random }) => {
  await with_clinic(start, async ({ cluster, server, desk }) => {
    const load = new Load(desk);
    let ended = 0;
    for (let round = 0; round < 15; round++) {
      await pause(20 + 80 * random());
      ended += Number(await cluster.sql(`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'lumbar' AND (${round} % 3 = 0 OR state LIKE 'idle in transaction%' OR state = 'active')`));
    }
    await load.stop();
    expect(ended > 15, `connections were ended under load: ${ended}`);
    await expect_each_once(server, load);
    expect((await readiness(server)).status === 200, 'and the server is ready');
  });
}, { on });

test('a COMMIT without an answer is told as unknown, and its key settles it', async ({ start }) => {
  await with_clinic(start, async ({ wire, server, desk }) => {
    for (const where of ['after', 'before']) {
      const name = `Cut ${where} the commit`, key = randomUUID();
      wire.cut(name, where);
      const cut = await desk.post('/clients', client(name), { key });
      expect_answer(cut, 503, 'outcome_unknown');
      expect(cut.headers['retry-after'], 'it says when to ask again');
      const stored = await number(server, `SELECT count(*) FROM clients WHERE given_name = '${name}'`);
      expect(stored === (where === 'after' ? 1 : 0), `cut ${where}: ${stored} stored`);
      const settled = await desk.post('/clients', client(name), { key });
      expect_answer(settled, 201);
      const replayed = settled.headers['idempotent-replay'] === 'true';
      expect(replayed === (where === 'after'), 'the stored answer when there is one, else a fresh run');
      expect(await number(server, `SELECT count(*) FROM clients WHERE given_name = '${name}'`) === 1, 'one client');
      const lines = `SELECT count(*) FROM audit WHERE client = '${settled.json.id}' AND action = 'client.create'`;
      expect(await number(server, lines) === 1, 'one line');
    }
  }, true);
}, { on });

test('a connection that breaks before COMMIT is sent is replaced, and nobody notices', async ({ start }) => {
  await with_clinic(start, async ({ cluster, server, desk }) => {
    // The first run of this write ends its own connection; the sequence keeps that it has run.
    await cluster.sql(`CREATE SEQUENCE runs; CREATE FUNCTION break_once() RETURNS trigger AS $$ BEGIN
      IF NEW.given_name = 'Broken once' AND nextval('runs') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
      RETURN NEW; END $$ LANGUAGE plpgsql;
      CREATE TRIGGER break_once BEFORE INSERT ON clients FOR EACH ROW EXECUTE FUNCTION break_once()`);
    expect_answer(await desk.post('/clients', client('Broken once')), 201);
    expect(await number(server, 'SELECT last_value FROM runs') === 2, 'it ran twice');
    expect(await number(server, `SELECT count(*) FROM clients WHERE given_name = 'Broken once'`) === 1, 'and is there once');
  });
}, { on });

test('a lock that somebody holds is not waited for without end, and the pools keep their size', async ({ start }) => {
  await with_clinic(start, async ({ cluster, server, desk }) => {
    const holder = spawn('psql', ['-X', '-q', cluster.url()]);
    holder.stdin.write('BEGIN; LOCK TABLE clients IN ACCESS EXCLUSIVE MODE;\n');
    const held = `SELECT count(*) FROM pg_locks
      WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'clients'::regclass`;
    await until('the lock is held', async () => await cluster.sql(held) === '1');
    const asked = Array.from({ length: 10 }, (_, i) => desk.post('/clients', client(`Behind the lock ${i}`)));
    const answers = await Promise.all(asked);
    for (const answer of answers) expect_passing(answer);
    const open = Number(await cluster.sql(`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lumbar'`));
    expect(open >= 2 && open <= 9, `${open} connections, not one for each request`);
    holder.stdin.end('ROLLBACK;\n');
    await new Promise(done => holder.once('exit', done));
    expect_answer(await desk.post('/clients', client('After the lock')), 201);
    const behind = `SELECT count(*) FROM clients WHERE given_name LIKE 'Behind the lock%'`;
    expect(await number(server, behind) === 0, 'what was refused is not there');
  });
}, { on });

test('a database that takes no writes, or has lost its schema, is not ready', async ({ start }) => {
  await with_clinic(start, async ({ cluster, server, desk }) => {
    const end_all = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lumbar'`;
    await cluster.sql('ALTER DATABASE clinic SET default_transaction_read_only = on');
    await cluster.sql(end_all);
    expect((await readiness(server)).status === 503, 'red while it takes no writes');
    await cluster.sql('BEGIN READ WRITE; ALTER DATABASE clinic RESET default_transaction_read_only; COMMIT');
    await ready(server);
    expect_answer(await desk.post('/clients', client('Writable again')), 201);
    await cluster.sql(`CREATE TABLE kept AS SELECT * FROM migrations WHERE owner = 'core';
      DELETE FROM migrations WHERE owner = 'core'`);
    expect((await readiness(server)).status === 503, 'red while the schema is older than the program');
    await cluster.sql('INSERT INTO migrations SELECT * FROM kept');
    await ready(server);
  });
}, { on });

test('a role that owns nothing serves the clinic, and another one changes the schema', async ({ make }) => {
  const cluster = await new Cluster().make();
  try {
    await cluster.sql('CREATE ROLE keeper LOGIN; CREATE ROLE clerk LOGIN; GRANT CREATE ON DATABASE clinic TO keeper; GRANT ALL ON SCHEMA public TO keeper');
    const as = role => `postgresql:///clinic?host=${cluster.folder}&user=${role}`;
    const server = make('--demo', '--database', as('clerk'));
    const config = path.join(server.data, 'lumbar.toml');
    writeFileSync(config, `[database]\nurl = "${as('clerk')}"\nmigrate_url = "${as('keeper')}"\n`);
    server.options.push('--config', config);
    for (let start = 0; start < 2; start++) {
      await server.start();
      const desk = await new Api(server.base).sign_in('desk');
      expect_answer(await desk.post('/clients', client(`Served by a clerk ${start}`)), 201);
      const owner = await new Api(server.base).sign_in('owner');
      for (const way of ['disable', 'enable']) expect_answer(await owner.post(`/plugins/notes/${way}`), 200);
      if (start === 1) {
        const path = '/plugins/contraindications', before = expect_answer(await owner.get(`${path}/purge`), 200);
        expect(before.refusals[0].startsWith('It is on'), JSON.stringify(before));
        expect_answer(await owner.post(`${path}/disable`), 200);
        expect_answer(await owner.post(`${path}/purge`, { confirm: 'contraindications' }), 204);
        const left = `SELECT count(*) FROM pg_proc WHERE proname LIKE 'contraindications%'`;
        expect(await cluster.sql(left) === '0', 'a function of it is left');
        expect_answer(await owner.post(`${path}/enable`), 200);
      }
      await until('the log is sealed', async () => await cluster.sql('SELECT count(*) FROM audit WHERE seq IS NULL') === '0');
      const checked = await command(server, 'check');
      expect(checked.code === 0, checked.text);
      for (const api of [desk, owner]) api.close();
      expect(await server.stop() === 0, 'it ends well');
    }
    expect(await cluster.sql(`SELECT count(*) FROM pg_class WHERE relowner = 'clerk'::regrole`) === '0', 'the clerk owns something');
    for (const refused of ['UPDATE audit SET actor_name = actor_name', 'DELETE FROM audit', 'TRUNCATE audit', 'DELETE FROM migrations',
      'CREATE TABLE mine (id TEXT)', 'ALTER TABLE clients ADD COLUMN mine TEXT', 'DROP TABLE measures']) {
      const said = await cluster.sql(`SET ROLE clerk; ${refused}`).then(() => 'done', error => String(error.stderr));
      expect(/permission denied|must be owner/.test(said), `${refused}: ${said}`);
    }
  } finally {
    await cluster.remove();
  }
}, { on });
