// The plugin `grows` (tests/upgrades) in one version after another, put before a server as its owner does: `lumbar plugin add`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// `folder` is a plugin folder of its own, empty at first; `options` let a server use it.
export class Growing {
  constructor(binary) {
    this.binary = binary;
    this.root = mkdtempSync(path.join(tmpdir(), 'lumbar-growing-'));
    this.folder = path.join(this.root, 'plugins');
    this.settings = path.join(this.root, 'lumbar.toml');
    mkdirSync(this.folder);
    writeFileSync(this.settings, `[plugins]\nfolder = "${this.folder}"\n`);
    this.options = ['--config', this.settings];
  }

  // Version 1 or 2 with these further migrations, { name: sql }. What `lumbar plugin add` says.
  add(server, version, migrations = {}) {
    const given = path.join(this.root, 'given', 'grows');
    rmSync(given, { recursive: true, force: true });
    cpSync(path.resolve(path.dirname(this.binary), `upgrades/grows_${version}`), given, { recursive: true });
    for (const [name, sql] of Object.entries(migrations)) writeFileSync(path.join(given, 'migrations', name), sql);
    return execFileSync(this.binary, ['plugin', 'add', given, '--data', server.data, '--config', this.settings], { encoding: 'utf8', stdio: 'pipe' });
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export const line_of_grows = async api => (await api.get('/plugins')).json.find(plugin => plugin.id === 'grows');
