import { LbPage } from '@lumbar/ui';
import { html } from 'lit';
import { Problem } from '../../shell/api';
import { logo } from '../../shell/logo';
import { navigate } from '../../shell/router';
import { signIn } from '../../shell/session';
import { errorList, field, valuesOf } from '../form';

// Only paths of this site: "//elsewhere" would be another one.
const safe = (path: unknown) => typeof path === 'string' && /^\/(?![\/\\])/.test(path) ? path : '/';

class SignIn extends LbPage {
  static override properties = { problem: { state: true }, busy: { state: true } };
  private problem: Problem | null = null;
  private busy = false;

  override firstUpdated() {
    this.querySelector<HTMLInputElement>('input')?.focus();
  }

  private async submit(event: Event) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { login = '', password = '' } = valuesOf(form);
    this.busy = true;
    this.problem = null;
    try {
      await signIn(login, password);
      navigate(safe(this.params?.to), 'replace');
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      form.querySelector<HTMLInputElement>('#password')?.select();
    } finally {
      this.busy = false;
    }
  }

  override render() {
    return html`<div class="bare"><form class="card" @submit=${this.submit}>
      <span class="brand">${logo()}<span>Lumbar</span></span>
      <h1 tabindex="-1">Sign in</h1><p class="lead">Use the name and password of your clinic account.</p>
      ${errorList(this.problem)}
      ${field('login', { label: 'Sign-in name', autocomplete: 'username', required: true }, null)}
      ${field('password', { label: 'Password', type: 'password', autocomplete: 'current-password', required: true }, null)}
      <button class="btn primary big" ?disabled=${this.busy}>Sign in</button></form></div>`;
  }
}
customElements.define('lb-sign-in', SignIn);
