// Promise: turning a plugin off and on changes nothing of what it has stored, byte by byte, also over a restart.
import { execFileSync } from 'node:child_process';
import { database_of, number } from '../faults/store.mjs';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';

// The table as it stands there, made anew from nothing.
function dump(server, table) {
  const url = database_of(server), most = { encoding: 'utf8', maxBuffer: 1 << 28 };
  if (url.startsWith('sqlite://'))
    return execFileSync('sqlite3', ['-cmd', '.timeout 5000', url.slice('sqlite://'.length), `.dump ${table}`], most);
  return execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', `COPY (SELECT * FROM ${table} ORDER BY id) TO STDOUT`, url], most);
}

const dump_all = (server, tables) => new Map(tables.map(table => [table, dump(server, table)]));

// Until every event has been heard by all who hear it.
async function quiet(server) {
  const unheard = `SELECT (SELECT count(*) FROM outbox WHERE seq IS NULL) + (SELECT count(*)
    FROM outbox_cursors c JOIN outbox o ON o.seq > c.seq AND c.subscriber LIKE '%/' || o.event) AS unheard`;
  for (let waited = 0; await number(server, unheard) > 0; waited += 100) {
    expect(waited < 60_000, 'some events are never heard');
    await pause(100);
  }
}

async function switched(server, way, ids) {
  const owner = await new Api(server.base).sign_in('owner');
  for (const id of ids) expect_answer(await owner.post(`/plugins/${id}/${way}`), 200);
  const all = expect_answer(await owner.get('/plugins'), 200);
  owner.close();
  return all;
}

test('disabled, restarted and enabled again, every plugin has its rows as they were', async ({ start }) => {
  const server = await start('--demo');
  const ids = ['contraindications', 'intake', 'notes'];
  const tables = (await switched(server, 'enable', ids)).filter(one => ids.includes(one.id)).flatMap(one => one.tables);
  expect(tables.length >= 7, `only ${tables}`);
  await quiet(server);
  const before = dump_all(server, tables);
  const full = tables.filter(table => before.get(table).split('\n').length > 10);
  expect(full.length >= 4, `hardly any rows: only in ${full}`);

  const same = when => {
    for (const [table, text] of dump_all(server, tables)) expect(text === before.get(table), `${table} is another ${when}`);
  };
  await switched(server, 'disable', ids);
  same('once its plugin is off');
  expect(await server.stop() === 0, 'it ends well');
  await server.start();
  same('after the restart');
  await switched(server, 'enable', ids);
  await quiet(server);
  same('once its plugin is on again');
});
