import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { command, number, put_key } from './store.mjs';

// A key, a folder and settings outside the data folder; gone with the test.
async function with_settings(run, { sealed = true } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-safe-'));
  const safe = { folder, key: path.join(folder, 'backup.key'), backups: path.join(folder, 'backups'), settings: path.join(folder, 'lumbar.toml') };
  writeFileSync(safe.key, randomBytes(32), { mode: 0o600 });
  writeFileSync(safe.settings, `[backup]\n${sealed ? `key_file = "${safe.key}"\n` : ''}folder = "${safe.backups}"\nkeep = 2\n`);
  try {
    await run(safe);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const made = safe => { try { return readdirSync(safe.backups).filter(f => f.endsWith('.backup')).sort(); } catch { return []; } };
const leftovers = server => readdirSync(server.data).filter(f => f.includes('.plain') || f.includes('.part'));

const one_made = async safe => {
  for (let waited = 0; made(safe).length !== 1; waited += 50) {
    expect(waited < 20_000, `no backup was made: ${made(safe)}`);
    await pause(50);
  }
};

test('an encrypted backup shows nothing of a clinic, verifies and comes back whole', async ({ start, make, back_end }) => {
  await with_settings(async safe => {
    const server = await start('--demo');
    const said = await command(server, 'backup', '--config', safe.settings);
    expect(said.code === 0 && said.text.includes('encrypted'), `the backup: ${said.text}`);
    const file = path.join(safe.backups, made(safe)[0]);
    expect((statSync(file).mode & 0o077) === 0, 'only its owner can read it');
    const bytes = readFileSync(file);
    for (const word of ['SQLite format', 'PGDMP', 'appointments', 'root'])
      expect(!bytes.includes(word), `"${word}" can be read in it`);
    const looked = await command(server, 'restore', '--verify', file, '--config', safe.settings);
    expect(looked.code === 0 && /audit log up to entry [1-9]/.test(looked.text), `verified: ${looked.text}`);
    const visits = await number(server, 'SELECT count(*) FROM appointments');
    if (back_end === 'sqlite') expect(looked.text.includes(`${visits} visits`), looked.text);

    const fresh = make();
    writeFileSync(path.join(fresh.data, 'audit-head'), 'of another clinic');
    const restored = await command(fresh, 'restore', file, '--config', safe.settings);
    expect(restored.code === 0, `restored: ${restored.text}`);
    put_key(server, fresh);
    const sound = await command(fresh, 'check');
    expect(sound.code === 0, `what came back: ${sound.text}`);
    await fresh.start();
    expect(await number(fresh, 'SELECT count(*) FROM appointments') === visits, 'all visits are back');
    expect([...leftovers(server), ...leftovers(fresh)].length === 0, 'no plain copy is left');
  });
});

test('a wrong key, and a backup that was cut or altered, are told in one sentence, and nothing is half-restored', async ({ make, back_end }) => {
  await with_settings(async safe => {
    const server = make('--demo');
    const file = path.join(safe.folder, 'whole.backup');
    expect((await command(server, 'backup', file, '--config', safe.settings)).code === 0, 'backed up');
    const whole = readFileSync(file);
    const key = readFileSync(safe.key);
    const fresh = make();
    const refuses = async (what, ...words) => {
      for (const how of [['restore'], ['restore', '--verify']]) {
        const said = await command(fresh, ...how, file, '--config', safe.settings);
        expect(said.code === 1 && words.some(w => said.text.includes(w)), `${what}: ${said.code} ${said.text}`);
        expect(said.text.trim().split('\n').length === 1, `${what} is told in one line: ${said.text}`);
      }
      expect(leftovers(fresh).length === 0, `${what}: a plain copy is left`);
      if (back_end === 'sqlite') expect(!readdirSync(fresh.data).includes('lumbar.sqlite'), `${what}: half a clinic is there`);
      else expect(await number(fresh, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") === 0, `${what}: half a clinic is there`);
      writeFileSync(file, whole);
    };
    writeFileSync(safe.key, randomBytes(32));
    await refuses('another key', 'the key does not fit');
    writeFileSync(safe.key, key);
    for (const size of [0, 10, 30, 200, 70_000, whole.length - 1, whole.length - 20_000]) {
      truncateSync(file, size);
      await refuses(`cut to ${size}`, 'cut off', 'is no', 'not good', 'does not fit', 'did not succeed');
    }
    for (const at of [20, 50, 100, 100_000, whole.length - 1]) {
      const altered = Buffer.from(whole);
      altered[at] ^= 1;
      writeFileSync(file, altered);
      await refuses(`a bit at ${at}`, 'altered', 'does not fit');
    }
    appendFileSync(file, 'more');
    await refuses('something behind it', 'altered');
    chmodSync(safe.key, 0o644);
    await refuses('a key that others can read', 'can be read by others');
    chmodSync(safe.key, 0o600);
    rmSync(safe.key);
    await refuses('no key', 'is not there');
    writeFileSync(safe.key, key, { mode: 0o600 });
    expect((await command(fresh, 'restore', file, '--config', safe.settings)).code === 0, 'the whole file still comes back');
    writeFileSync(path.join(fresh.data, 'backup.key'), key, { mode: 0o600 });
    writeFileSync(safe.settings, `[backup]\nkey_file = "${path.join(fresh.data, 'backup.key')}"\n`);
    const beside = await command(fresh, 'backup', path.join(safe.folder, 'x'), '--config', safe.settings);
    expect(beside.code === 1 && beside.text.includes('may not lie in the data folder'), beside.text);
  });
});

test('a backup that fails, or cannot be read back, is told to every admin', async ({ make }) => {
  await with_settings(async safe => {
    const server = make('--demo', '--config', safe.settings);
    const warned = async () => {
      const owner = await new Api(server.base).sign_in('owner');
      const { warnings = [] } = expect_answer(await owner.get('/ui?surface=staff'), 200);
      const desk = await new Api(server.base).sign_in('desk');
      expect(!expect_answer(await desk.get('/ui?surface=staff'), 200).warnings, 'the desk is not told');
      owner.close();
      desk.close();
      return warnings.map(w => w.words);
    };
    const until = async (fits, what) => {
      for (let waited = 0, now = await warned(); !fits(now); waited += 200, now = await warned()) {
        expect(waited < 20_000, `${what}: ${now}`);
        await pause(200);
      }
    };
    // A file stands where the folder should.
    writeFileSync(safe.backups, 'in the way');
    await server.start();
    await until(words => words.length === 1 && words[0].includes('backup failed'), 'no folder');
    await server.stop();
    rmSync(safe.backups);
    await server.start();
    await one_made(safe);
    await until(words => words.length === 0, 'a good backup');
    await server.stop();
    const newest = path.join(safe.backups, made(safe)[0]);
    truncateSync(newest, Math.floor(statSync(newest).size / 2));
    await server.start();
    await until(words => words.length === 1 && words[0].includes('cannot be read back'), 'half a backup');
    await server.stop();
  });
});

test('a backup that is not encrypted is looked into as well', async ({ make }) => {
  await with_settings(async safe => {
    const server = make('--demo', '--config', safe.settings);
    await server.start();
    await one_made(safe);
    await server.stop();
    const sound = await command(server, 'check', '--config', safe.settings);
    expect(sound.code === 0 && /backups: .*is whole/.test(sound.text), `not encrypted, and looked into: ${sound.text}`);
    const newest = path.join(safe.backups, made(safe)[0]);
    truncateSync(newest, Math.floor(statSync(newest).size / 2));
    const found = await command(server, 'check', '--config', safe.settings);
    expect(found.code === 1 && found.text.includes('FOUND  backups'), `half of it: ${found.text}`);
  }, { sealed: false });
});

test('a served clinic is backed up once a day, and the oldest backups go', async ({ make }) => {
  await with_settings(async safe => {
    const server = make('--demo', '--config', safe.settings);
    const until = async (count, what) => {
      for (let waited = 0; made(safe).length !== count; waited += 50) {
        expect(waited < 20_000, `${what}: ${made(safe)}`);
        await pause(50);
      }
    };
    await server.start();
    await until(1, 'the first backup comes by itself');
    await server.stop();
    const age = () => { for (const f of made(safe)) utimesSync(path.join(safe.backups, f), Date.now() / 1000 - 90_000, Date.now() / 1000 - 90_000); };
    const first = made(safe)[0];
    await server.start();
    await pause(2000);
    expect(made(safe).length === 1, 'no second one on the same day');
    await server.stop();
    age();
    await server.start();
    await until(2, 'a backup on the second day');
    await server.stop();
    writeFileSync(path.join(safe.backups, 'a note of the owner.txt'), 'stays');
    expect((await command(server, 'backup', '--config', safe.settings)).code === 0, 'one more by hand');
    expect(made(safe).length === 2 && !made(safe).includes(first), `two are kept, the oldest is gone: ${made(safe)}`);
    expect(readdirSync(safe.backups).includes('a note of the owner.txt'), 'what is no backup stays');
    const looked = await command(server, 'restore', '--verify', path.join(safe.backups, made(safe)[0]), '--config', safe.settings);
    expect(looked.code === 0, `one made by itself is good: ${looked.text}`);
    // As after a clock that was set back by days: those there are of the future, and one of today is still made and kept.
    for (const [i, f] of made(safe).entries()) {
      const later = path.join(safe.backups, `lumbar-2999-01-0${i + 1}.backup`);
      renameSync(path.join(safe.backups, f), later);
      utimesSync(later, Date.now() / 1000 + 259_200, Date.now() / 1000 + 259_200);
    }
    await server.start();
    const todays = () => made(safe).filter(f => !f.startsWith('lumbar-2999'));
    for (let waited = 0; todays().length !== 1 || made(safe).length !== 2; waited += 50) {
      expect(waited < 20_000, `a backup after the clock was set back: ${made(safe)}`);
      await pause(50);
    }
  });
});

test('lumbar check tells of a newest backup that is missing, damaged or old', async ({ make }) => {
  await with_settings(async safe => {
    const server = make('--demo');
    const line = async (code, ...words) => {
      const said = await command(server, 'check', '--config', safe.settings);
      const found = said.text.split('\n').filter(l => /^(ok|FOUND) +backups:/.test(l));
      expect(said.code === code && words.every(w => found.some(l => l.includes(w))), `${words}: ${said.code} ${said.text}`);
      expect(leftovers(server).length === 0, `a plain copy is left: ${leftovers(server)}`);
    };
    await line(1, 'FOUND', 'there is none');
    for (const time of [1, 2])
      expect((await command(server, 'backup', '--config', safe.settings)).code === 0, `backup ${time}`);
    const [older, newest] = made(safe).map(f => path.join(safe.backups, f));
    const hours_old = (file, hours) => utimesSync(file, Date.now() / 1000 - hours * 3600, Date.now() / 1000 - hours * 3600);
    hours_old(older, 72);
    await line(0, 'ok', path.basename(newest), 'is whole');
    const whole = readFileSync(newest);
    const altered = Buffer.from(whole);
    altered[whole.length - 1] ^= 1;
    writeFileSync(newest, altered);
    await line(1, 'FOUND', 'altered');
    writeFileSync(newest, whole);
    hours_old(newest, 49);
    await line(1, 'FOUND', path.basename(newest), 'older than 48 hours');
    hours_old(newest, 47);
    await line(0, 'ok', 'is whole');
  });
});
