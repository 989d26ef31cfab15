// The clinics that are measured, made once and kept: a folder for each size, named after what they are made with.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { at_rest, start_lumbar } from './servers.mjs';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const sources = [path.join(here, '../../db/migrations'), path.join(here, '../../plugins/notes/migrations')]
  .flatMap(folder => readdirSync(folder).sort().map(name => path.join(folder, name)))
  .concat(path.join(here, 'fill_clients.mjs'), path.join(here, 'fill_days.mjs'));
const version = () => sources.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex').slice(0, 12);
const fill = (script, ...words) => execFileSync('node', [path.join(here, script), ...words], { stdio: ['ignore', 'ignore', 'inherit'] });

// A demo clinic with `size` clients and the plans to ask it with; `url` is where its data are.
async function make(build, folder, url, size) {
  const data = path.join(folder, 'data');
  await (await start_lumbar(build, data, url, undefined, ['--demo'])).stop();
  fill('fill_clients.mjs', url, String(size));
  fill('fill_days.mjs', url, path.join(folder, 'plans'));
  // The checks of the visits that were put in run once, now.
  const server = await start_lumbar(build, data, url);
  await at_rest(server);
  await server.stop();
}

// The prepared SQLite clinic of that size; `copy_to`: a copy there, to be written to.
export async function prepared(build, keep, size, copy_to) {
  const folder = path.join(keep, `${size}-${version()}`);
  if (!existsSync(folder)) {
    const fresh = `${folder}.making`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(path.join(fresh, 'data'), { recursive: true, mode: 0o700 });
    await make(build, fresh, `sqlite://${fresh}/data/lumbar.sqlite`, size);
    renameSync(fresh, folder);
  }
  if (copy_to) cpSync(path.join(folder, 'data'), copy_to, { recursive: true });
  const data = copy_to ?? path.join(folder, 'data');
  // Out of the system's cache, not off the disk.
  execFileSync('cat', [path.join(data, 'lumbar.sqlite')], { stdio: ['ignore', 'ignore', 'inherit'] });
  return { data, plans: path.join(folder, 'plans'), file: path.join(data, 'lumbar.sqlite'), url: `sqlite://${data}/lumbar.sqlite` };
}

// A PostgreSQL clinic, made each time.
export async function prepared_postgresql(build, work, url, size) {
  const folder = path.join(work, 'postgresql');
  mkdirSync(path.join(folder, 'data'), { recursive: true, mode: 0o700 });
  await make(build, folder, url, size);
  return { data: path.join(folder, 'data'), plans: path.join(folder, 'plans'), url };
}
