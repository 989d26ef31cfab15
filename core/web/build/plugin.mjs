import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { build } from 'esbuild';
import { options, shared } from './options.mjs';

// The plugin's entry module; what it imports lazily comes to lie beside it. The folder is the bundle's own: what an earlier
// build left there goes.
export async function buildPlugin(entry, file) {
  const folder = path.dirname(file);
  fs.mkdirSync(folder, { recursive: true });
  const made = await build({
    ...options,
    entryPoints: { [path.basename(file, '.js')]: entry },
    outdir: folder,
    chunkNames: '[name]-[hash]',
    splitting: true,
    external: shared,
    metafile: true,
  });
  for (const name of Object.keys(made.metafile.outputs)) {
    fs.writeFileSync(`${name}.gz`, zlib.gzipSync(fs.readFileSync(name), { level: 9 }));
  }
  const kept = Object.keys(made.metafile.outputs).map((name) => path.basename(name));
  for (const name of fs.readdirSync(folder)) {
    if (!kept.includes(name.replace(/\.gz$/, ''))) fs.rmSync(path.join(folder, name));
  }
}
