import { LitElement, html, nothing } from 'lit';
import { Problem, access, api } from '../shell/api';
import { on } from '../shell/bus';
import { makePart, type LbPart } from '../shell/part';
import { syncPlugins } from '../shell/plugins';
import { pages } from '../shell/registry';
import { session } from '../shell/session';

interface ClientSession {
  purpose: string;
  client: { given_name: string };
  csrf: string;
  clinic: { name: string; zone?: string };
}

// What a client sees who came by a link: the page that a plugin has for /f, with the link's session as its context.
class LbClientApp extends LitElement {
  static override properties = { stage: { state: true }, problem: { state: true } };
  private stage: 'loading' | 'ready' | 'failed' | 'birth-date' = 'loading';
  private problem: Problem | null = null;
  private link: ClientSession | null = null;
  private shown?: LbPart;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    on('registry', () => this.requestUpdate());
    void this.start();
  }

  private async start() {
    this.stage = 'loading';
    try {
      this.link = await api.get<ClientSession>('/client-session');
      access.csrf = this.link.csrf;
      session.clinic = { ...session.clinic, ...this.link.clinic };
      session.user = { ...session.user, name: this.link.client.given_name };
      session.state = 'in';
      await syncPlugins('client', true);
      this.stage = 'ready';
      performance.mark('lumbar:ready');
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      this.stage = this.problem.code === 'birth_date_needed' ? 'birth-date' : 'failed';
      if (this.stage === 'birth-date') this.problem = null;
    }
    document.title = session.clinic.name || 'Lumbar';
  }

  override render() {
    if (this.stage === 'loading') return html`<main class="form-page"><div class="form-body"><div class="blank third"></div><div
      class="blank tall"></div></div></main>`;
    if (this.stage === 'failed') return this.failure();
    if (this.stage === 'birth-date') return this.askBirthDate();
    const page = pages().find(entry => entry.path === '/f' || entry.path.startsWith('/f/'));
    if (!page) return this.words('This form is closed for now',
      'Please ask at the front desk. Nothing you have entered is lost.');
    this.shown ??= makePart(page.plugin!, page.element);
    this.shown.ctx = this.link;
    this.shown.params = Object.fromEntries(new URLSearchParams(location.search));
    return this.shown;
  }

  // The link was opened on another device before: who holds it must know more than the link.
  private async giveBirthDate(event: Event) {
    event.preventDefault();
    const birth_date = this.querySelector<HTMLInputElement>('#birth_date')!.value;
    this.problem = null;
    try {
      access.csrf = (await api.get<{ csrf: string }>('/client-session/token')).csrf;
      await api.post('/client-session/birth-date', { birth_date });
      await this.start();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      if (this.problem.status === 401) this.stage = 'failed';
    }
  }

  private askBirthDate() {
    return html`<main class="form-page"><form class="form-body" @submit=${this.giveBirthDate}><h1 tabindex="-1">Is this you?</h1>
      <p class="lead">This link has been opened on another device. Please give your date of birth to go on.</p>
      <div class="field"><label for="birth_date">Your date of birth</label><input id="birth_date" type="date" required
        autocomplete="bday"
        aria-invalid=${this.problem ? 'true' : nothing} aria-describedby=${this.problem ? 'birth_date-error' : nothing}>
        ${this.problem ? html`<p class="error" id="birth_date-error" role="alert">${this.problem.detail}</p>` : nothing}</div>
      <button class="btn primary big wide">Continue</button></form></main>`;
  }

  private failure() {
    if (this.problem?.status === 401) {
      return this.words('This link is no longer open',
        'It may have been used, or its time is over. Please ask the clinic for a new one.');
    }
    return this.words('The form could not be loaded', this.problem?.detail ?? '',
      html`<button class="btn primary big" @click=${this.start}>Try again</button>`);
  }

  private words(title: string, text: string, act: unknown = '') {
    return html`<main class="form-page"><div class="form-body"><h1 tabindex="-1">${title}</h1><p
      class="lead">${text}</p>${act}</div></main>`;
  }
}
customElements.define('lb-client-app', LbClientApp);
