// `lumbar serve --check-config`: what is wrong is told with its place, and nothing is made.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '../kit/expect.mjs';

test('--check-config names key and line of what is wrong, and touches no data', async ({ binary, back_end, start }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumbar-settings-'));
  const in_folder = name => path.join(folder, name);
  const data = in_folder('data'), settings = in_folder('lumbar.toml');
  const check = (lines, ...options) => {
    writeFileSync(settings, lines.join('\n'));
    return spawnSync(binary, ['serve', '--check-config', '--config', settings, ...options], { encoding: 'utf8', timeout: 60_000 });
  };
  const own = ['[data]', `folder = "${data}"`];
  const refused = (lines, line, says) => {
    const told = check([...own, ...lines]);
    expect(told.status === 1 && told.stdout === '', `${lines} end with 1: ${told.status} ${told.stdout}`);
    expect(told.stderr.startsWith(`lumbar: ${settings}:${line}: `) && told.stderr.includes(says), `${lines}: ${told.stderr}`);
  };
  try {
    for (const [name, lines] of [['short', 'too short'], ['file', 'no folder']]) writeFileSync(in_folder(name), lines, { mode: 0o600 });
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=desk',
      '-keyout', in_folder('key.pem'), '-out', in_folder('chain.pem')], { stdio: 'ignore' });
    writeFileSync(in_folder('backup.key'), Buffer.alloc(32, 7), { mode: 0o600 });

    const database = back_end === 'sqlite' ? [] : ['[database]', 'url = "postgresql:///nobody_made_this?host=/nowhere"'];
    const good = check([...own, ...database, '[tls]', `certificate = "${in_folder('chain.pem')}"`, `key = "${in_folder('key.pem')}"`,
      '[backup]', `key_file = "${in_folder('backup.key')}"`, `folder = "${in_folder('backups')}"`]);
    expect(good.status === 0 && good.stdout === 'The settings are in order.\n' && good.stderr === '', `good ones: ${good.stdout}${good.stderr}`);

    refused(['[server]', 'prot = 1'], 4, 'server.prot; the nearest is server.port');
    refused(['[server]', 'port = "80"'], 4, 'server.port must be');
    refused(['[server]', 'port = 1', 'port = 2'], 5, 'port');
    refused(['[server]', 'address = "0.0.0.0"'], 4, 'server.address');
    refused(['[tls]', `certificate = "${in_folder('file')}"`, `key = "${in_folder('key.pem')}"`], 4, 'tls.certificate');
    refused(['[tls]', `certificate = "${in_folder('chain.pem')}"`, `key = "${in_folder('file')}"`], 5, 'tls.key');
    refused(['[backup]', `key_file = "${in_folder('short')}"`], 4, 'backup.key_file');
    refused(['[backup]', `folder = "${in_folder('file')}"`], 4, 'backup.folder');
    refused(['[plugins]', `folder = "${in_folder('none')}"`], 4, 'plugins.folder');
    refused(['[web]', `folder = "${in_folder('file')}"`], 4, 'web.folder');
    const flag = check(['[server]', 'port = 80'], '--data', in_folder('file'));
    expect(flag.status === 1 && flag.stderr.startsWith('lumbar: data.folder '), `what a flag says has no line: ${flag.stderr}`);
    expect(check(own, '--no-such-flag').status === 2, 'a wrong command line ends with 2');
    expect(!existsSync(data) && !existsSync(in_folder('backups')), 'no folder is made');

    // Only systemd's credentials may show rights of the group.
    chmodSync(in_folder('backup.key'), 0o440);
    refused(['[backup]', `key_file = "${in_folder('backup.key')}"`], 4, 'can be read by others');
    const credential = spawnSync(binary, ['serve', '--check-config', '--config', settings],
      { encoding: 'utf8', env: { ...process.env, CREDENTIALS_DIRECTORY: folder } });
    expect(credential.status === 0, `a credential: ${credential.stderr}`);

    const server = await start('--demo');
    const beside = check([], '--data', server.data, '--port', String(new URL(server.base).port));
    expect(beside.status === 0, `beside a server that serves the same data: ${beside.stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
