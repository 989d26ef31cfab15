// Builds the browser files.
//   node build.mjs all <folder>               the shells, the kit and the pages that name them
//   node build.mjs plugin <entry.ts> <file>   the screens of one plugin, with Lit and the kit left outside
import { buildPlugin } from './build/plugin.mjs';
import { buildAll } from './build/shell.mjs';

const [task, ...names] = process.argv.slice(2);
if ((task === 'all' || task === 'core') && names.length === 1) await buildAll(names[0]);
else if (task === 'plugin' && names.length === 2) await buildPlugin(names[0], names[1]);
else {
  console.error('usage: node build.mjs all <folder> | plugin <entry.ts> <file>');
  process.exit(2);
}
