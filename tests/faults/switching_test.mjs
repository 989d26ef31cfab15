// A plugin that is switched off and on again and again while the clinic works: nobody else is refused anything, and it costs nothing.
import { cpSync, mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { pause } from '../kit/server.mjs';
import { command, number } from './store.mjs';

const switched = 'good_neighbour';
const person = { given_name: 'Ann', family_name: '', preferred_name: '', pronouns: '', phone: '', email: '', address: '',
  emergency_contact: '', note: '' };
const connections = 16, a_second = 200, warm_up = 20, times = 200;

// A clinic with the server's plugins and one that does nothing wrong.
async function clinic(make, build) {
  const server = make('--demo');
  const plugins = path.join(server.data, 'plugins');
  mkdirSync(plugins);
  cpSync(path.resolve(build, 'plugins'), plugins, { recursive: true });
  cpSync(path.resolve(build, 'bad_plugins', switched), path.join(plugins, switched), { recursive: true });
  const config = path.join(server.data, 'lumbar.toml');
  writeFileSync(config, `[plugins]\nfolder = "${plugins}"\n`);
  server.options.push('--config', config);
  const trusted = await command(server, 'plugin', 'trust', switched, '--config', config);
  expect(trusted.code === 0, `the plugin is trusted: ${trusted.text}`);
  return server.start();
}

// The address sanitizer keeps what was freed, and where each block came from: memory says nothing of the server then.
const sanitized = (process.env.LUMBAR_SANITIZE ?? '').includes('address');

const anonymous_kib = server => Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${server.serving_pid}/status`, 'latin1'))[1]);

// What the server's process has open, by kind: connections, files of the database, and the rest by name.
function open_files(server) {
  const folder = `/proc/${server.serving_pid}/fd`;
  const found = { sockets: 0, data: 0, others: [] };
  for (const one of readdirSync(folder)) {
    let to;
    try { to = readlinkSync(path.join(folder, one)); } catch { continue; }  // closed meanwhile
    if (to.startsWith('socket:')) found.sockets++;
    else if (/lumbar\.sqlite/.test(to)) found.data++;
    else found.others.push(to.replace(/:\[.*/, ''));
  }
  found.others.sort();
  return found;
}

// Asks so many times a second, whatever has been answered by then; `stop` waits for the last answer.
function ask_steadily(kinds) {
  const counted = { sent: 0, strange: [], by_kind: kinds.map(() => ({})) };
  const open = new Set();
  const began = performance.now();
  const send = () => {
    for (const due = (performance.now() - began) / 1000 * a_second; counted.sent < due; counted.sent++) {
      const kind = counted.sent % kinds.length;
      const one = kinds[kind].ask().then(answer => {
        const word = answer.code ? `${answer.status} ${answer.code}` : String(answer.status);
        counted.by_kind[kind][word] = (counted.by_kind[kind][word] ?? 0) + 1;
        if (!kinds[kind].good.includes(word)) counted.strange.push(`${kinds[kind].name}: ${word} ${answer.text.slice(0, 200)}`);
      }, error => counted.strange.push(`${kinds[kind].name}: ${error}`)).finally(() => open.delete(one));
      open.add(one);
    }
  };
  const timer = setInterval(send, 10);
  counted.stop = async () => {
    clearInterval(timer);
    counted.seconds = (performance.now() - began) / 1000;
    await Promise.all(open);
    return counted;
  };
  return counted;
}

test('a plugin is switched off and on 200 times under 200 requests a second: nobody else notices, and nothing is left behind', async ({ make, build }) => {
  const server = await clinic(make, build);
  const owner = await new Api(server.base, { connections: 1 }).sign_in('owner');
  const desk = await new Api(server.base, { connections }).sign_in('owner');
  expect_answer(await owner.post(`/plugins/${switched}/enable`), 200);
  const [client] = expect_answer(await desk.get('/clients?limit=1'), 200);
  const read = (name, path) => ({ name, ask: () => desk.get(path), good: ['200'] });
  const load = [
    { ...read('the switched plugin', `/${switched}/words`), good: ['200', '404 plugin_off'] },
    read('another plugin', `/intake/clients/${client.id}/responses`),
    read('core', `/clients/${client.id}`),
    { ...read('the switched plugin again', `/${switched}/words`), good: ['200', '404 plugin_off'] },
    read('the board', '/board'),
    { name: 'a write', ask: () => desk.post('/clients', person), good: ['201'] },
  ];
  const switch_often = async count => {
    for (let i = 0; i < count; i++) {
      expect_answer(await owner.post(`/plugins/${switched}/disable`), 200);
      await pause(15);
      expect_answer(await owner.post(`/plugins/${switched}/enable`), 200);
      await pause(15);
    }
  };
  const under_load = async count => {
    const asking = ask_steadily(load);
    await switch_often(count);
    return asking.stop();
  };
  await under_load(warm_up);
  const before = { files: open_files(server), kib: anonymous_kib(server) };
  const counted = await under_load(times);
  expect(counted.strange.length === 0, `answered otherwise: ${counted.strange.slice(0, 5).join('; ')}`);
  expect(counted.by_kind[0]['200'] > 0 && counted.by_kind[0]['404 plugin_off'] > 0, `it was seen on and off: ${JSON.stringify(counted.by_kind)}`);
  // Freed memory is given back a little later. Connections to the database are made when they are first needed: at most four
  // that read and four that write, of at most three files each.
  let files, grown;
  const left_behind = () => {
    files = open_files(server);
    grown = anonymous_kib(server) - before.kib;
    if (!sanitized && grown >= 5 * 1024) return `memory has grown by ${grown} KiB`;
    if (files.others.join() !== before.files.others.join()) return `open files were ${before.files.others}, are ${files.others}`;
    if (files.sockets > before.files.sockets + 8 + connections) return `${before.files.sockets} sockets were open, ${files.sockets} are`;
    return files.data > before.files.data + 24 ? `${before.files.data} of the database's files were open, ${files.data} are` : '';
  };
  for (let waited = 0; left_behind() && waited < 30_000; waited += 100) await pause(100);
  expect(left_behind() === '', left_behind());
  expect(await number(server, `SELECT COUNT(*) FROM ${switched}_words WHERE word = 'switched on'`) === 1 + warm_up + times, 'it was on each time');
  console.log(`      off and on ${times} times in ${counted.seconds.toFixed(1)} s, ${counted.sent} requests, memory ${(grown / 1024).toFixed(1)} MiB`);
  owner.close();
  desk.close();
});
