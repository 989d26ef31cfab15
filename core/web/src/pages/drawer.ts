import { icon } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';

// Base of what slides in from the right: a modal dialog that closes with Esc or a click beside it and gives the focus back.
// Tells lb-close.
export abstract class Drawer extends LitElement {
  protected abstract heading(): unknown;
  protected abstract body(): unknown;
  protected abstract foot(): unknown;
  private opener: Element | null = null;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.opener = document.activeElement;
  }

  override firstUpdated() {
    const dialog = this.querySelector('dialog')!;
    dialog.showModal();
    this.opened();
  }

  protected opened() {
    this.querySelector<HTMLElement>('.drawer-head h2')?.focus();
  }

  close() {
    this.querySelector('dialog')?.close();
  }

  private closed(event: Event) {
    if (event.target !== event.currentTarget) return;
    this.dispatchEvent(new CustomEvent('lb-close', { bubbles: true }));
    const opener = this.opener;
    setTimeout(() => { if (opener instanceof HTMLElement && opener.isConnected) opener.focus(); });
  }

  override render() {
    const foot = this.foot();
    return html`<dialog class="drawer" aria-labelledby="drawer-title" @close=${this.closed}
        @click=${(e: Event) => { if (e.target === e.currentTarget) this.close(); }}>
      <div class="drawer-head"><div class="grow">${this.heading()}</div>
        <button class="iconbtn" type="button" aria-label="Close" @click=${this.close}>${icon('x')}</button></div>
      <div class="drawer-body">${this.body()}</div>
      ${foot === nothing ? nothing : html`<div class="drawer-foot">${foot}</div>`}</dialog>`;
  }
}
