// What would get past lit's escaping, or past the content security policy, is not written at all.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from '../kit/expect.mjs';

const root = path.join(path.dirname(new URL(import.meta.url).pathname), '../..');
const forbidden = /\b(innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|unsafeSVG|styleMap|document\.write|new Function|eval\()|setAttribute\(\s*['"]style|\sstyle=["'$]/;
const sources = folder => readdirSync(folder).flatMap(name => {
  const full = path.join(folder, name);
  if (name === 'node_modules') return [];
  if (statSync(full).isDirectory()) return sources(full);
  return /\.(ts|html)$/.test(name) ? [full] : [];
});

test('no screen builds HTML or styles from text', () => {
  const screens = [path.join(root, 'core/web'), ...readdirSync(path.join(root, 'plugins')).filter(id => !id.includes('.')).map(id => path.join(root, 'plugins', id, 'web'))]
    .filter(existsSync).flatMap(sources);
  expect(screens.length > 50, 'the screens are found');
  const found = screens.flatMap(file => readFileSync(file, 'utf8').split('\n').flatMap((line, i) =>
    forbidden.test(line) && !/^\s*(\/\/|\*)/.test(line) ? [`${path.relative(root, file)}:${i + 1} ${line.trim().slice(0, 90)}`] : []));
  expect(found.length === 0, found.join('\n'));
});
