import fs from 'node:fs';
import path from 'node:path';
import { webFolder } from './options.mjs';

const shell = path.join(webFolder, 'src', 'shell');
const listed = fs.readFileSync(path.join(shell, 'base.ts'), 'utf8').matchAll(/from '\.\/([\w-]+)'/g);
const members = new Set([...listed].map(found => path.join(shell, found[1])));

// Leaves the modules of src/shell/base.ts outside: they are in base.js.
export const base = {
  name: 'base',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path: asked, resolveDir }) =>
      members.has(path.resolve(resolveDir, asked)) ? { path: './base.js', external: true } : undefined);
  },
};
