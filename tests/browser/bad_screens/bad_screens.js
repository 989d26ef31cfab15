// Elements with a fault each, and one without.
import { html } from 'lit';
import { LbPage } from '@lumbar/ui';

class Good extends LbPage {
  render() {
    return html`<section class="card"><h2>Good card</h2><p>Good card of VERSION</p>
      <button class="btn" type="button" @click=${() => { throw new Error('thrown by a click'); }}>Throw</button></section>`;
  }
}
class Throws extends LbPage {
  render() { throw new Error('thrown while it is drawn'); }
}
class ThrowsWhenMade extends LbPage {
  constructor() {
    super();
    throw new Error('thrown while it is made');
  }
}
class Html extends LbPage {
  async firstUpdated() { this.renderRoot.innerHTML = '<p>by innerHTML</p><img src="x" onerror="window.wasRun = true">'; }
  render() { return html`<section class="card"><p>Html card</p></section>`; }
}
class Eval extends LbPage {
  render() { return eval('window.wasRun = true, "by eval"'); }
}
class Foreign extends LbPage {
  static properties = { said: { state: true } };
  said = '';
  async firstUpdated() {
    const loads = src => new Promise(done => Object.assign(new Image(), { onload: () => done('loaded'), onerror: () => done('refused'), src }));
    const asked = await fetch('https://example.org/stolen').then(() => 'answered', () => 'refused');
    const imported = await import('https://example.org/module.js').then(() => 'imported', () => 'refused');
    this.said = `fetch ${asked}, image ${await loads('https://example.org/pixel.png')}, import ${imported}`;
  }
  render() { return html`<section class="card"><p>Foreign card: ${this.said}</p></section>`; }
}

export default { api: 1, elements: { good: Good, throws: Throws, made: ThrowsWhenMade, html: Html, eval: Eval, foreign: Foreign } };
