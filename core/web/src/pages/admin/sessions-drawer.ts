import { html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { toast } from '../../shell/toast';
import type { Session } from '../account/sessions';
import { Drawer } from '../drawer';
import { errorList } from '../form';
import type { User } from './users';
import '../account/sessions';

// Where a user is signed in, for an admin: one session or all can be ended. Tells lb-close.
class SessionsDrawer extends Drawer {
  static override properties = { user: { attribute: false }, sessions: { state: true }, problem: { state: true } };
  user!: User;
  private sessions: Session[] | null = null;
  private problem: Problem | null = null;

  protected override opened() {
    super.opened();
    void this.load();
  }

  private get path() {
    return `/users/${this.user.id}/sessions`;
  }

  private async load() {
    try {
      this.sessions = await api.get<Session[]>(this.path);
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    }
  }

  private async endAll() {
    try {
      await api.post(`/users/${this.user.id}/end-sessions`);
      toast(`${this.user.name} is signed out everywhere`, { kind: 'ok' });
      this.close();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    }
  }

  protected override heading() {
    return html`<h2 id="drawer-title" tabindex="-1">Sessions of ${this.user.name}</h2>
      <p class="muted">Ending one asks for the password on that device; what was being typed stays there.</p>`;
  }

  protected override body() {
    return html`${errorList(this.problem)}${this.sessions ? html`<lb-sessions .path=${this.path} .sessions=${this.sessions}
      @lb-saved=${() => void this.load()}></lb-sessions>` : nothing}`;
  }

  protected override foot() {
    if (!this.sessions?.some(one => !one.this_one)) return nothing;
    return html`<button class="btn danger" @click=${this.endAll}>Sign out everywhere</button>`;
  }
}
customElements.define('lb-sessions-drawer', SessionsDrawer);
