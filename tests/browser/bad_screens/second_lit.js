// With a Lit of its own: bundled before it is served.
import { LitElement, html } from 'lit';

class Card extends LitElement {
  static properties = { times: { state: true } };
  times = 0;
  createRenderRoot() { return this; }
  render() {
    return html`<section class="card"><button class="btn" type="button" @click=${() => { this.times++; }}>Pressed ${this.times} times</button></section>`;
  }
}
export default { api: 1, elements: { card: Card } };
