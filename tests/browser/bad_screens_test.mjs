// Plugins whose screens do what they may not: the page works on, says which part failed, and names the plugin in the console.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Api } from '../kit/api.mjs';
import { expect } from '../kit/expect.mjs';
import { Server } from '../kit/server.mjs';
import { check_page, open_window, settled, shoot, sign_in } from './kit.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);
const web = path.resolve(here, '../../core/web');
const screens = {
  bad_screens: { name: 'Bad screens', elements: ['throws', 'made', 'good', 'html', 'eval', 'foreign'] },
  throws_at_load: { name: 'Throws at load', elements: ['card'] },
  other_shell: { name: 'Other shell', elements: ['card'] },
  second_lit: { name: 'Second Lit', elements: ['card'] },
};

function manifest(id, { name, elements }, version) {
  const needs = `${id}.see`;
  return JSON.stringify({
    id, name, version, sdk: 1, sentence: 'It shows what it may not.', icon: 'circle-x',
    permissions: [{ name: needs, sentence: 'See it', roles: ['front_desk', 'admin'] }],
    ui: {
      api: 1, module: 'index.js', surfaces: ['staff'], menu: [{ label: name, icon: 'puzzle', href: `/${id}`, order: 90, needs }],
      pages: [{ path: `/${id}`, element: elements[0], needs }],
      slots: elements.map((element, order) => ({ slot: 'client.main', element, order: 90 + order, needs })),
    },
  });
}

// The package of a plugin that does nothing but bring these screens: its library is another's that does nothing.
function make_package(build, folder, id, version) {
  mkdirSync(path.join(folder, 'web'), { recursive: true });
  copyFileSync(path.join(build, 'bad_plugins/unknown_member/plugin.so'), path.join(folder, 'plugin.so'));
  writeFileSync(path.join(folder, 'manifest.json'), manifest(id, screens[id], version));
  const source = path.join(here, 'bad_screens', `${id}.js`), module = path.join(folder, 'web/index.js');
  if (id === 'second_lit') execFileSync(path.join(web, 'node_modules/.bin/esbuild'), [source, '--bundle', '--format=esm',
    '--log-level=error', `--outfile=${module}`], { env: { ...process.env, NODE_PATH: path.join(web, 'node_modules') } });
  else writeFileSync(module, readFileSync(source, 'utf8').replaceAll('VERSION', version));
}

async function clinic(binary) {
  const build = path.dirname(binary), server = new Server(binary, ['--demo']);
  const plugins = path.join(server.data, 'plugins'), config = path.join(server.data, 'lumbar.toml');
  mkdirSync(plugins);
  cpSync(path.join(build, 'plugins'), plugins, { recursive: true });
  writeFileSync(config, `[plugins]\nfolder = "${plugins}"\n`);
  server.options.push('--config', config);
  server.put = (id, version) => {
    make_package(build, path.join(plugins, id), id, version);
    execFileSync(binary, ['plugin', 'trust', id, '--config', config, '--data', server.data]);
  };
  for (const id of Object.keys(screens)) server.put(id, '1.0.0');
  return server.start();
}

const shown_tags = page => page.evaluate(() => [...document.querySelectorAll('lb-part > *')].map(e => e.localName));

