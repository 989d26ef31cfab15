import { LbPage } from '@lumbar/ui';
import { html } from 'lit';
import { api } from '../../shell/api';
import { session } from '../../shell/session';
import type { SecondFactor } from './second-factor';
import './second-factor';

// What somebody sees and changes of their own account.
class AccountPage extends LbPage {
  static override properties = { factor: { state: true } };
  private factor!: SecondFactor;

  override async load() {
    this.factor = await api.get<SecondFactor>('/account/second-factor');
  }

  override render() {
    return html`<div class="page mid"><div class="page-head"><div><h1 tabindex="-1">Your account</h1>
        <p class="muted">${session.user.name}, signs in as <b>${session.user.login}</b></p></div></div>
      ${this.whenReady(() => html`<div class="sections"><lb-second-factor .factor=${this.factor}
        @lb-saved=${() => void this.reload()}></lb-second-factor></div>`)}</div>`;
  }
}
customElements.define('lb-account', AccountPage);
