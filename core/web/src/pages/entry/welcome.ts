import { LbPage } from '@lumbar/ui';
import { html } from 'lit';
import { Problem, api } from '../../shell/api';
import { logo } from '../../shell/logo';
import { navigate } from '../../shell/router';
import { signIn } from '../../shell/session';
import { errorList, field, valuesOf } from '../form';

// An invited person chooses a password.
class Welcome extends LbPage {
  static override properties = { invited: { state: true }, spent: { state: true }, problem: { state: true }, busy: { state: true } };
  private invited: { name: string; login: string } | null = null;
  private spent = false;
  private problem: Problem | null = null;
  private busy = false;

  override async load() {
    try {
      this.invited = await api.post<{ name: string; login: string }>('/invitation/check', { token: this.params.token });
    } catch (thrown) {
      if (Problem.from(thrown).status !== 404) throw thrown;
      this.spent = true;
    }
  }

  private async submit(event: Event) {
    event.preventDefault();
    const { password = '' } = valuesOf(event.target as HTMLFormElement);
    this.busy = true;
    this.problem = null;
    try {
      await api.post('/invitation', { token: this.params.token, password });
      navigate(await signIn(this.invited!.login, password) ? '/' : '/sign-in', 'replace');
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  private noLonger() {
    return html`<h1 tabindex="-1">This link does not work any more</h1>
      <p class="lead">It has been used, replaced or is too old. If you have a password, sign in; otherwise ask for a new link.</p>
      <a class="btn primary big" href="/sign-in">Sign in</a>`;
  }

  override render() {
    return html`<div class="bare"><div class="card"><span class="brand">${logo()}<span>Lumbar</span></span>
      ${this.whenReady(() => this.spent ? this.noLonger() : html`<form @submit=${this.submit}>
        <h1 tabindex="-1">Welcome, ${this.invited!.name}</h1><p class="lead">Choose the password you will sign in with.</p>
        ${errorList(this.problem)}
        ${field('login', { label: 'Sign-in name', value: this.invited!.login, autocomplete: 'username' }, null)}
        ${field('password', { label: 'Password', type: 'password', required: true, autocomplete: 'new-password', autofocus: true,
          hint: 'At least 15 characters. A few unrelated words are easy to remember and hard to guess.' }, this.problem)}
        <button class="btn primary big"
          ?disabled=${this.busy}>Save password and sign in</button></form>`, 'Welcome')}</div></div>`;
  }
}
customElements.define('lb-welcome', Welcome);
