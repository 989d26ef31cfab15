// kill -9 while a plugin, or its new version, migrates and starts, in a server that serves and in one that starts.
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { Growing, line_of_grows } from '../kit/growing.mjs';
import { pause } from '../kit/server.mjs';
import { number, rows } from './store.mjs';

const steps = { 1: 1, 2: 4 };   // migrations of each version
const marks = 400_000;
// Takes its time, so that a kill finds it at work.
const slow = { '0004_many_marks.sql': `INSERT INTO grows_marks (mark, name)
  WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${marks}) SELECT i, 'one of many' FROM n;\n` };

// PostgreSQL goes on with what it was doing for a server that is gone; a COMMIT may be among that.
async function until_quiet(server, back_end) {
  const others = `SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  while (back_end === 'postgresql' && await number(server, others) > 0) await pause(20);
}

// All of version 1 or all of version 2; which.
async function expect_whole(server, back_end, words) {
  await until_quiet(server, back_end);
  const version = (await rows(server, "SELECT version FROM plugins WHERE id = 'grows'"))[0].version[0];
  expect(await number(server, "SELECT count(*) FROM migrations WHERE owner = 'grows'") === steps[version], `half of version ${version} is in the journal`);
  const there = await number(server, back_end === 'sqlite' ? "SELECT count(*) FROM sqlite_master WHERE name = 'grows_marks'"
    : "SELECT count(*) FROM pg_tables WHERE tablename = 'grows_marks'");
  expect(there === (version === '2' ? 1 : 0), `the tables are not those of version ${version}`);
  const started = await number(server, "SELECT count(*) FROM grows_words WHERE word LIKE 'started 2%'");
  expect(started === there, `version ${version} has started ${started} times`);
  expect(await number(server, "SELECT count(*) FROM grows_words WHERE word = 'kept'") === words, 'what was acknowledged is there');
  return version;
}

test('a server that is killed while a plugin is upgraded has all of the old version or all of the new, and goes on', async ({ make, back_end, binary, random }) => {
  const met = [];
  for (let round = 0; round < 2; round++) {
    const growing = new Growing(binary);
    try {
      const server = make('--demo', ...growing.options);
      growing.add(server, 1);
      await server.start();
      const owner = await new Api(server.base).sign_in('owner');
      expect_answer(await owner.post('/plugins/look'), 200);
      expect_answer(await owner.post('/plugins/grows/enable'), 200);
      for (let word = 0; word < 3; word++) expect_answer(await owner.post('/grows/words', { word: 'kept' }), 200);
      growing.add(server, 2, slow);
      expect_answer(await owner.post('/plugins/look'), 200);
      const asked = owner.post('/plugins/grows/upgrade').catch(() => null);
      await pause(random() * 400);
      await server.kill();
      await asked;
      met.push(await expect_whole(server, back_end, 3));
      server.spawn();
      await pause(random() * 1000);
      await server.kill();
      met.push(await expect_whole(server, back_end, 3));
      await server.start();
      const again = await new Api(server.base).sign_in('owner');
      const line = await line_of_grows(again);
      expect(line.state === 'enabled' && line.version === '2.0.0', `it is ${line.state}: ${line.reason}`);
      expect(expect_answer(await again.get('/grows/words'), 200).version === 2, 'version 2 answers');
      await server.stop();
      expect(await expect_whole(server, back_end, 3) === '2', 'the upgrade is through');
      expect(await number(server, 'SELECT count(*) FROM grows_marks') === marks + 1, 'with all its rows');
    } finally {
      growing.remove();
    }
  }
  console.log(`      kills left version ${met.join(', ')}`);
});

test('a server that is killed while a plugin is switched on has none of it or all, and goes on at the next start', async ({ make, back_end, binary, random }) => {
  const growing = new Growing(binary);
  const met = [];
  try {
    const server = make('--demo', ...growing.options);
    growing.add(server, 1, { '0002_many_words.sql': `INSERT INTO grows_words (id, word)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${marks}) SELECT CAST(i AS TEXT), 'one of many' FROM n;\n` });
    await server.start();
    const owner = await new Api(server.base).sign_in('owner');
    expect_answer(await owner.post('/plugins/look'), 200);
    const asked = owner.post('/plugins/grows/enable').catch(() => null);
    while ((await rows(server, "SELECT state FROM plugins WHERE id = 'grows'")).length === 0) await pause(5);
    await pause(random() * 400);
    await server.kill();
    await asked;
    for (let round = 0; round < 3; round++) {
      await until_quiet(server, back_end);
      const steps_done = await number(server, "SELECT count(*) FROM migrations WHERE owner = 'grows'");
      const state = (await rows(server, "SELECT state FROM plugins WHERE id = 'grows'"))[0].state;
      expect(steps_done === (state === 'enabled' ? 2 : 0), `it is ${state}, and ${steps_done} of its 2 migrations are in the journal`);
      met.push(state);
      server.spawn();
      await pause(random() * 1000);
      await server.kill();
    }
    await server.start();
    const again = await new Api(server.base).sign_in('owner');
    const line = await line_of_grows(again);
    expect(line.state === 'enabled', `it is ${line.state}: ${line.reason}`);
    expect(expect_answer(await again.get('/grows/words'), 200).words === marks + 1, 'it has all its rows, and has started once');
    await server.stop();
  } finally {
    growing.remove();
  }
  console.log(`      kills left it ${met.join(', ')}`);
});
