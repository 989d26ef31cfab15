import fs from 'node:fs';
import path from 'node:path';
import { webFolder } from './options.mjs';

// The icons of the kit, by their lucide names: core's own, and those that plugins of a clinic are likely to want. SCREENS.md
// lists them.
export const names = `activity armchair arrow-left arrow-right baby bed bell bone book-open cake calendar-clock calendar-days calendar-plus
  camera chart-line check chevron-down chevron-left chevron-right circle-alert circle-check clipboard-check
  clipboard-list clock cloud cloud-check cloud-off coffee copy credit-card door-open download droplets ellipsis eraser
  external-link eye file-text flag flame footprints gift hand heart-pulse history house image info key-round languages
  link list-checks list-filter lock log-out mail map-pin menu message-square minus moon notebook-pen package
  panel-right paperclip pen-line phone pill play plus printer puzzle receipt refresh-cw search send settings
  shield-alert shield-check shield-question-mark shopping-bag smile snowflake sparkles star stethoscope sun syringe
  tag thermometer timer trash-2 trending-down triangle-alert undo-2 upload user-check user-plus user-round users
  wallet waves wifi-off wind x`.split(/\s+/);

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
