import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { Ledger } from './ledger.mjs';
import { command, rows } from './store.mjs';

const crasher = 'ends_the_server';
const new_client = { given_name: 'Hanna', preferred_name: '', pronouns: '', birth_date: '1981-05-04', phone: '', email: '',
  address: '', emergency_contact: '', note: '' };

// A clinic whose plugins are those of the server and one that ends it. `config` is the settings file.
async function clinic_with_crasher(make, build) {
  const server = make('--demo');
  const plugins = path.join(server.data, 'plugins');
  mkdirSync(plugins);
  cpSync(path.resolve(build, 'plugins'), plugins, { recursive: true });
  cpSync(path.resolve(build, 'bad_plugins', crasher), path.join(plugins, crasher), { recursive: true });
  const config = path.join(server.data, 'lumbar.toml');
  writeFileSync(config, `[plugins]\nfolder = "${plugins}"\n`);
  server.options.push('--config', config);
  const trusted = await command(server, 'plugin', 'trust', crasher, '--config', config);
  expect(trusted.code === 0, `the plugin is trusted: ${trusted.text}`);
  await server.start();
  const owner = await new Api(server.base).sign_in('owner');
  expect_answer(await owner.post(`/plugins/${crasher}/enable`), 200);
  return { server, owner };
}

const gone = error => ['ECONNRESET', 'EPIPE'].includes(error.code) || /socket hang up/.test(error.message);
// Asks for what ends the server.
async function ask_for_the_end(api, method, route) {
  const asked = await api.call(method, `/${crasher}/${route}`).catch(error => error);
  expect(asked instanceof Error && gone(asked), `${route} was answered ${asked.status ?? asked}`);
}

// How long until it is served again, in ms. A connection that the dying server still took may be cut; none is refused.
async function served_again(server) {
  const began = performance.now();
  const visitor = new Api(server.base, { connections: 1 });
  let answer;
  while (!answer) {
    answer = await visitor.get('/readyz').catch(error => {
      if (!gone(error)) throw error;
    });
  }
  expect_answer(answer, 200);
  visitor.close();
  return performance.now() - began;
}

const logged = (server, words) => server.output.split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line))
  .filter(line => line.message === words);
// The first `count` lines with these words; what a server has said is read beside what it answers, and may come later.
async function told(server, words, count) {
  for (let waited = 0; logged(server, words).length < count; waited += 20) {
    expect(waited < 30_000, `"${words}" is not told ${count} times: ${server.output}`);
    await pause(20);
  }
  return logged(server, words);
}
const blame = 'a plugin was at work when the server went down';
const blamed = server => logged(server, blame);

async function register(api, family_name) {
  return expect_answer(await api.post('/clients', { ...new_client, family_name }), 201).id;
}

// The same session on connections of its own: those to a server that has gone are not asked again.
function afresh(api) {
  const other = new Api(api.base);
  Object.assign(other, { cookie: api.cookie, csrf: api.csrf });
  return other;
}

async function line_of(api) {
  return expect_answer(await api.get('/plugins'), 200).find(plugin => plugin.id === crasher);
}

// Four desks that register without pause until their connections break; the ids that they were told.
function register_meanwhile(desk, family_name) {
  const told = [];
  const one = async () => {
    const api = afresh(desk);
    for (;;) {
      const answer = await api.post('/clients', { ...new_client, family_name }).catch(error => {
        if (!gone(error)) throw error;
      });
      if (!answer) return api.close();
      told.push(expect_answer(answer, 201).id);
    }
  };
  const all = Promise.all(Array.from({ length: 4 }, one));
  return { told, until_the_end: () => all };
}

