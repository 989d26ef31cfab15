// Lumbar as it is installed, used by somebody who has nothing else: a plugin is made, built out of the tree, tested, put on a
// server and switched on. Last line: "N passed, N failed".
//   node run.mjs BUILD [part of a test's name]        LUMBAR_TEST_POSTGRESQL names the PostgreSQL server
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { Server } from '../kit/server.mjs';

const [build, part = ''] = process.argv.slice(2);
const tree = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
const work = mkdtempSync(path.join(tmpdir(), 'lumbar-sdk-'));
const prefix = path.join(work, 'installed');
const lumbar = path.join(prefix, 'bin/lumbar');

// What the command printed; its exit code when it is not 0.
function run(command, args, options = {}) {
  try {
    return { code: 0, text: execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe', ...options }) };
  } catch (failed) {
    return { code: failed.status, text: `${failed.stdout}${failed.stderr}` };
  }
}

function done(command, args, options) {
  const ended = run(command, args, options);
  expect(ended.code === 0, `${command} ${args.join(' ')} ended with ${ended.code}:\n${ended.text.slice(-4000)}`);
  return ended.text;
}

function build_plugin(folder, ...settings) {
  const into = path.join(folder, 'build');
  done('cmake', ['-S', folder, '-B', into, '-G', 'Ninja', `-DCMAKE_PREFIX_PATH=${prefix}`, ...settings]);
  done('cmake', ['--build', into]);
  return into;
}

// A copy of the new plugin's package in a folder of its own, to spoil.
function copied_package() {
  const folder = path.join(mkdtempSync(path.join(work, 'package-')), 'hot_stones');
  cpSync(path.join(work, 'hot_stones/build/plugins/hot_stones'), folder, { recursive: true });
  return folder;
}

function expect_refused(folder, words) {
  const { code, text } = run(lumbar, ['plugin', 'check', folder]);
  expect(code === 1 && text.includes(words), `expected "${words}", exit code ${code}:\n${text}`);
}

const tests = [];
const test = (name, body) => tests.push({ name, body });

test('a new plugin builds against what is installed, is checked, and passes its tests on both databases', () => {
  done('cmake', ['--install', build, '--prefix', prefix]);
  const package_of_notes = readdirSync(path.join(prefix, 'lib/lumbar/plugins/notes')).sort().join(' ');
  expect(package_of_notes === 'manifest.json migrations plugin.so web', `installed of the notes: ${package_of_notes}`);
  done(lumbar, ['plugin', 'new', 'hot_stones', '--in', work]);
  const began = Date.now();
  const into = build_plugin(path.join(work, 'hot_stones'));
  const told = done('ctest', ['--test-dir', into, '--output-on-failure']);
  expect(told.includes('100% tests passed'), told);
  console.log(`      built and tested in ${((Date.now() - began) / 1000).toFixed(1)} s`);
});

test('what changes beside the code is in the next package, and is checked again', () => {
  const folder = path.join(work, 'changing');
  cpSync(path.join(work, 'hot_stones'), folder, { recursive: true, filter: from => !from.endsWith('/build') });
  const into = build_plugin(folder, '-DLUMBAR_TESTS=OFF');
  renameSync(path.join(folder, 'migrations/0001_entries.sql'), path.join(folder, 'migrations/0001_first.sql'));
  renameSync(path.join(folder, 'web/index.js'), path.join(folder, 'web/entries.js'));
  writeFileSync(path.join(folder, 'web/index.js'), "export { default } from './entries.js';\n");
  writeFileSync(path.join(folder, 'web/gone.js'), '');
  done('cmake', ['--build', into]);
  rmSync(path.join(folder, 'web/gone.js'));
  done('cmake', ['--build', into]);
  const has = sub => readdirSync(path.join(into, 'plugins/hot_stones', sub)).sort().join(' ');
  expect(has('migrations') === '0001_first.sql' && has('web') === 'entries.js index.js', `${has('migrations')}, ${has('web')}`);
  const manifest = readFileSync(path.join(folder, 'manifest.json'), 'utf8');
  writeFileSync(path.join(folder, 'manifest.json'), manifest.replace('"hot_stones_entries"', ''));
  const spoiled = run('cmake', ['--build', into]);
  expect(spoiled.code !== 0 && spoiled.text.includes('hot_stones_entries, which its manifest does not name'), spoiled.text);
});

test('the list of icons is that of the kit', async () => {
  const { names } = await import('../../core/web/build/icons.mjs');
  const screens = readFileSync(path.join(prefix, 'share/lumbar/sdk/SCREENS.md'), 'utf8');
  const listed = [...screens.slice(screens.indexOf('## Icons')).matchAll(/`([^`(]+)`/g)].map(([, name]) => name);
  expect(listed.join(' ') === names.join(' '), `listed are ${listed.join(' ')}`);
});

test('it is put on a server, switched on there, and shows up', async () => {
  const package_folder = path.join(work, 'hot_stones/build/plugins/hot_stones');
  const server = new Server(lumbar);
  try {
    expect(done(lumbar, ['plugin', 'add', package_folder, '--data', server.data]).includes('is trusted'), 'it is not trusted');
    await server.start();
    const owner = await new Api(server.base).sign_in('owner');
    expect_answer(await owner.get('/hot_stones/entries'), 404);
    expect_answer(await owner.post('/plugins/hot_stones/enable'), 200);
    const desk = await new Api(server.base).sign_in('desk');
    expect(expect_answer(await desk.post('/hot_stones/entries', { text: '54 °C' }), 201).text === '54 °C', 'the entry is another');
    expect(expect_answer(await desk.get('/hot_stones/entries'), 200).length === 1, 'the entry is not in the list');
    const { plugins } = expect_answer(await desk.get('/ui'), 200);
    const shown = plugins.find(one => one.id === 'hot_stones');
    expect(shown?.menu[0].href === '/hot_stones', `the menu has no entry: ${JSON.stringify(plugins.map(one => one.id))}`);
    const module = await fetch(server.base + shown.module);
    expect(module.ok && (await module.text()).includes('/hot_stones/entries'), 'its screens are not served');
    owner.close();
    desk.close();
  } finally {
    await server.stop();
    server.remove();
  }
  const again = run(lumbar, ['plugin', 'add', package_folder, '--data', server.data]);
  expect(again.code === 1 && again.text.includes('is there already'), again.text);
});

test('what a server would refuse is found before', () => {
  let folder = copied_package();
  expect(run(lumbar, ['plugin', 'check', folder]).code === 0, 'the unspoiled package is refused');
  const manifest = readFileSync(path.join(folder, 'manifest.json'), 'utf8');
  writeFileSync(path.join(folder, 'manifest.json'), manifest.replace('"hot_stones.use"', '"notes.use"'));
  expect_refused(folder, 'must begin with "hot_stones."');
  writeFileSync(path.join(folder, 'manifest.json'), manifest.replace('"hot_stones_entries"', ''));
  expect_refused(folder, 'hot_stones_entries, which its manifest does not name');
  folder = copied_package();
  appendFileSync(path.join(folder, 'migrations/0001_entries.sql'), 'CREATE TABEL hot_stones_more (id TEXT);\n');
  expect_refused(folder, 'hot_stones');
  folder = copied_package();
  rmSync(path.join(folder, 'web/index.js'));
  expect_refused(folder, 'there is no web/index.js');
  folder = copied_package();
  writeFileSync(path.join(folder, 'plugin.so'), 'no library');
  expect_refused(folder, 'lumbar_add_plugin()');
});

test('packed into one file it is the same package everywhere, and another byte is refused', () => {
  const folder = copied_package(), out = mkdtempSync(path.join(work, 'packed-'));
  const told = done(lumbar, ['plugin', 'pack', folder, '--to', out]);
  const file = path.join(out, readdirSync(out)[0]), digest = /SHA-256 of the package: ([0-9a-f]{64})/.exec(told)?.[1];
  expect(/hot_stones-\d+\.\d+\.\d+\.tar$/.test(file) && readdirSync(out).length === 1 && digest, `${readdirSync(out)}\n${told}`);
  const bytes = readFileSync(file);
  const elsewhere = copied_package();
  for (const name of ['manifest.json', 'plugin.so']) utimesSync(path.join(elsewhere, name), 1, 1);
  expect(done(lumbar, ['plugin', 'pack', elsewhere, '--to', out]).includes(digest), 'another digest for the same package');
  expect(bytes.equals(readFileSync(file)), 'the same package gives other bytes');
  const names = done('tar', ['-tf', file]).trim().split('\n');
  expect(names.length > 4 && names.every(name => name.startsWith('hot_stones/')), `${names}`);

  const own = path.join(work, 'own-plugins'), data = path.join(work, 'own-data'), config = path.join(work, 'own.toml');
  writeFileSync(config, `[plugins]\nfolder = "${own}"\n`);
  const add = (...more) => run(lumbar, ['plugin', 'add', ...more, '--config', config, '--data', data]);
  mkdirSync(own);
  for (const at of [3, 600, Math.floor(bytes.length / 2), bytes.length - 5]) {
    const changed = Buffer.from(bytes), bad = path.join(out, 'changed.tar');
    changed[at] ^= 1;
    writeFileSync(bad, changed);
    const refused = add(bad);
    expect(refused.code === 1 && refused.text.includes('a byte of it was changed'), `${at}: ${refused.text}`);
  }
  const other = add(file, '--digest', '0'.repeat(64));
  expect(other.code === 1 && other.text.includes(`its digest is ${digest}`), other.text);
  expect(readdirSync(own).length === 0, `${readdirSync(own)} was written`);
  const added = add(file, '--digest', digest);
  expect(added.code === 0 && added.text.includes(`is trusted: ${digest}`), added.text);
  const listed = () => run(lumbar, ['plugin', 'list', '--config', config, '--data', data]).text;
  expect(/hot_stones\t\S+\tdisabled/.test(listed()), listed());
  appendFileSync(path.join(own, 'hot_stones/web/index.js'), ' ');
  expect(listed().includes('Its files are not those that were trusted'), listed());

  const beside = path.join(build, 'bad_plugins');
  for (const id of ['needs_neighbour', 'good_neighbour']) done(lumbar, ['plugin', 'pack', path.join(beside, id), '--to', out]);
  const packed = id => path.join(out, `${id}-1.0.0.tar`);
  const alone = add(packed('needs_neighbour'));
  expect(alone.code === 1 && alone.text.includes('no plugin good_neighbour'), alone.text);
  for (const id of ['good_neighbour', 'needs_neighbour']) expect(add(packed(id)).code === 0, `${id} cannot be added`);

  writeFileSync(path.join(folder, 'plugin.so'), 'no library');
  const unfit = run(lumbar, ['plugin', 'pack', folder, '--to', path.join(work, 'own-data')]);
  expect(unfit.code === 1 && unfit.text.includes('lumbar_add_plugin()'), unfit.text);
});

test('an id that is no name, or that is Lumbar\'s own, is refused and nothing is written', () => {
  for (const id of ['Hot', '9', 'a-b', 'clients', 'api', 'x'.repeat(33), '../up']) {
    const refused = run(lumbar, ['plugin', 'new', id, '--in', work]);
    expect(refused.code === 1 && refused.text.startsWith('lumbar: '), `${id}: ${refused.code} ${refused.text}`);
  }
  expect(run(lumbar, ['plugin', 'new', 'hot_stones', '--in', work]).text.includes('is there already'), 'a folder was written over');
  expect(!readdirSync(work).some(name => ['Hot', '9', 'clients'].includes(name)), 'a refused plugin was written');
});

test('a plugin that comes with Lumbar builds out of the tree from what is installed, screens and all', () => {
  const folder = path.join(work, 'outside');
  cpSync(path.join(tree, 'plugins/notes'), path.join(folder, 'notes'), { recursive: true });
  writeFileSync(path.join(folder, 'CMakeLists.txt'), `cmake_minimum_required(VERSION 3.25)
project(outside LANGUAGES CXX)
find_package(Lumbar REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
add_subdirectory(notes)
`);
  const into = build_plugin(folder, '-DLUMBAR_TESTS=OFF', `-DLUMBAR_ESBUILD=${path.join(tree, 'core/web/node_modules/.bin/esbuild')}`);
  expect(readdirSync(path.join(into, 'plugins/notes/web')).includes('index.js'), 'its screens are not there');
});

test('installed over an older version, the plugins that come with Lumbar are trusted as before', () => {
  const old = path.join(prefix, 'lib/lumbar/plugins/intake/web/old.js'), data = path.join(work, 'upgraded-data');
  const list = () => run(lumbar, ['plugin', 'list', '--data', data]).text;
  writeFileSync(old, '');
  expect(list().includes('Its files are not those that were trusted'), list());
  done('cmake', ['--install', build, '--prefix', prefix]);
  expect(['contraindications', 'intake', 'notes'].every(id => new RegExp(`^${id}\\t\\S+\\t(enabled|disabled)`, 'm').test(list())), list());
  done('cmake', ['--install', build, '--prefix', '/opt/lumbar'], { env: { ...process.env, DESTDIR: path.join(work, 'staged') } });
  expect(readdirSync(path.join(work, 'staged/opt/lumbar/share/lumbar/sdk')).includes('manifest.schema.json'), 'the schema is not staged');
});

test('each public header can be included alone', () => {
  const folder = path.join(prefix, 'include/lumbar');
  for (const header of readdirSync(folder).filter(name => name.endsWith('.hpp')))
    done('c++', ['-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', '-Werror', '-x', 'c++', `-I${prefix}/include`, '-isystem', '/usr/include/soci',
      '-include', `lumbar/${header}`, '/dev/null']);
});

let passed = 0, failed = 0;
for (const { name, body } of tests.filter((one, index) => index === 0 || one.name.includes(part))) {
  const began = Date.now();
  try {
    await body();
    console.log(`ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    passed++;
  } catch (error) {
    console.log(`FAIL  ${name}\n      ${String(error.stack ?? error).split('\n').join('\n      ')}`);
    failed++;
  }
}
rmSync(work, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
