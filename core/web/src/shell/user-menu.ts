import { icon, initials } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { confirm } from './confirm';
import { dropDraftsOf, waitingDrafts } from './drafts';
import { session, signOut } from './session';
import { isDark, switchTheme } from './theme';
import { toast } from './toast';

const roleNames: Record<string, string> = { front_desk: 'Front desk', therapist: 'Therapist', admin: 'Administrator' };

// Who is signed in, and the way out.
class LbUserMenu extends LitElement {
  static override properties = { name: {}, open: { type: Boolean }, shown: { state: true } };
  name = '';
  open = false;                    // always open, without the button
  private shown = false;

  override createRenderRoot() {
    return this;
  }

  private outside = (event: Event) => {
    if (!this.contains(event.target as Node)) this.toggle(false);
  };

  private toggle(shown: boolean) {
    this.shown = shown;
    if (shown) document.addEventListener('pointerdown', this.outside);
    else document.removeEventListener('pointerdown', this.outside);
  }

  private key(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !this.shown) return;
    event.stopPropagation();
    this.toggle(false);
    this.querySelector('button')?.focus();
  }

  private async leave(everywhere: boolean) {
    const waiting = await waitingDrafts(session.user.id);
    const agreed = !waiting || await confirm({
      title: 'Some work has not reached the server',
      text: `${waiting === 1 ? 'One draft is' : `${waiting} drafts are`} only on this device. Signing out removes ${waiting === 1 ? 'it' : 'them'}.`,
      confirm: 'Sign out and remove', danger: true,
    });
    if (!agreed) return;
    try {
      if (waiting) await dropDraftsOf(session.user.id);
      await signOut(everywhere);
    } catch {
      toast('You are still signed in: the server cannot be reached.', { kind: 'bad' });
    }
  }

  override render() {
    const roles = session.user.roles.map(role => roleNames[role] ?? role).join(', ');
    const who = html`<span class="avatar"
      aria-hidden="true">${initials(this.name)}</span><span><b>${this.name}</b><small>${roles}</small></span>`;
    if (this.open) return html`<div class="account">${who}</div>${this.entries()}`;
    return html`<div @keydown=${this.key}>
      <button class="me-button" aria-expanded=${this.shown} @click=${() => this.toggle(!this.shown)}>${who}</button>
      ${this.shown ? html`<div class="menu">${this.entries()}</div>` : nothing}</div>`;
  }

  private entries() {
    return html`<ul>
      <li><a class="nav-link" href="/account" @click=${() => this.toggle(false)}>${icon('user')}Your account</a></li>
      <li><button class="nav-link" @click=${() => { switchTheme(); this.requestUpdate(); }}>
        ${icon(isDark() ? 'sun' : 'moon')}${isDark() ? 'Light colours' : 'Dark colours'}</button></li>
      <li><button class="nav-link" @click=${() => this.leave(false)}>${icon('log-out')}Sign out</button></li>
      <li><button class="nav-link" @click=${() => this.leave(true)}>${icon('lock')}Sign out on all devices</button></li></ul>`;
  }
}
customElements.define('lb-user-menu', LbUserMenu);
