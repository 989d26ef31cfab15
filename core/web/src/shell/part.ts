import type { LbPage } from '@lumbar/ui';
import { moduleOf } from './plugins';
import type { PluginView } from './registry';

const tagOf = (plugin: PluginView, name: string) =>
  `p-${plugin.id}-${plugin.version}-${name}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');

// One page or slot of a plugin. Whatever fails in it stays inside.
export class LbPart extends HTMLElement {
  plugin!: PluginView;
  name = '';
  private shown?: LbPage;
  private context: unknown;
  private parameters: unknown;

  set ctx(value: unknown) {
    this.context = value;
    if (this.shown) this.shown.ctx = value;
  }
  set params(value: unknown) {
    this.parameters = value;
    if (this.shown) this.shown.params = value;
  }

  connectedCallback() {
    if (!this.shown) void this.show();
  }

  private async show() {
    try {
      const { module, shell } = await moduleOf(this.plugin.id);
      const kind = module.elements?.[this.name];
      if (!kind) throw new Error(`it has no element "${this.name}"`);
      const tag = tagOf(this.plugin, this.name);
      if (!customElements.get(tag)) customElements.define(tag, kind);
      // Not createElement(): that keeps what a constructor throws to itself and gives an empty element.
      const element = new (customElements.get(tag)!)() as LbPage;
      Object.assign(element, { shell, ctx: this.context, params: this.parameters });
      this.shown = element;
      this.replaceChildren(element);
      await element.updateComplete;
    } catch (thrown) {
      console.warn(`plugin ${this.plugin.id}, part ${this.name}:`, thrown);
      delete this.shown;
      const words = document.createElement('p');
      words.className = 'card muted';
      words.textContent = `This part of ${this.plugin.name} failed to load.`;
      const place = document.createElement('div');  // what stands in a part has no box of its own
      place.append(words);
      this.replaceChildren(place);
    }
  }
}
customElements.define('lb-part', LbPart);

export function makePart(plugin: PluginView, name: string): LbPart {
  return Object.assign(document.createElement('lb-part') as LbPart, { plugin, name });
}
