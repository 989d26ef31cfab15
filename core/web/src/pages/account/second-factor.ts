import { LitElement, html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { type SessionView, type WantedCode, signedIn } from '../../shell/session';
import { toast } from '../../shell/toast';
import { appSetUp, codeField } from '../entry/app-code';
import { errorList, field, valuesOf } from '../form';
import '../entry/recovery-codes';

export interface SecondFactor {
  on: boolean;
  required: boolean;
  recovery_codes_left: number;
}
type Mode = 'rest' | 'begin' | 'scan' | 'renew' | 'off' | 'keep';

// The code from an app that signing in asks for besides the password: set up, new recovery codes, off. Tells lb-saved.
class SecondFactorCard extends LitElement {
  static override properties = { factor: { attribute: false }, mode: { state: true }, problem: { state: true },
    busy: { state: true } };
  factor!: SecondFactor;
  private mode: Mode = 'rest';
  private problem: Problem | null = null;
  private busy = false;
  private wanted: WantedCode | null = null;
  private codes: string[] = [];

  override createRenderRoot() {
    return this;
  }

  private async show(mode: Mode) {
    this.mode = mode;
    this.problem = null;
    await this.updateComplete;
    this.querySelector<HTMLElement>(mode === 'rest' ? 'button' : 'input')?.focus();
  }

  private saved() {
    this.dispatchEvent(new CustomEvent('lb-saved', { bubbles: true }));
  }

  private steps: Partial<Record<Mode, (given: Record<string, string>) => Promise<void>>> = {
    begin: async ({ password }) => {
      this.wanted = await api.post<WantedCode>('/account/second-factor', { password });
      await this.show('scan');
    },
    scan: async ({ code }) => {
      const done = await api.post<{ session: SessionView; recovery_codes: string[] }>('/account/second-factor/confirm',
        { ticket: this.wanted!.ticket, code });
      signedIn(done.session);
      await this.keep(done.recovery_codes);
    },
    renew: async ({ password }) => {
      const done = await api.post<{ recovery_codes: string[] }>('/account/second-factor/recovery-codes', { password });
      await this.keep(done.recovery_codes);
    },
    off: async ({ password, code }) => {
      signedIn(await api.post<SessionView>('/account/second-factor/end', { password, code }));
      toast('The second step is off', { kind: 'ok' });
      this.saved();
      await this.show('rest');
    },
  };

  private async keep(codes: string[]) {
    this.codes = codes;
    this.wanted = null;
    await this.show('keep');
  }

  private async submit(event: Event) {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      await this.steps[this.mode]?.(valuesOf(event.target as HTMLFormElement));
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  private kept() {
    this.codes = [];
    this.saved();
    void this.show('rest');
  }

  override render() {
    return html`<section class="card second-factor"><div class="card-head"><h2>Second step at sign-in</h2>
      <span class="chip ${this.factor.on ? 'ok' : ''}">${this.factor.on ? 'On' : 'Off'}</span></div>
      ${this.mode === 'rest' ? this.rest() : this.mode === 'keep'
        ? html`<lb-recovery-codes .codes=${this.codes} @lb-kept=${this.kept}></lb-recovery-codes>` : this.form()}</section>`;
  }

  private rest() {
    const { on, required, recovery_codes_left: left } = this.factor;
    if (!on) return html`<p class="muted">Besides your password, signing in asks for six digits from an app on your phone. Who has
        learnt your password is still kept out.</p>
      <div class="acts"><button class="btn primary" @click=${() => this.show('begin')}>Set up</button></div>`;
    return html`<p class="muted">Signing in asks for a code from your app. You have ${left} of 10 recovery codes left.
        ${required ? 'Your clinic requires this of you.' : nothing}</p>
      <div class="acts"><button class="btn" @click=${() => this.show('renew')}>New recovery codes</button>
        ${required ? nothing : html`<button class="btn" @click=${() => this.show('off')}>Turn off</button>`}</div>`;
  }

  private form() {
    const words = { begin: 'Continue', scan: 'Turn on', renew: 'Make new codes', off: 'Turn off' }[this.mode as 'begin'];
    const list = this.problem?.errors.length ? null : this.problem;
    return html`<form class="stack" @submit=${this.submit}>${errorList(list)}
      ${this.mode === 'renew' ? html`<p class="muted">The codes that you have now stop working.</p>` : nothing}
      ${this.mode === 'scan' ? appSetUp(this.wanted!.secret, this.wanted!.uri, this.problem)
        : field('password', { label: 'Your password', type: 'password', required: true, autocomplete: 'current-password' },
          this.problem)}
      ${this.mode === 'off' ? codeField(this.problem, 'Code', 'Six digits from the app, or a recovery code.') : nothing}
      <div class="acts"><button type="button" class="btn" @click=${() => this.show('rest')}>Cancel</button>
        <button class="btn primary" ?disabled=${this.busy}>${words}</button></div></form>`;
  }
}
customElements.define('lb-second-factor', SecondFactorCard);
