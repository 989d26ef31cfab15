import { icon } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { corePages } from '../pages/routes';
import { Problem, access } from './api';
import { on } from './bus';
import { openFind } from './find-keys';
import { listen, onServer, stopListening } from './live';
import { logo } from './logo';
import { net } from './net';
import { syncPlugins, warnings } from './plugins';
import { navigate, placeNow } from './router';
import { askSession, renewSession, session } from './session';
import { isDark, switchTheme } from './theme';
import './nav';
import './outlet';
import './slot';

// The staff window: navigation, header, page.
class LbApp extends LitElement {
  static override properties = { problem: { state: true } };
  private problem: Problem | null = null;
  private started = false;
  private synced?: Promise<boolean>;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    const update = () => this.requestUpdate();
    for (const event of ['net', 'session', 'navigated', 'registry']) on(event, update);
    on('session', () => { if (session.state === 'in') void this.start(); });
    onServer('plugins', () => void this.follow(false));
    onServer('rights_changed', () => void this.follow(true));
    on('reconnected', () => void this.follow(true));
    // What ended the session may be this browser's own doing: its answer, with the next cookie, is on its way then.
    onServer('signed_out', () => setTimeout(() => void renewSession(), 500));
    void this.ask();
  }

  private get bare() {
    return placeNow(corePages)?.core?.bare ?? false;
  }

  private async ask() {
    this.problem = null;
    const place = placeNow(corePages);
    if (this.bare) return;
    void place?.core?.load();
    this.synced = this.sync();
    try {
      await askSession();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      return;
    }
    if (session.state === 'out') {
      const from = location.pathname + location.search;
      navigate(from === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(from)}`, 'replace');
    }
  }

  private sync() {
    return syncPlugins('staff', true).then(() => true, () => false);
  }

  // What is on, and what this user may do with it: a plugin's permissions come and go with it.
  private async follow(quietly: boolean) {
    await renewSession();
    await syncPlugins('staff', quietly);
  }

  // Once somebody is signed in: what this window hears, and how it asks for the password when the session ends.
  private async start() {
    if (this.started) return;
    this.started = true;
    listen();
    addEventListener('pagehide', stopListening);
    access.signInAgain = async () => (await import('./lock')).askPassword();
    access.prove = async () => (await import('./prove')).askProof();
    if (!await this.synced) await this.sync();
  }

  override render() {
    if (this.problem) return this.unreachable(this.problem);
    if (session.state === 'no-clinic' && !this.bare) return this.noClinic();
    if (this.bare) return html`<main id="main"><lb-outlet></lb-outlet></main>`;
    if (session.state !== 'in') return html`<div class="blank-space"></div>`;
    return html`<a class="skip" href="#main" @click=${this.skip}>Skip to content</a>
      <div class="app"><lb-nav></lb-nav>
        <div class="column">${this.header()}${this.warned()}<main id="main" tabindex="-1"><lb-outlet></lb-outlet></main></div>
      </div>`;
  }

  private skip(event: Event) {
    event.preventDefault();
    this.querySelector<HTMLElement>('main h1')?.focus();
  }

  private header() {
    const [sign, words] = !net.online ? ['cloud-off', 'Offline: drafts stay on this device']
      : net.sending ? ['cloud', 'Saving…'] : ['cloud-check', 'All saved'];
    return html`<header class="top">
      <button class="find-button" aria-haspopup="dialog" aria-keyshortcuts="Control+K" @click=${openFind}>${icon('search')}
        <span>Find a client, page or action</span><kbd aria-hidden="true">Ctrl K</kbd></button>
      <span class="grow"></span>
      <span class="net ${net.online ? '' : 'off'}" role=${net.online ? nothing
        : 'status'}>${icon(sign!)}<span>${words}</span></span>
      <button class="iconbtn theme-button" aria-label=${isDark() ? 'Light colours' : 'Dark colours'}
        @click=${() => { switchTheme(); this.requestUpdate(); }}>${icon(isDark() ? 'sun' : 'moon')}</button></header>`;
  }

  private warned() {
    return warnings.map(({ words, page }) => html`<div class="alert warn warned no-print" role="status">${icon('triangle-alert')}
      <p class="grow">${words}</p>${page ? html`<a href=${page}>Plugins</a>` : nothing}</div>`);
  }

  private noClinic() {
    return this.words('No clinic has been set up here yet',
      'Open the one-time link that the server printed when it started. It lets the owner name the clinic and choose a password.');
  }

  private unreachable(problem: Problem) {
    return this.words('Lumbar cannot be reached', problem.detail, html`<button class="btn primary"
      @click=${this.ask}>Try again</button>`);
  }

  private words(title: string, text: string, act: unknown = nothing) {
    return html`<main class="bare"><div class="card"><span class="brand">${logo()}<span>Lumbar</span></span>
      <h1 tabindex="-1">${title}</h1><p class="lead">${text}</p>${act}</div></main>`;
  }
}
customElements.define('lb-app', LbApp);
