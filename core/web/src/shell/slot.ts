import { LitElement, html } from 'lit';
import { on } from './bus';
import { makePart, type LbPart } from './part';
import { slotEntries, type From, type SlotEntry } from './registry';

// <lb-slot name="client.main" .ctx=${{ clientId }}>: what plugins add here, by order. Empty, it takes no space.
class LbSlot extends LitElement {
  static override properties = { name: {}, ctx: { attribute: false }, only: {} };
  name = '';
  ctx: unknown;
  only = '';                       // a plugin's id: only its entry, for tabs
  private off?: () => void;
  private parts = new Map<From<SlotEntry>, LbPart>();

  override createRenderRoot() {
    return this;
  }
  override connectedCallback() {
    super.connectedCallback();
    this.off = on('registry', () => this.requestUpdate());
  }
  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off?.();
  }

  private partOf(entry: From<SlotEntry>) {
    let part = this.parts.get(entry);
    if (!part) this.parts.set(entry, part = makePart(entry.plugin!, entry.element));
    part.ctx = this.ctx;
    return part;
  }

  override render() {
    const entries = slotEntries(this.name).filter(entry => entry.plugin && (!this.only || entry.plugin.id === this.only));
    for (const known of [...this.parts.keys()]) if (!entries.includes(known)) this.parts.delete(known);
    return html`${entries.map(entry => this.partOf(entry))}`;
  }
}
customElements.define('lb-slot', LbSlot);
