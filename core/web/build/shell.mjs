import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { build } from 'esbuild';
import { base } from './base.mjs';
import { icons } from './icons.mjs';
import { options, shared, webFolder } from './options.mjs';
import { clientPage, staffPage } from './pages.mjs';

const source = name => path.join(webFolder, 'src', name);

async function scripts(folder) {
  const one = { ...options, outdir: folder, plugins: [icons] };
  await build({ ...one, entryPoints: { lit: source('lit.ts') } });
  const libraries = { kit: source('kit/index.ts'), body: source('body/index.ts'), sign: source('sign/index.ts') };
  await build({ ...one, entryPoints: libraries, external: shared });
  const chunks = { chunkNames: '[name]-[hash]', splitting: true, external: shared, metafile: true };
  await build({ ...one, ...chunks, entryPoints: { base: source('shell/base.ts') } });
  const made = await build({
    ...one, ...chunks, entryPoints: { shell: source('shell/staff.ts'), client: source('client/client.ts') }, plugins: [icons, base],
  });
  return made.metafile;
}

async function styles(folder) {
  const css = path.join(webFolder, 'css', 'app.css');
  await build({ ...options, entryPoints: { app: css }, outdir: folder, external: ['*.woff2'] });
  const font = 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';
  fs.copyFileSync(path.join(webFolder, font), path.join(folder, 'inter.woff2'));
  fs.copyFileSync(path.join(webFolder, 'css', 'icon.svg'), path.join(folder, 'icon.svg'));
}

// The files that `entry` cannot start without, for the page to fetch at once.
function startsWith(metafile, entry) {
  const outputs = Object.entries(metafile.outputs);
  const [first] = outputs.find(([name]) => path.basename(name) === `${entry}.js`);
  const needed = new Set([first]);
  for (const name of needed) {
    for (const used of metafile.outputs[name].imports) {
      if (used.kind === 'import-statement' && !used.external) needed.add(used.path);
    }
  }
  needed.delete(first);
  return [...needed].map(name => path.basename(name));
}

const hash = bytes => crypto.createHash('sha256').update(bytes).digest('hex');

const types = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
};

// Writes <folder>/ui/<content hash>/… with a .gz beside each file that gains by it, index.html (staff) and client.html, and
// manifest.json: every file with its path on the server, media type and hash.
export async function buildAll(folder) {
  const made = path.join(folder, 'ui', 'new');
  fs.rmSync(path.join(folder, 'ui'), { recursive: true, force: true });
  fs.mkdirSync(made, { recursive: true });
  const metafile = await scripts(made);
  await styles(made);

  const names = fs.readdirSync(made).sort();
  const hashes = names.map(name => hash(fs.readFileSync(path.join(made, name))));
  const version = hash(hashes.join()).slice(0, 12);
  const files = names.map((name, i) => ({ path: `/ui/${version}/${name}`, type: types[path.extname(name)], sha256: hashes[i] }));
  for (const name of names.filter(n => !n.endsWith('.woff2'))) {
    fs.writeFileSync(path.join(made, `${name}.gz`), zlib.gzipSync(fs.readFileSync(path.join(made, name)), { level: 9 }));
  }
  fs.renameSync(made, path.join(folder, 'ui', version));
  fs.writeFileSync(path.join(folder, 'index.html'), staffPage(version, startsWith(metafile, 'shell')));
  fs.writeFileSync(path.join(folder, 'client.html'), clientPage(version, startsWith(metafile, 'client')));
  const pages = { staff: 'index.html', client: 'client.html' };
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ version, pages, files }, null, 1));
}
