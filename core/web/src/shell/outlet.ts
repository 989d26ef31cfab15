import type { LbPage } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { corePages } from '../pages/routes';
import { on } from './bus';
import { makePart } from './part';
import { menu } from './registry';
import { navigate, placeNow, type Place } from './router';
import { can } from './session';

// Where the page of the current address is shown. A page stays the same element while only its parameters change.
class LbOutlet extends LitElement {
  static override properties = { failed: { state: true }, place: { state: true } };
  private place: Place | undefined = undefined;
  private failed = false;
  private shown?: { of: unknown; element: HTMLElement & { params?: unknown } };
  private off: (() => void)[] = [];
  private titles?: MutationObserver;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.off = [
      on('navigated', ({ kept }: { kept?: boolean }) => this.go(!kept)),
      on('registry', () => this.go(false)),
    ];
    this.titles = new MutationObserver(() => this.nameWindow());
    this.titles.observe(this, { childList: true, subtree: true, characterData: true });
    this.go(false);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off.forEach(off => off());
    this.titles?.disconnect();
  }

  private nameWindow() {
    const heading = this.querySelector('h1');
    const title = heading?.dataset['title'] ?? heading?.textContent?.replace(/\s+/g, ' ').trim();
    document.title = title ? `${title} · Lumbar` : 'Lumbar';
  }

  private go(moved: boolean) {
    if (location.pathname === '/') {
      const home = menu().find(entry => !entry.needs || can(entry.needs))?.href ?? '/board';
      return navigate(home, 'replace');
    }
    const before = this.place?.path;
    this.place = placeNow(corePages);
    this.failed = false;
    void this.show();
    if (moved && before !== this.place?.path) void this.focusHeading();
  }

  private async show() {
    const place = this.place;
    const of = place?.core ?? place?.plugin;
    if (!place || !of) return;
    if (this.shown?.of !== of && place.core) {
      try {
        await place.core.load();
      } catch (thrown) {
        console.error(thrown);
        this.failed = true;
        return;
      }
      if (this.place !== place) return;
    }
    if (this.shown?.of !== of) {
      const element = place.core ? document.createElement(place.core.tag) as LbPage : makePart(place.plugin!.plugin!,
        place.plugin!.element);
      this.shown = { of, element };
    }
    this.shown!.element.params = place.params;
    this.requestUpdate();
  }

  // After navigation focus goes to the new page's heading, which may come a little later than the page.
  private async focusHeading() {
    const main = this.closest('main');
    main?.scrollTo(0, 0);
    const path = location.pathname;
    for (let tries = 0; tries < 40 && location.pathname === path; ++tries) {
      await new Promise(done => setTimeout(done, 50));
      const heading = this.querySelector<HTMLElement>('h1');
      if (!heading || document.querySelector('dialog[open]')) continue;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return;
    }
    main?.focus();
  }

  override render() {
    const { place } = this;
    const needs = place?.core?.needs ?? place?.plugin?.needs;
    if (!place) return this.words('This page is not here', 'It may belong to a plugin that is turned off.');
    if (needs && !can(needs)) return this.words('You may not see this page', `Your role does not include it. An administrator can allow it under Users and roles: ${needs}.`);
    if (this.failed) return this.words('This page could not be loaded', 'Check the connection, then reload the window.');
    return this.shown?.of === (place.core ?? place.plugin) ? this.shown!.element : html`<div class="page">${nothing}</div>`;
  }

  private words(title: string, text: string) {
    return html`<div class="page"><div class="empty"><h1 tabindex="-1">${title}</h1><p>${text}</p>
      <a class="btn" href="/">Go to the start page</a></div></div>`;
  }
}
customElements.define('lb-outlet', LbOutlet);
