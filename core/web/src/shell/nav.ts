import { icon } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { on } from './bus';
import { logo } from './logo';
import { menu, type MenuEntry } from './registry';
import { can, session } from './session';
import './user-menu';

const barEntries = 4;

// The navigation: labelled sidebar, rail, or bar at the bottom with the rest behind "More".
class LbNav extends LitElement {
  static override properties = { more: { state: true } };
  private more = false;
  private off: (() => void)[] = [];

  override createRenderRoot() {
    return this;
  }
  override connectedCallback() {
    super.connectedCallback();
    const update = () => this.requestUpdate();
    this.off = [on('registry', update), on('session', update), on('navigated', () => { this.more = false; update(); })];
  }
  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off.forEach(off => off());
  }

  override render() {
    const entries = menu().filter(entry => !entry.needs || can(entry.needs));
    const work = entries.filter(entry => entry.group !== 'admin');
    const admin = entries.filter(entry => entry.group === 'admin');
    const current = entries.filter(entry => location.pathname === entry.href || location.pathname.startsWith(`${entry.href}/`))
      .sort((a, b) => b.href.length - a.href.length)[0];
    const group = (list: readonly MenuEntry[], rest: (index: number) => boolean) => html`<ul>${list.map((entry, i) => html`
      <li class=${rest(i) ? 'rest' : ''}>${this.link(entry, entry === current)}</li>`)}</ul>`;
    const hidden = [...work.slice(barEntries), ...admin];
    return html`<nav class="nav" aria-label="Main">
      <a class="brand" href="/" aria-label="Lumbar, first page">${logo()}<span>Lumbar</span></a>
      ${work.length ? html`<div class="nav-group">${group(work, i => i >= barEntries)}</div>` : nothing}
      ${admin.length ? html`<div class="nav-group rest"><p>Administration</p>${group(admin, () => true)}</div>` : nothing}
      <div class="nav-group more"><ul><li>
        <button class="nav-link" aria-haspopup="dialog" aria-current=${hidden.includes(current!) ? 'page' : 'false'}
          @click=${this.openMore}>${icon('ellipsis')}<span>More</span></button></li></ul></div>
      <div class="me"><lb-user-menu .name=${session.user.name}></lb-user-menu></div>
    </nav>
    ${this.more ? this.rest(hidden, current) : nothing}`;
  }

  private link(entry: MenuEntry, current: boolean) {
    return html`<a class="nav-link" href=${entry.href}
      aria-current=${current ? 'page' : 'false'}>${icon(entry.icon)}<span>${entry.label}</span>
      ${entry.count ? html`<b class="count">${entry.count}</b>` : nothing}</a>`;
  }

  private async openMore() {
    this.more = true;
    await this.updateComplete;
    this.querySelector<HTMLDialogElement>('dialog')?.showModal();
  }

  private rest(entries: readonly MenuEntry[], current: MenuEntry | undefined) {
    const close = () => this.querySelector<HTMLDialogElement>('dialog')?.close();
    return html`<dialog class="drawer" aria-label="More" @close=${() => { this.more = false; }} @click=${(e: Event) => {
      if ((e.target as HTMLElement).closest('a')) close();
    }}>
      <div class="drawer-head"><h2>More</h2><button class="iconbtn" aria-label="Close" @click=${close}>${icon('x')}</button></div>
      <div class="drawer-body"><ul>${entries.map(entry => html`<li>${this.link(entry, entry === current)}</li>`)}</ul>
        <lb-user-menu .name=${session.user.name} open></lb-user-menu></div></dialog>`;
  }
}
customElements.define('lb-nav', LbNav);
