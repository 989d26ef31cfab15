import { LbPage } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { session } from '../../shell/session';
import { toast } from '../../shell/toast';
import type { SecondFactor } from './second-factor';
import type { Session } from './sessions';
import type { Tokens } from './tokens';
import './password';
import './second-factor';
import './sessions';
import './tokens';

// What somebody sees and changes of their own account.
class AccountPage extends LbPage {
  static override properties = { factor: { state: true }, sessions: { state: true }, tokens: { state: true } };
  private factor!: SecondFactor;
  private sessions: Session[] = [];
  private tokens!: Tokens;

  override async load() {
    [this.factor, this.sessions, this.tokens] = await Promise.all([api.get<SecondFactor>('/account/second-factor'),
      api.get<Session[]>('/account/sessions'), api.get<Tokens>('/account/tokens')]);
  }

  private async endOthers() {
    try {
      await api.post('/account/sessions/end-others');
      toast('You are signed out everywhere else', { kind: 'ok' });
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    }
    void this.reload();
  }

  override render() {
    const saved = () => void this.reload();
    return html`<div class="page mid"><div class="page-head"><div><h1 tabindex="-1">Your account</h1>
        <p class="muted">${session.user.name}, signs in as <b>${session.user.login}</b></p></div></div>
      ${this.whenReady(() => html`<div class="sections">
        <lb-password @lb-saved=${saved}></lb-password>
        <lb-second-factor .factor=${this.factor} @lb-saved=${saved}></lb-second-factor>
        <section class="card"><div class="card-head"><h2>Where you are signed in</h2>${this.sessions.length > 1 ? html`<button
          class="btn sm" @click=${this.endOthers}>End all others</button>` : nothing}</div>
          <lb-sessions .sessions=${this.sessions} @lb-saved=${saved}></lb-sessions></section>
        <lb-tokens .told=${this.tokens} @lb-saved=${saved}></lb-tokens></div>`)}</div>`;
  }
}
customElements.define('lb-account', AccountPage);
