import { LitElement, html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { dateTime } from '../../shell/times';
import { toast } from '../../shell/toast';

export interface Session {
  id: string;
  device: string;
  address: string;
  signed_in_at: string;
  seen_at: string;
  this_one: boolean;
}

// Where somebody is signed in, each with its way out. `path` is below the API: "/account/sessions", or a user's. Tells lb-saved.
class SessionList extends LitElement {
  static override properties = { path: {}, sessions: { attribute: false }, busy: { state: true } };
  path = '/account/sessions';
  sessions: Session[] = [];
  private busy = false;

  override createRenderRoot() {
    return this;
  }

  private async end(session: Session) {
    this.busy = true;
    try {
      await api.post(`${this.path}/${session.id}/end`);
      toast(`Signed out on ${session.device}`, { kind: 'ok' });
    } catch (thrown) {
      const problem = Problem.from(thrown);
      if (problem.code !== 'session_not_found') toast(problem.detail, { kind: 'bad' });
    }
    this.busy = false;
    this.dispatchEvent(new CustomEvent('lb-saved', { bubbles: true }));
  }

  override render() {
    if (!this.sessions.length) return html`<p class="muted">Not signed in anywhere.</p>`;
    return html`<ul class="sessions">${this.sessions.map(one => html`<li>
      <span class="grow"><b>${one.device || 'A browser'}</b> ${one.this_one ? html`<span
        class="chip ok">This one</span>` : nothing}<br>
        <small class="muted">Signed in ${dateTime(one.signed_in_at)}, last seen ${dateTime(one.seen_at)},
          from ${one.address}</small></span>
      ${one.this_one ? nothing : html`<button class="btn sm" ?disabled=${this.busy}
        aria-label="End the session on ${one.device}, signed in ${dateTime(one.signed_in_at)}"
        @click=${() => this.end(one)}>End</button>`}</li>`)}</ul>`;
  }
}
customElements.define('lb-sessions', SessionList);
