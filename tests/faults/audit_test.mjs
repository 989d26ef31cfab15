import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { change, command, number, rows } from './store.mjs';
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const new_client = { given_name: 'Hanna', family_name: 'Berg', preferred_name: '', pronouns: '', birth_date: '1981-05-04', phone: '',
  email: '', address: '', emergency_contact: '', note: '' };
const head_of = server => path.join(server.data, 'audit-head');

async function register(server, count) {
  const desk = await new Api(server.base).sign_in('desk');
  for (let i = 0; i < count; i++) expect_answer(await desk.post('/clients', new_client), 201);
  desk.close();
}

// A server with a log whose head is on the disk, stopped.
async function stopped_clinic(start) {
  const server = await start('--demo');
  await register(server, 3);
  await server.stop();
  const newest = await number(server, 'SELECT MAX(seq) FROM audit');
  expect(Number(readFileSync(head_of(server), 'utf8').split(' ')[0]) === newest, 'the head file holds the newest entry after a stop');
  return { server, newest };
}

async function expect_finding(server, words, ...more) {
  const said = await command(server, 'audit', 'verify', ...more);
  expect(said.code === 1 && words.every(w => said.text.includes(w)), `expected "${words.join('" and "')}", was told ${said.code}: ${said.text}`);
}

async function expect_intact(server, ...more) {
  const said = await command(server, 'audit', 'verify', ...more);
  expect(said.code === 0, `expected an intact log: ${said.text}`);
  return said.text;
}

const tamperings = {
  'an edited entry': { sql: n => `UPDATE audit SET actor_name = 'Somebody' WHERE seq = ${n}`, words: n => [`Entry ${n} `, 'changed'] },
  'a deleted entry': { sql: n => `DELETE FROM audit WHERE seq = ${n}`, words: n => [`Entry ${n} has been removed`] },
  'an inserted entry': {
    sql: n => `UPDATE audit SET seq = -seq WHERE seq >= ${n}; UPDATE audit SET seq = 1 - seq WHERE seq < 0;
      INSERT INTO audit SELECT 'ffffffff-0000-7000-8000-000000000000', ${n}, chain, at, actor_kind, actor, actor_name, session, address,
        action, client, object, outcome, fields, reason, request FROM audit WHERE seq = ${n - 1}`,
    words: n => [`entry ${n} `] },
  'entries in another order': {
    sql: n => `UPDATE audit SET seq = -1 WHERE seq = ${n}; UPDATE audit SET seq = ${n} WHERE seq = ${n + 2};
      UPDATE audit SET seq = ${n + 2} WHERE seq = -1`,
    words: n => ['another order', `entry ${n} stands as number ${n + 2}`] },
};

test('audit verify names the first entry that was edited, deleted, put in or moved', async ({ start }) => {
  const { server, newest } = await stopped_clinic(start);
  await change(server, 'CREATE TABLE audit_kept AS SELECT * FROM audit');
  const at = newest - 4;
  for (const [what, { sql, words }] of Object.entries(tamperings)) {
    await expect_intact(server);
    await change(server, sql(at));
    const said = await command(server, 'audit', 'verify');
    expect(said.code === 1 && words(at).every(w => said.text.toLowerCase().includes(w.toLowerCase())), `${what} ${at}: ${said.text}`);
    await change(server, 'DELETE FROM audit; INSERT INTO audit SELECT * FROM audit_kept');
  }
});

test('a tail that was cut with the database\'s own mark is missed by the head beside it, and the head is never replaced', async ({ start }) => {
  const { server, newest } = await stopped_clinic(start);
  // Somebody who kept the older mark puts it back with the older end.
  const before = (await rows(server, `SELECT value FROM secrets WHERE name = 'audit_end'`))[0].value;
  await server.start();
  await register(server, 3);
  await server.stop();
  const cut = await number(server, 'SELECT MAX(seq) FROM audit');
  expect(cut > newest, 'the log grew');
  const kept = path.join(server.data, 'kept-head');
  copyFileSync(head_of(server), kept);
  await change(server, `DELETE FROM audit WHERE seq > ${newest}; UPDATE secrets SET value = '${before}' WHERE name = 'audit_end'`);
  await expect_finding(server, [`Entry ${newest + 1} and all after it have been cut off`, `entry ${cut}`, 'older backup']);

  // The server goes on and writes past that number: the file stays what it was, and what was replaced is told.
  await server.start();
  await register(server, cut - newest + 3);
  await pause(1500);
  expect(readFileSync(head_of(server), 'utf8') === readFileSync(kept, 'utf8'), 'the head file was replaced by a log that does not go through it');
  await expect_finding(server, [`Entries up to number ${cut} have been cut off and others written in their place`]);
  await server.stop();

  // A head that was kept elsewhere tells the same when the one beside the data is gone.
  renameSync(head_of(server), path.join(server.data, 'moved-away'));
  expect((await expect_intact(server)).includes('no head file'), 'without the file the sentence says so');
  await expect_finding(server, ['in their place'], '--head', kept);
});

test('a head file that is older than the log after a kill agrees, and a damaged one is named', async ({ start }) => {
  const { server } = await stopped_clinic(start);
  const old = readFileSync(head_of(server), 'utf8');
  await server.start();
  await register(server, 2);
  while (await number(server, 'SELECT COUNT(*) FROM audit WHERE seq IS NULL')) await pause(50);
  await server.kill();
  writeFileSync(head_of(server), old);
  const said = await expect_intact(server);
  expect(/entries old and agrees/.test(said), `an older file is said to be older: ${said}`);
  await server.start();
  for (let waited = 0; readFileSync(head_of(server), 'utf8') === old; waited += 50) {
    expect(waited < 10_000, 'the head file is brought up to date');
    await pause(50);
  }
  const exported = path.join(server.data, 'elsewhere');
  expect((await command(server, 'audit', 'head', exported)).code === 0 && existsSync(exported), 'the head is exported while serving');
  await expect_intact(server, '--head', exported);
  await server.stop();
  const [seq, ...rest] = readFileSync(head_of(server), 'utf8').split(' ');
  writeFileSync(head_of(server), [Number(seq) - 1, ...rest].join(' '));
  await expect_finding(server, ['audit-head', 'damaged']);
});
