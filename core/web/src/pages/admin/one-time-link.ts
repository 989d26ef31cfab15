import { icon } from '@lumbar/ui';
import { LitElement, html } from 'lit';
import { announce } from '../../shell/announce';
import { dateTime } from '../../shell/times';
import type { OneTimeLink } from './users';

// A link that works once, to copy and hand over. Shown once: the server keeps no copy.
class OneTimeLinkBox extends LitElement {
  static override properties = { name: {}, link: { attribute: false }, copied: { state: true } };
  name = '';
  link!: OneTimeLink;
  private copied = false;

  override createRenderRoot() {
    return this;
  }

  override firstUpdated() {
    this.querySelector('input')?.select();
  }

  private async copy() {
    const input = this.querySelector('input')!;
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      document.execCommand('copy');
    }
    this.copied = true;
    announce('Link copied');
  }

  override render() {
    return html`<div class="one-time-link" role="group" aria-labelledby="link-title"><b
      id="link-title">One-time link for ${this.name}</b>
      <p class="small">Give it to them yourself. It opens once${this.link.expires_at ? `, until ${dateTime(this.link.expires_at)}` : ''}, lets them choose a password, and is not shown again.</p>
      <div class="row"><input readonly aria-label="One-time link" .value=${this.link.url}>
        <button class="btn" @click=${this.copy}>${icon(this.copied ? 'check' : 'copy')}${this.copied ? 'Copied' : 'Copy'}</button>
        <button class="iconbtn" aria-label="Close"
          @click=${() => this.dispatchEvent(new CustomEvent('lb-close'))}>${icon('x')}</button></div></div>`;
  }
}
customElements.define('lb-one-time-link', OneTimeLinkBox);
