// The stored rows themselves, read beside the server or after its end.
import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const database_of = server => {
  const at = server.options.indexOf('--database');
  return at < 0 ? `sqlite://${path.join(server.data, 'lumbar.sqlite')}` : server.options[at + 1];
};

// Rows as objects, every value as text or null.
export async function rows(server, sql) {
  const url = database_of(server);
  if (url.startsWith('sqlite://')) {
    const { stdout } = await run('sqlite3', ['-cmd', '.timeout 5000', '-json', url.slice('sqlite://'.length), sql], { maxBuffer: 1 << 28 });
    return stdout.trim() ? JSON.parse(stdout) : [];
  }
  const whole = `SELECT coalesce(json_agg(found), '[]') FROM (${sql}) found`;
  const { stdout } = await run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', whole, url], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

export async function number(server, sql) {
  return Number(Object.values((await rows(server, sql))[0])[0]);
}

// Changes rows behind the server's back, as somebody with the database's own tools would.
export async function change(server, sql) {
  const url = database_of(server);
  if (url.startsWith('sqlite://')) await run('sqlite3', ['-bail', url.slice('sqlite://'.length), sql]);
  else await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, url]);
}

// A command of the server's program on the same data: { code, text } with both outputs.
export async function command(server, ...words) {
  const at = server.options.indexOf('--database');
  const where = ['--data', server.data, ...(at < 0 ? [] : server.options.slice(at, at + 2))];
  return run(server.binary, [...words, ...where], { maxBuffer: 1 << 26 })
    .then(({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }))
    .catch(error => ({ code: error.code ?? error.signal, text: `${error.stdout}${error.stderr}` }));
}

// The root key, which no backup holds: back in its place by hand.
export function put_key(from, to) {
  copyFileSync(path.join(from.data, 'root.key'), path.join(to.data, 'root.key'));
}
