// A real server process with data of its own, for the tests that speak to it over the network.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const demo_password = 'river stone lavender';
export const pause = ms => new Promise(done => setTimeout(done, ms));

// What `work` gives, or an error when that takes longer: a test that waits for ever fails alone, under its own name.
export async function within(seconds, work) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not through after ${seconds} s`)), seconds * 1000); });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Below the ports that the system gives to outgoing connections: one of those could take it between two starts of a server.
export async function free_port() {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 22_000);
    const probe = createServer();
    const free = await new Promise(done => probe.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)));
    if (!free) continue;
    await new Promise(done => probe.close(done));
    return port;
  }
}

// Whether nothing of a process runs any more. Its first thread may be dead (Z) while others still hold its port.
function is_gone(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).every(thread =>
      'ZX'.includes(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1').replace(/^.*\) /s, '')[0]));
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(error.code)) return !existsSync(`/proc/${pid}`) || is_gone(pid);  // a thread ended meanwhile
    throw error;
  }
}

// kill() is SIGKILL for the server and its supervisor; start() after it goes on with the same data on the same port. `env` is the
// process's own surroundings.
export class Server {
  constructor(binary, options = ['--demo']) {
    this.binary = binary;
    this.options = options;
    this.data = mkdtempSync(path.join(tmpdir(), 'lumbar-test-'));
    this.output = '';
    this.env = process.env;
  }

  // Starts the process without waiting until it serves.
  spawn() {
    this.child = spawn(this.binary, ['serve', ...this.options, '--data', this.data, '--port', String(this.port)], { env: this.env });
    this.ended = new Promise(done => this.child.once('exit', done));
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', part => (this.output += part));
  }

  async start() {
    this.port ??= await free_port();
    this.base = `http://127.0.0.1:${this.port}`;
    this.spawn();
    for (let waited = 0; ; waited += 50) {
      if (await fetch(`${this.base}/readyz`, { signal: AbortSignal.timeout(5000) }).then(r => r.ok, () => false)) return this;
      if (waited > 60_000 || this.child.exitCode !== null) throw new Error(`the server did not start:\n${this.output}`);
      await pause(50);
    }
  }

  // The process that serves; 0 while there is none.
  get serving_pid() {
    try {
      return Number(readFileSync(`/proc/${this.child.pid}/task/${this.child.pid}/children`, 'latin1').trim().split(' ')[0]);
    } catch {
      return 0;
    }
  }

  // The process that serves, alone: its supervisor starts another.
  kill_serving() {
    const pid = this.serving_pid;
    if (!pid) throw new Error(`no server runs:\n${this.output}`);
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  async kill() {
    const serving = this.serving_pid;
    this.child.kill('SIGKILL');  // the server dies with it
    await this.ended;
    while (serving && !is_gone(serving)) await pause(5);
  }

  // The exit code; data stays until remove().
  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    await this.ended;
    return this.child.exitCode;
  }

  remove() {
    rmSync(this.data, { recursive: true, force: true });
  }
}
