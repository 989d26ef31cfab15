// The installed program: what config/lumbar.service lets it do, how it is linked, and what it says that it is made of.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '../kit/expect.mjs';

const unit = new URL('../../config/lumbar.service', import.meta.url).pathname;
const analyze = (...args) => spawnSync('systemd-analyze', args, { encoding: 'utf8', timeout: 60_000 });

test('the systemd unit is at most 2.0 exposed, and systemd understands each of its lines', async ({ binary }) => {
  const exposed = analyze('security', '--offline=true', '--no-pager', '--threshold=20', unit);
  const level = Number(/exposure level for lumbar.service: ([\d.]+)/.exec(exposed.stdout)?.[1]);
  expect(exposed.status === 0 && level <= 2, `exposed ${level}: ${exposed.stderr}`);

  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-unit-'));
  try {
    const text = readFileSync(unit, 'utf8');
    const installed = text.replaceAll('/usr/local/bin/lumbar', binary);
    expect(installed !== text, 'it starts an installed server');
    const verify = lines => {
      writeFileSync(path.join(folder, 'lumbar.service'), lines);
      const told = analyze('verify', '--man=no', '--recursive-errors=no', path.join(folder, 'lumbar.service'));
      return told.stdout + told.stderr;
    };
    expect(!verify(installed).includes('lumbar.service'), `systemd says: ${verify(installed)}`);
    expect(verify(installed.replace('ProtectClock=', 'ProtectClocks=')).includes('ProtectClocks'), 'a line that means nothing is found');

    // What it starts: the options are the server's own.
    const [, options] = /^ExecStartPre=\/usr\/local\/bin\/lumbar (.*)$/m.exec(text);
    const settings = new URL('../../config/lumbar.example.toml', import.meta.url).pathname;
    const asked = options.replace('/etc/lumbar/lumbar.toml', settings).replace('/var/lib/lumbar', path.join(folder, 'data')).split(' ');
    expect(execFileSync(binary, asked, { encoding: 'utf8' }) === 'The settings are in order.\n', 'the example settings start it');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the program is position-independent and its tables are read-only, and it names what it is linked with', async ({ binary }) => {
  const linked = execFileSync('readelf', ['-W', '-h', '-l', '-d', binary], { encoding: 'utf8' });
  for (const says of [/Type:\s+DYN/, /GNU_RELRO/, /\bNOW\b/, /\bPIE\b/]) expect(says.test(linked), `${says}`);
  expect(/GNU_STACK.* RW /.test(linked), 'nothing on the stack runs');

  const version = execFileSync(binary, ['--version'], { encoding: 'utf8' });
  for (const part of ['Lumbar', 'Boost', 'ICU', 'OpenSSL', 'SOCI', 'SQLite', 'libpq', 'libsodium'])
    expect(new RegExp(`^${part} \\d+\\.\\d+`, 'm').test(version), `${part}: ${version}`);
  const sqlite = execFileSync('sqlite3', ['--version'], { encoding: 'utf8' }).split(' ')[0];
  expect(version.includes(`SQLite ${sqlite}\n`), `the library's own version: ${version}`);
});