test('screens that throw, bring a second Lit, write HTML or ask strangers leave the page working', async ({ browser, binary }) => {
  const server = await clinic(binary);
  try {
    const owner = await new Api(server.base).sign_in('owner');
    for (const id of Object.keys(screens)) expect((await owner.post(`/plugins/${id}/enable`)).status === 200, `${id} is on`);
    const [client] = (await owner.get('/clients?limit=1')).json;
    owner.close();
    const page = await open_window(browser, { expected: [/./] });
    const warned = [], left = [];
    page.on('console', message => warned.push(message.text()));
    page.on('requestfinished', request => request.url().includes('example.org') && left.push(request.url()));
    await sign_in(page, server.base, 'owner');
    await page.goto(`${server.base}/clients/${client.id}`, { waitUntil: 'commit' });
    const told = page.locator('#toasts');
    const said = ['Throws at load', 'Other shell', 'Second Lit'].map(name =>
      told.getByText(`${name} could not start. The rest works as before.`).waitFor());
    await Promise.all(said);
    await page.getByText('Good card of 1.0.0').waitFor();
    await page.getByText('Foreign card: fetch refused, image refused, import refused').waitFor();
    await page.getByText('Html card').waitFor();
    const failed = page.locator('.card', { hasText: 'This part of Bad screens failed to load.' });
    for (const at of [0, 1, 2]) await failed.nth(at).waitFor();
    expect(await failed.count() === 3, 'those that cannot be drawn say so');
    expect(await page.getByText('by innerHTML').count() === 0, 'no HTML is written');
    expect(await page.evaluate(() => window.wasRun) === undefined, 'no text is run');
    expect(left.length === 0, `asked of strangers: ${left}`);
    await page.getByRole('button', { name: 'Throw', exact: true }).click();
    for (let waited = 0; !warned.some(text => text.includes('an error in plugin bad_screens')); waited += 20) {
      expect(waited < 20_000, `the console names the plugin: ${warned.slice(-5)}`);
      await page.waitForTimeout(20);
    }
    for (const id of ['throws_at_load', 'other_shell', 'second_lit'])
      expect(warned.some(text => text.includes(`plugin ${id} could not start`)), `the console names ${id}`);
    expect(warned.some(text => /it needs shell API 2, this is 1/.test(text)), 'both numbers are named');
    const tags = await shown_tags(page);
    expect(tags.includes('p-bad-screens-1-0-0-good'), `tags: ${tags}`);
    page.errors.length = 0;
    await settled(page);
    await check_page(page, 'a client with bad screens');
    await page.getByText('Good card of 1.0.0').scrollIntoViewIfNeeded();
    await shoot(page, 'bad-screens');

    // Their pages: one that failed to start is not there, and the shell goes on.
    for (const id of ['throws_at_load', 'other_shell', 'second_lit']) {
      await page.goto(`${server.base}/${id}`);
      await page.getByText('This page is not here').waitFor();
    }
    await page.getByRole('link', { name: 'Clients' }).first().click();
    await page.waitForURL(url => url.pathname === '/clients');
    await page.getByRole('heading', { level: 1 }).waitFor();

    // A new version brings new names, in a window that stays open.
    await page.goto(`${server.base}/clients/${client.id}`);
    await page.getByText('Good card of 1.0.0').waitFor();
    await server.stop();
    rmSync(path.join(server.data, 'plugins/bad_screens'), { recursive: true });
    server.put('bad_screens', '1.1.0');
    await server.start();
    await page.getByText('Good card of 1.1.0').waitFor({ timeout: 60_000 });
    const renewed = await shown_tags(page);
    expect(renewed.includes('p-bad-screens-1-1-0-good'), `tags: ${renewed}`);
    expect(!renewed.some(tag => tag.startsWith('p-bad-screens-1-0-0')), `tags: ${renewed}`);
  } finally {
    await server.stop();
    server.remove();
  }
});

test('what a plugin brings when it is first turned on is in every window at once, and goes again', async ({ browser, binary }) => {
  const server = await clinic(binary);
  try {
    const [owner, desk] = await Promise.all(['owner', 'desk'].map(async login => {
      const page = await open_window(browser);
      await sign_in(page, server.base, login);
      await settled(page);
      return page;
    }));
    const link = page => page.getByRole('link', { name: 'Bad screens' });
    const flip = async act => {
      await owner.locator('label.switch', { has: owner.getByRole('switch', { name: 'Bad screens' }) }).click();
      if (act === 'Turn on') await owner.getByRole('dialog').getByText('a card on the client\'s page').waitFor();
      await owner.getByRole('dialog').getByRole('button', { name: act }).click();
    };
    await owner.goto(`${server.base}/admin/plugins`);
    await desk.getByRole('link', { name: 'Clients' }).first().click();
    await desk.waitForURL(url => url.pathname === '/clients');
    for (let time = 0; time < 2; time++) {
      await flip('Turn on');
      for (const page of [owner, desk]) await link(page).waitFor();
      await flip('Turn off');
      for (const page of [owner, desk]) await link(page).waitFor({ state: 'detached' });
    }
    for (const page of [owner, desk]) expect(page.errors.length === 0, page.errors.join('\n'));
  } finally {
    await server.stop();
    server.remove();
  }
});
