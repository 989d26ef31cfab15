// A PostgreSQL cluster of the test's own, which it may stop, kill and cut off; reached by a socket in its folder.
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = '/usr/lib/postgresql';
const bin = path.join(root, readdirSync(root).sort((a, b) => Number(a) - Number(b)).at(-1), 'bin');
const me = userInfo().username;

// PostgreSQL refuses to run as root: there it runs as the user that its package made.
function as_postgres(name, ...words) {
  const program = path.join(bin, name);
  return me === 'root' ? run('runuser', ['-u', 'postgres', '--', program, ...words]) : run(program, words);
}

export class Cluster {
  async make() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'lumbar-pg-'));
    chmodSync(this.folder, 0o755);
    if (me === 'root') await run('chown', ['postgres', this.folder]);
    await as_postgres('initdb', '-D', `${this.folder}/data`, '-A', 'trust', '-U', me, '-E', 'UTF8', '--locale=C.UTF-8');
    await this.start();
    await run('createdb', ['-h', this.folder, '-U', me, 'clinic']);
    return this;
  }

  // pg_ctl goes on holding what it was given as output: the log, not our pipe.
  start() {
    const options = `-k ${this.folder} -c listen_addresses= -c unix_socket_permissions=0777`;
    return as_postgres('pg_ctl', '-D', `${this.folder}/data`, '-w', '-l', `${this.folder}/log`, '-o', options, 'start');
  }

  // How: fast ends every connection, immediate is a crash.
  stop(how) { return as_postgres('pg_ctl', '-D', `${this.folder}/data`, '-m', how, '-w', 'stop'); }

  url(folder = this.folder) { return `postgresql:///clinic?host=${folder}&user=${me}`; }

  async sql(text) {
    const { stdout } = await run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', text, this.url()]);
    return stdout.trim();
  }

  async remove() {
    await this.stop('immediate').catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const commit = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');

// Stands between the server and a cluster. cut(words, where) breaks, once, the connection whose transaction carries `words`:
// 'before' its COMMIT reaches the cluster, or 'after' the cluster has done it and before its answer is passed on.
export class Wire {
  constructor(cluster) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'lumbar-wire-'));
    this.links = new Set();
    this.socket = path.join(this.folder, '.s.PGSQL.5432');
    this.far = path.join(cluster.folder, '.s.PGSQL.5432');
  }

  async open() {
    this.server = createServer(near => this.link(near));
    await new Promise(done => this.server.listen(this.socket, done));
    return this;
  }

  cut(words, where) { this.waiting = { words: Buffer.from(words), where }; }

  link(near) {
    const far = createConnection(this.far);
    const end = () => {
      near.destroy();
      far.destroy();
      this.links.delete(end);
    };
    this.links.add(end);
    let chosen = false, dropping = false;
    near.on('data', part => {
      if (this.waiting && part.includes(this.waiting.words)) chosen = true;
      if (chosen && this.waiting && part.includes(commit)) {
        const { where } = this.waiting;
        this.waiting = null;
        if (where === 'before') return end();
        dropping = true;
      }
      far.write(part);
    });
    far.on('data', part => (dropping ? end() : near.write(part)));
    for (const side of [near, far]) side.on('error', end).on('close', end);
  }

  close() {
    for (const end of this.links) end();
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
