import { LbPage } from '@lumbar/ui';
import { html } from 'lit';
import { Problem } from '../../shell/api';
import { logo } from '../../shell/logo';
import { navigate } from '../../shell/router';
import { giveCode, half, signIn } from '../../shell/session';
import { errorList, field, valuesOf } from '../form';
import { appSetUp, codeField } from './app-code';
import './recovery-codes';

// Only paths of this site: "//elsewhere" would be another one.
const safe = (path: unknown) => typeof path === 'string' && /^\/(?![\/\\])/.test(path) ? path : '/';

// A password, then a code where the person has set one up or has to.
class SignIn extends LbPage {
  static override properties = { problem: { state: true }, busy: { state: true }, codes: { state: true } };
  private problem: Problem | null = null;
  private busy = false;
  private codes: string[] = [];

  override firstUpdated() {
    this.querySelector<HTMLInputElement>('input')?.focus();
  }

  private get onward() {
    return safe(this.params?.to);
  }

  private async submit(event: Event) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { login = '', password = '', code = '' } = valuesOf(form);
    this.busy = true;
    this.problem = null;
    try {
      if (half.wanted) this.codes = await giveCode(code);
      else await signIn(login, password);
      if (!half.wanted && !this.codes.length) navigate(this.onward, 'replace');
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      if (this.problem.code === 'start_again') half.wanted = null;
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    const next = this.querySelector<HTMLInputElement>('#code') ?? this.querySelector<HTMLInputElement>('#password');
    next?.focus();
    next?.select();
  }

  private startAgain() {
    half.wanted = null;
    this.problem = null;
    this.requestUpdate();
  }

  private name() {
    return html`<h1 tabindex="-1">Sign in</h1><p class="lead">Use the name and password of your clinic account.</p>
      ${errorList(this.problem)}
      ${field('login', { label: 'Sign-in name', autocomplete: 'username', required: true }, null)}
      ${field('password', { label: 'Password', type: 'password', autocomplete: 'current-password', required: true }, null)}
      <button class="btn primary big" ?disabled=${this.busy}>Sign in</button>`;
  }

  private code() {
    return html`<h1 tabindex="-1">Second step</h1>
      <p class="lead">Your password is right. Now the code from your authenticator app.</p>
      ${errorList(this.problem)}
      ${codeField(null, 'Code', 'Six digits from the app, or one of your recovery codes.')}
      ${this.finish('Sign in')}`;
  }

  private setUp() {
    return html`<h1 tabindex="-1">Set up a second step</h1>
      <p class="lead">Your clinic asks everybody with far-reaching rights for a code from their phone as well.</p>
      ${errorList(this.problem)}
      ${appSetUp(half.wanted!.secret, half.wanted!.uri, null)}
      ${this.finish('Set up and sign in')}`;
  }

  private finish(words: string) {
    return html`<button class="btn primary big" ?disabled=${this.busy}>${words}</button>
      <button type="button" class="btn" @click=${this.startAgain}>Back</button>`;
  }

  private keep() {
    return html`<h1 tabindex="-1">Your second step is set up</h1>
      <lb-recovery-codes .codes=${this.codes} @lb-kept=${() => location.assign(this.onward)}></lb-recovery-codes>`;
  }

  override render() {
    const further = () => half.wanted!.step === 'code' ? this.code() : this.setUp();
    const stage = this.codes.length ? this.keep() : half.wanted ? further() : this.name();
    return html`<div class="bare"><form class="card" @submit=${this.submit}>
      <span class="brand">${logo()}<span>Lumbar</span></span>${stage}</form></div>`;
  }
}
customElements.define('lb-sign-in', SignIn);
