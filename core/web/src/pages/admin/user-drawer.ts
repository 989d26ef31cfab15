import { html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { session } from '../../shell/session';
import { Drawer } from '../drawer';
import { errorList, field, select, valuesOf } from '../form';
import type { Practitioner } from '../types';
import type { OneTimeLink, Role, User } from './users';

// Invites a person or changes one. Tells lb-saved {user, link?} and lb-close.
class UserDrawer extends Drawer {
  static override properties = { user: { attribute: false }, roles: { attribute: false }, practitioners: { attribute: false },
    problem: { state: true },
    practitioner: { state: true }, busy: { state: true } };
  user: User | null = null;
  roles: Role[] = [];
  practitioners: Practitioner[] = [];
  private problem: Problem | null = null;
  private practitioner: string | null = null;
  private busy = false;

  protected override opened() {
    this.querySelector<HTMLElement>('#name')?.focus();
  }

  private async submit(event: Event) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { name = '', login = '' } = valuesOf(form);
    const roles = [...form.querySelectorAll<HTMLInputElement>('[name=role]:checked')].map(box => box.value);
    const practitioner = this.practitioner ?? this.user?.practitioner ?? '';
    const body = { name, roles, ...(practitioner ? { practitioner } : {}) };
    this.busy = true;
    this.problem = null;
    try {
      const disabled = form.querySelector<HTMLInputElement>('[name=disabled]')?.checked ?? false;
      const detail = this.user
        ? { user: await api.put<User>(`/users/${this.user.id}`, { ...body, disabled }, { version: this.user.version }) }
        : await this.invite({ ...body, login });
      this.dispatchEvent(new CustomEvent('lb-saved', { detail: this.user ? {} : detail, bubbles: true }));
      this.close();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  private async invite(body: object) {
    const { user, link } = await api.post<{ user: User; link: string }>('/users', body);
    return { user, link: { url: link } satisfies OneTimeLink };
  }

  protected override heading() {
    return html`<h2 id="drawer-title" tabindex="-1">${this.user ? this.user.name : 'Invite a person'}</h2>
      ${this.user ? nothing : html`<p class="muted">You get a one-time link to hand over. They choose their own password.</p>`}`;
  }

  protected override body() {
    const { user, problem } = this;
    const own = user?.id === session.user.id;
    return html`<form id="user" class="stack" @submit=${this.submit}>
      ${field('name', { label: 'Name', value: user?.name, required: true }, problem)}
      ${user ? html`<p class="muted">Signs in as <b>${user.login}</b></p>` : field('login', { label: 'Sign-in name', required: true }, problem)}
      <fieldset class="field"><legend>Roles</legend>${this.roles.map(role => html`<label class="check"><input type="checkbox"
        name="role" value=${role.id}
        .checked=${user?.roles.includes(role.id) ?? false}>${role.name}</label>`)}</fieldset>
      ${select('practitioner', 'Treats clients as', [['', 'Does not treat'], ...this.practitioners.map(p => [p.id,
        p.name] as const)],
        this.practitioner ?? user?.practitioner ?? '', value => { this.practitioner = value; }, problem)}
      ${user && !own ? html`<label class="check"><input type="checkbox" name="disabled"
        .checked=${user.disabled ?? false}>Turned off: cannot sign in</label>` : nothing}</form>`;
  }

  protected override foot() {
    return html`${errorList(this.problem)}<button class="btn primary" form="user"
      ?disabled=${this.busy}>${this.user ? 'Save' : 'Make the link'}</button>`;
  }
}
customElements.define('lb-user-drawer', UserDrawer);