test('a plugin that crashes the server three times is quarantined; each time it is served again with all that was acknowledged', async ({ make, build, random }) => {
  const { server, owner } = await clinic_with_crasher(make, build);
  const desk = await new Api(server.base).sign_in('desk');
  const known = [];
  const ends = [['GET', 'null'], ['POST', 'stack'], ['GET', 'null']];
  const waits = [];
  for (const [at, [method, route]] of ends.entries()) {
    const meanwhile = register_meanwhile(desk, `before ${route}`);
    while (meanwhile.told.length < 20) await pause(5);
    await ask_for_the_end(afresh(owner), method, route);
    waits.push(await served_again(server));
    await meanwhile.until_the_end();
    known.push(...meanwhile.told);
    for (const id of known) expect_answer(await afresh(desk).get(`/clients/${id}`), 200);
    const said = (await told(server, blame, at + 1)).at(-1);
    expect(blamed(server).length === at + 1 && said.strike === at + 1, `strike ${at + 1} is counted: ${server.output}`);
    expect(said.plugin === crasher && said.route === `/api/v1/${crasher}/${route}`, `the log names ${said.plugin} and ${said.route}`);
    const crash = logged(server, 'the server crashed').at(-1);
    expect(crash.signal === 11, `the log names signal ${crash.signal}`);
    expect((await line_of(afresh(owner))).state === (at < 2 ? 'enabled' : 'quarantined'), `after strike ${at + 1}`);
    if (at < 2) {  // a supervisor that is started anew goes on counting
      await server.kill();
      await server.start();
    }
  }
  console.log(`      served again after ${waits.map(Math.round).join(', ')} ms, ${known.length} acknowledged registrations are there`);
  await check_not_screened(server, random);
  await check_quarantine(server, afresh(owner), afresh(desk));
});

// It would have screened: while it is off, what is shown and what is stored say that this is missing, whoever else has checked.
async function check_not_screened(server, random) {
  const missing = 'Ends the server was switched off because of a fault';
  const ledger = new Ledger(server, random);
  await ledger.prepare();
  const board = expect_answer(await ledger.desk.get('/board'), 200);
  expect(board.visits.length > 0, 'there are visits today');
  for (const visit of board.visits) expect(visit.screened === false && visit.screening_reason === missing, `the card: ${JSON.stringify(visit)}`);
  const [visit] = ledger.bookings;
  expect_answer(await ledger.desk.post(`/appointments/${visit.id}/check-in`), 200);
  expect_answer(await afresh(ledger.amara).post(`/appointments/${visit.id}/start`, { override_reason: 'Seen without the check' }), 200);
  const stored = await rows(server, `SELECT screening FROM appointments WHERE id = '${visit.id}'
    UNION ALL SELECT screening FROM notes_notes WHERE appointment IN ('${ledger.bookings.map(b => b.id).join("', '")}')`);
  expect(stored.length === 4 && stored.every(row => row.screening === `not screened: ${missing}`), `stored: ${JSON.stringify(stored)}`);
  ledger.close();
}

async function check_quarantine(server, owner, desk) {
  expect((await line_of(owner)).reason.includes(`/api/v1/${crasher}/null`), 'the reason names the route');
  expect_answer(await owner.get(`/${crasher}/null`), 404);
  const warnings = async api => expect_answer(await api.get('/ui?surface=staff'), 200).warnings ?? [];
  expect((await warnings(owner)).some(w => w.words.includes('Ends the server') && w.page === '/admin/plugins'), 'admins are warned');
  expect((await warnings(desk)).length === 0, 'the desk is not');
  // Still off after a restart, and on again when an admin says so.
  await server.kill();
  await server.start();
  const later = afresh(owner);
  expect((await line_of(later)).state === 'quarantined', 'a quarantine outlives the server');
  expect_answer(await later.post(`/plugins/${crasher}/enable`), 200);
  expect((await line_of(later)).state === 'enabled' && (await warnings(later)).length === 0, 'switching it on ends the quarantine');
  // An exit that nobody asked for counts as a crash does.
  await ask_for_the_end(later, 'GET', 'exit');
  await served_again(server);
  await told(server, 'the server ended without being told to', 1);
  expect(logged(server, 'the server ended without being told to').at(-1).exit_code === 3, 'the log names the exit code');
}

async function ends_a_hang(make, build, route) {
  const { server, owner } = await clinic_with_crasher(make, build);
  const desk = await new Api(server.base).sign_in('desk');
  const id = await register(desk, 'before the hang');
  const began = performance.now();
  await ask_for_the_end(afresh(owner), 'POST', route);
  const waited = await served_again(server);
  expect_answer(await afresh(desk).get(`/clients/${id}`), 200);
  await told(server, 'the server hung and was ended', 1);
  const [said] = await told(server, blame, 1);
  expect(said.route === `/api/v1/${crasher}/${route}`, `the log names ${said.route}`);
  console.log(`      hung for ${((performance.now() - began) / 1000).toFixed(1)} s, then served again after ${Math.round(waited)} ms`);
}

