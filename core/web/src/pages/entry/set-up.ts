import { LbPage } from '@lumbar/ui';
import { html } from 'lit';
import { Problem, api } from '../../shell/api';
import { logo } from '../../shell/logo';
import { navigate } from '../../shell/router';
import { signIn } from '../../shell/session';
import { errorList, field, select, valuesOf } from '../form';

const zones = Intl.supportedValuesOf('timeZone');
const currencies = ['EUR', 'GBP', 'USD', 'CAD', 'AUD', 'NZD', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'JPY', 'ZAR', 'INR',
  'BRL'];

// The owner names the clinic and chooses a password, once, by the link that the server printed.
class SetUp extends LbPage {
  static override properties = { problem: { state: true }, busy: { state: true } };
  private problem: Problem | null = null;
  private busy = false;
  private zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  private currency = 'EUR';

  private async submit(event: Event) {
    event.preventDefault();
    const values = valuesOf(event.target as HTMLFormElement);
    this.busy = true;
    this.problem = null;
    try {
      await api.post('/setup', { token: this.params.token, ...values, zone: this.zone, currency: this.currency });
      const inside = await signIn(values['login'] ?? '', values['password'] ?? '');
      navigate(inside ? '/admin/settings' : '/sign-in?to=/admin/settings', 'replace');
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      await this.updateComplete;
      this.querySelector<HTMLElement>('.error-list')?.focus();
    } finally {
      this.busy = false;
    }
  }

  override render() {
    const { problem } = this;
    const known = zones.includes(this.zone) ? zones : [this.zone, ...zones];
    return html`<div class="bare"><form class="card wide" @submit=${this.submit}>
      <span class="brand">${logo()}<span>Lumbar</span></span>
      <h1 tabindex="-1">Set up your clinic</h1>
      <p class="lead">You can change all of this later. Rooms, services and people come next.</p>
      ${errorList(problem)}
      <div class="fields">
        ${field('clinic_name', { label: 'Clinic name', required: true, all: true, autocomplete: 'organization' }, problem)}
        ${select('zone', 'Time zone', known.map(zone => [zone, zone.replaceAll('_', ' ')] as const), this.zone,
          value => { this.zone = value; }, problem)}
        ${select('currency', 'Currency', currencies.map(code => [code, code] as const), this.currency,
          value => { this.currency = value; }, problem)}
        ${field('owner_name', { label: 'Your name', required: true, autocomplete: 'name' }, problem)}
        ${field('login', { label: 'Sign-in name', required: true, autocomplete: 'username' }, problem)}
        ${field('password', { label: 'Password', type: 'password', required: true, all: true, autocomplete: 'new-password',
          hint: 'At least 15 characters. A few unrelated words are easy to remember and hard to guess.' }, problem)}
      </div>
      <button class="btn primary big" ?disabled=${this.busy}>Set up clinic</button></form></div>`;
  }
}
customElements.define('lb-set-up', SetUp);
