import { LitElement, html, svg } from 'lit';
import { encode } from 'uqr';

// A text as a picture that a phone reads. Dark on white in both themes: cameras want it so.
class QrPicture extends LitElement {
  static override properties = { text: { attribute: false } };
  text = '';

  override createRenderRoot() {
    return this;
  }

  override render() {
    const { size, data } = encode(this.text, { ecc: 'M', border: 4 });
    const path = data.map((row, y) => row.map((dark, x) => dark ? `M${x} ${y}h1v1h-1z` : '').join('')).join('');
    return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img"
      aria-label="QR code for an authenticator app" shape-rendering="crispEdges">${svg`<path d=${path}></path>`}</svg>`;
  }
}
customElements.define('lb-qr', QrPicture);
