import { LitElement, css, html } from 'lit';
import SignaturePad from 'signature_pad';

// A drawn signature as SVG. Always drawn dark on white: that is what is stored and printed.
export class LbSignature extends LitElement {
  static override properties = { label: {}, empty: { state: true } };
  static override styles = css`
    :host { display: block; font: 15px/1.5 var(--font); }
    .box { position: relative; overflow: hidden; border: 1.5px solid var(--line-strong); border-radius: 12px; background: #fff; }
    canvas { display: block; width: 100%; height: 170px; touch-action: none; }
    .base { position: absolute; inset: auto 20px 38px; border-bottom: 1.5px solid #b9c4c1; pointer-events: none; }
    .hint { position: absolute; inset: auto 20px 12px; font-size: 13px; color: #5a6a6c; pointer-events: none; }
    .below { display: flex; justify-content: space-between; align-items: center; gap: 12px; }
    p { margin: 0; font-size: 13px; color: var(--ink-2); }
    button { min-height: 44px; padding: 0 12px; border: 0; border-radius: 10px; background: none; color: var(--primary-ink);
      font: inherit; font-size: 14px; font-weight: 600; cursor: pointer; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }`;
  label = 'Signature';
  empty = true;
  private pad?: SignaturePad;

  override firstUpdated() {
    const canvas = this.renderRoot.querySelector('canvas')!;
    const scale = Math.min(devicePixelRatio || 1, 3);
    canvas.width = canvas.offsetWidth * scale;
    canvas.height = canvas.offsetHeight * scale;
    canvas.getContext('2d')!.scale(scale, scale);
    this.pad = new SignaturePad(canvas, { penColor: '#12324a', minWidth: .9, maxWidth: 2.6 });
    this.pad.addEventListener('endStroke', () => {
      this.empty = false;
      this.tell(this.pad!.toSVG());
    });
  }

  clear() {
    this.pad?.clear();
    this.empty = true;
    this.tell('');
  }

  private tell(drawing: string) {
    this.dispatchEvent(new CustomEvent('lb-change', { detail: { svg: drawing }, bubbles: true, composed: true }));
  }

  override render() {
    return html`<div class="box">
        <canvas role="img" aria-label="${this.label}, ${this.empty ? 'empty' : 'signed'}"></canvas>
        <div class="base"></div><span class="hint">${this.empty ? 'Sign with a finger or pen' : ''}</span></div>
      <div class="below"><p>Cannot sign by hand? Type your name instead.</p>
        <button type="button" @click=${this.clear}>Clear</button></div>`;
  }
}
customElements.define('lb-signature', LbSignature);