test('a handler that never returns is ended, and what was acknowledged before is there', ({ make, build }) => ends_a_hang(make, build, 'spin'));

test('a handler that waits without end while it holds the writer is ended', ({ make, build }) => ends_a_hang(make, build, 'sleep'),
  { on: ['sqlite'] });

// Short reads run on the threads of the connections, also what plugins answer within them.
test('a plugin that holds up a thread of the connections is the one that is blamed', async ({ make, build }) => {
  const { server, owner } = await clinic_with_crasher(make, build);
  const desk = await new Api(server.base, { connections: 1 }).sign_in('desk');
  const [visit] = await rows(server, 'SELECT id FROM appointments ORDER BY id LIMIT 1');
  for (let i = 0; i < 20; i++) expect_answer(await desk.get(`/appointments/${visit.id}`), 200);
  expect_answer(await owner.post(`/${crasher}/spin_later`), 200);
  const asked = await desk.get(`/appointments/${visit.id}`).catch(error => error);
  expect(asked instanceof Error && gone(asked), `it was answered ${asked.status ?? asked}`);
  await served_again(server);
  expect_answer(await afresh(desk).get(`/appointments/${visit.id}`), 200);
  await told(server, 'the server hung and was ended', 1);
  const [said] = await told(server, blame, 1);
  expect(said.plugin === crasher && said.route === 'screening', `the log names ${said.plugin} ${said.route}`);
});

test('a server that is killed or stopped from outside is served again, and nobody is blamed', async ({ make, build }) => {
  const { server, owner } = await clinic_with_crasher(make, build);
  const waits = [];
  for (let i = 0; i < 3; i++) {
    const before = server.kill_serving();
    waits.push(await served_again(server));
    expect(server.serving_pid !== before, 'another process serves');
  }
  process.kill(server.serving_pid, 'SIGSTOP');
  await served_again(server);
  await told(server, 'the server hung and was ended', 1);
  expect(blamed(server).length === 0 && (await line_of(afresh(owner))).state === 'enabled', 'nobody is blamed');
  expect(await server.stop() === 0, 'told to end, the supervisor ends with the server');
  console.log(`      served again after ${waits.map(Math.round).join(', ')} ms`);
});

test('a server dies with its supervisor, and a refused start is not repeated', async ({ make }) => {
  const server = await make('--demo').start();
  const serving = server.serving_pid;
  const memory = Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1]);
  expect(memory < 4096, `the supervisor keeps ${memory} kB`);
  const second = make('--demo');
  second.port = server.port;
  second.spawn();
  expect(await second.ended === 1 && second.output.includes('is taken by another program'), `a taken port is refused: ${second.output}`);
  await server.kill();
  expect(server.serving_pid === 0, `process ${serving} outlived its supervisor`);
  await server.start();
  expect(await server.stop() === 0, 'it ends well');
  writeFileSync(path.join(server.data, 'root.key'), 'no key');
  const refused = await server.start().then(() => '', error => String(error));
  expect(server.child.exitCode === 1 && refused.split('lumbar: ').length === 2, `refused once: ${refused}`);
});

test('a server in safe mode serves the desk without plugins, and says so', async ({ make, build }) => {
  const { server } = await clinic_with_crasher(make, build);
  await server.stop();
  server.options.push('--safe-mode');
  await server.start();
  const owner = await new Api(server.base).sign_in('owner');
  expect((await owner.get('/readyz')).json.reason.startsWith('Safe mode'), '/readyz says so');
  expect(expect_answer(await owner.get('/ui?surface=staff'), 200).warnings[0].words.includes('safe mode'), 'admins are warned');
  expect((await line_of(owner)).state === 'incompatible', 'no plugin is on');
  const visits = expect_answer(await owner.get('/board'), 200);
  expect(!JSON.stringify(visits).includes('"screened":true'), 'nobody counts as screened');
  await server.stop();
  server.options.pop();
  await server.start();
  expect((await line_of(await new Api(server.base).sign_in('owner'))).state === 'enabled', 'what was on is on again');
});
