import fs from 'node:fs';
import path from 'node:path';
import { webFolder } from './options.mjs';

// The icons of the kit, by their lucide names.
const names = `activity armchair arrow-left arrow-right bell cake calendar-clock calendar-days calendar-plus check
  chevron-down chevron-left chevron-right circle-alert circle-check clipboard-check clipboard-list clock cloud cloud-check
  cloud-off coffee copy door-open download ellipsis eraser eye file-text heart-pulse history house info key-round languages link
  list-filter lock log-out mail map-pin menu message-square moon notebook-pen panel-right pen-line phone play plus printer
  puzzle receipt refresh-cw search send settings shield-alert shield-check shield-question-mark sun trash-2 trending-down triangle-alert undo-2
  user-check user-plus user-round users wifi-off x`.split(/\s+/);

function drawing(name) {
  const file = path.join(webFolder, 'node_modules/lucide-static/icons', `${name}.svg`);
  const inner = /<svg[^>]*>([^]*)<\/svg>/.exec(fs.readFileSync(file, 'utf8'))[1];
  return `${JSON.stringify(name)}: svg\`${inner.replace(/\s+/g, ' ').trim()}\``;
}

// Gives the module 'lumbar:icons' its content.
export const icons = {
  name: 'icons',
  setup(build) {
    build.onResolve({ filter: /^lumbar:icons$/ }, () => ({ path: 'icons', namespace: 'icons' }));
    build.onLoad({ filter: /.*/, namespace: 'icons' }, () => ({
      contents: `import { svg } from 'lit';\nexport const drawings = {\n${names.map(drawing).join(',\n')}\n};`,
      loader: 'js',
      resolveDir: webFolder,
    }));
  },
};
