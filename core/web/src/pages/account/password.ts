import { LitElement, html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { type SessionView, signedIn } from '../../shell/session';
import { toast } from '../../shell/toast';
import { errorList, field } from '../form';

// A new password of one's own. Tells lb-saved.
class PasswordCard extends LitElement {
  static override properties = { open: { state: true }, problem: { state: true }, busy: { state: true } };
  private open = false;
  private problem: Problem | null = null;
  private busy = false;

  override createRenderRoot() {
    return this;
  }

  private async show(open: boolean) {
    this.open = open;
    this.problem = null;
    await this.updateComplete;
    this.querySelector<HTMLElement>(open ? 'input' : 'button')?.focus();
  }

  private async submit(event: Event) {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const body = { password: given.get('password'), new_password: given.get('new_password') };
    this.busy = true;
    this.problem = null;
    try {
      signedIn(await api.post<SessionView>('/account/password', body));
      toast('Your password is changed', { kind: 'ok' });
      this.dispatchEvent(new CustomEvent('lb-saved', { bubbles: true }));
      await this.show(false);
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  override render() {
    return html`<section class="card tokens"><div class="card-head"><h2>Password</h2>${this.open ? nothing : html`<button
        class="btn sm" @click=${() => this.show(true)}>Change password</button>`}</div>
      <p class="muted">A new one signs you out everywhere else and revokes your API tokens.</p>
      ${this.open ? html`<form class="stack" @submit=${this.submit}>${errorList(this.problem?.errors.length ? null : this.problem)}
        ${field('password', { label: 'Password now', type: 'password', required: true, autocomplete: 'current-password' },
          this.problem)}
        ${field('new_password', { label: 'New password', type: 'password', required: true, autocomplete: 'new-password',
          hint: 'At least 15 characters. Three or four unrelated words are easy to remember.' }, this.problem)}
        <div class="acts"><button type="button" class="btn" @click=${() => this.show(false)}>Cancel</button>
          <button class="btn primary" ?disabled=${this.busy}>Save password</button></div></form>` : nothing}</section>`;
  }
}
customElements.define('lb-password', PasswordCard);
