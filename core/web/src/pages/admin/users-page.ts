import { LbPage, icon, initials } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { confirm } from '../../shell/confirm';
import { toast } from '../../shell/toast';
import { session } from '../../shell/session';
import type { Practitioner } from '../types';
import type { OneTimeLink, Role, User } from './users';
import './one-time-link';
import './role-drawer';
import './sessions-drawer';
import './user-drawer';

// Who works here, in which roles, and what the roles may do.
class UsersPage extends LbPage {
  static override properties = { users: { state: true }, roles: { state: true }, practitioners: { state: true },
    edited: { state: true },
    editedRole: { state: true }, sessionsOf: { state: true }, link: { state: true } };
  private users: User[] = [];
  private roles: Role[] = [];
  private practitioners: Practitioner[] = [];
  private edited: User | 'new' | null = null;
  private editedRole: Role | null = null;
  private sessionsOf: User | null = null;
  private link: { name: string; link: OneTimeLink } | null = null;

  override async load() {
    [this.users, this.roles, this.practitioners] = await Promise.all([
      api.get<User[]>('/users'), api.get<Role[]>('/roles'), api.get<Practitioner[]>('/practitioners')]);
  }

  private async newLink(user: User) {
    try {
      this.link = { name: user.name, link: await api.post<OneTimeLink>(`/users/${user.id}/link`) };
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    }
  }

  private async resetSecondStep(user: User) {
    const agreed = await confirm({ title: `Reset the second step of ${user.name}?`,
      text: 'Do this when their phone and recovery codes are gone. Until they set it up anew, their password alone signs in.',
      confirm: 'Reset', danger: true });
    if (!agreed) return;
    try {
      await api.post(`/users/${user.id}/reset-second-factor`);
      toast(`${user.name} signs in with the password alone now`, { kind: 'ok' });
      await this.reload();
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    }
  }

  private saved(event: CustomEvent<{ user?: User; link?: OneTimeLink }>) {
    const { user, link } = event.detail;
    this.edited = null;
    this.editedRole = null;
    this.link = user && link ? { name: user.name, link } : null;
    void this.reload();
  }

  override render() {
    return html`<div class="page mid"><div class="page-head"><div><h1 tabindex="-1">Users and roles</h1>
        <p class="muted">Each person signs in with a name and password of their own. What they may do comes from their roles.</p></div>
        <button class="btn primary" @click=${() => { this.edited = 'new'; }}>${icon('user-plus')}Invite a person</button></div>
      ${this.whenReady(() => html`<div class="sections">
        ${this.link ? html`<lb-one-time-link .name=${this.link.name} .link=${this.link.link}
          @lb-close=${() => { this.link = null; }}></lb-one-time-link>` : nothing}
        ${this.table()}${this.roleCards()}</div>`)}
      ${this.edited ? html`<lb-user-drawer .user=${this.edited === 'new' ? null : this.edited} .roles=${this.roles}
        .practitioners=${this.practitioners}
        @lb-close=${() => { this.edited = null; }} @lb-saved=${this.saved}></lb-user-drawer>` : nothing}
      ${this.editedRole ? html`<lb-role-drawer .edited=${this.editedRole} @lb-close=${() => { this.editedRole = null; }}
        @lb-saved=${this.saved}></lb-role-drawer>` : nothing}
      ${this.sessionsOf ? html`<lb-sessions-drawer .user=${this.sessionsOf}
        @lb-close=${() => { this.sessionsOf = null; }}></lb-sessions-drawer>` : nothing}</div>`;
  }

  private table() {
    const roleName = (id: string) => this.roles.find(role => role.id === id)?.name ?? id;
    return html`<div class="card table-card"><table class="stacked"><thead><tr><th scope="col">Name</th><th
      scope="col">Sign-in name</th><th scope="col">Roles</th>
        <th scope="col"><span class="unseen">Acts</span></th></tr></thead>
      <tbody>${this.users.map(user => html`<tr>
        <th scope="row"><span class="who"><span class="avatar" aria-hidden="true">${initials(user.name)}</span><span>${user.name}
          ${user.id === session.user.id ? html`<small class="muted">(you)</small>` : nothing} ${user.disabled ? html`<span
            class="chip">Turned off</span>` : user.has_password ? nothing : html`<span
            class="chip info">Invited</span>`}
          ${user.second_factor ? html`<span class="chip ok">Two steps</span>` : nothing}</span></span></th>
        <td>${user.login}</td><td><span class="chips">${user.roles.map(role => html`<span
          class="chip">${roleName(role)}</span>`)}</span></td>
        <td><span class="acts"><button class="btn sm" aria-label="Edit ${user.name}"
          @click=${() => { this.edited = user; }}>Edit</button>
          <button class="btn sm" aria-label="New password link for ${user.name}"
            @click=${() => this.newLink(user)}>Password link</button>
          <button class="btn sm" aria-label="Sessions of ${user.name}"
            @click=${() => { this.sessionsOf = user; }}>Sessions</button>
          ${user.second_factor && user.id !== session.user.id ? html`<button class="btn sm"
            aria-label="Reset second step of ${user.name}"
            @click=${() => this.resetSecondStep(user)}>Reset second step</button>` : nothing}</span></td></tr>`)}</tbody></table></div>`;
  }

  private peopleIn(role: Role) {
    const count = this.users.filter(user => user.roles.includes(role.id)).length;
    return count === 1 ? 'one person' : `${count} people`;
  }

  private roleCards() {
    return html`<section><div class="section-head"><h2>Roles</h2></div><div class="tiles">${this.roles.map(role => html`
      <div class="card"><div class="card-head"><h3>${role.name}</h3><button class="btn sm" aria-label="Edit role ${role.name}"
        @click=${() => { this.editedRole = role; }}>Edit</button></div>
        <p class="muted small">${role.permissions.length} permissions, ${this.peopleIn(role)}</p></div>`)}</div></section>`;
  }
}
customElements.define('lb-users', UsersPage);
