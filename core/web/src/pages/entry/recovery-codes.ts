import { icon } from '@lumbar/ui';
import { LitElement, html } from 'lit';
import { announce } from '../../shell/announce';

// Ten codes for the day the phone is lost, shown once. Tells lb-kept when they are put away.
class RecoveryCodes extends LitElement {
  static override properties = { codes: { attribute: false }, copied: { state: true } };
  codes: string[] = [];
  private copied = false;

  override createRenderRoot() {
    return this;
  }

  override firstUpdated() {
    this.querySelector<HTMLElement>('[tabindex]')?.focus();
  }

  private async copy() {
    try {
      await navigator.clipboard.writeText(this.codes.join('\n'));
      this.copied = true;
      announce('Recovery codes copied');
    } catch {
      announce('Copying did not work: write them down.');
    }
  }

  override render() {
    return html`<div class="recovery" role="group" aria-labelledby="recovery-title">
      <b id="recovery-title" tabindex="-1">Keep these recovery codes</b>
      <p class="small">Without your phone, each of them signs you in once. They are not shown again: print them or put them into
        your password manager.</p>
      <ul>${this.codes.map(code => html`<li><code>${code}</code></li>`)}</ul>
      <div class="acts"><button type="button" class="btn"
          @click=${this.copy}>${icon(this.copied ? 'check' : 'copy')}${this.copied ? 'Copied' : 'Copy'}</button>
        <button type="button" class="btn primary"
          @click=${() => this.dispatchEvent(new CustomEvent('lb-kept',
            { bubbles: true }))}>I have kept them</button></div></div>`;
  }
}
customElements.define('lb-recovery-codes', RecoveryCodes);
