import { LbPage } from '@lumbar/ui';
import { html } from 'lit';
import { Problem, api } from '../../shell/api';
import { session } from '../../shell/session';
import { toast } from '../../shell/toast';
import { settleConflict } from '../conflict';
import { errorList, field, select, valuesOf } from '../form';

interface Clinic {
  name: string;
  zone: string;
  currency: string;
  phone: string;
  email: string;
  address: string;
  adult_age: number;
  version: number;
}
const labels = { name: 'Clinic name', currency: 'Currency', phone: 'Phone', email: 'Email', address: 'Address',
  adult_age: 'Adult from' };

class ClinicSection extends LbPage {
  static override properties = { clinic: { state: true }, refusal: { state: true }, busy: { state: true } };
  private clinic!: Clinic;
  private zone = '';
  private refusal: Problem | null = null;
  private busy = false;

  override async load() {
    this.clinic = await api.get<Clinic>('/clinic');
    this.zone = this.clinic.zone;
  }

  private async submit(event: Event) {
    event.preventDefault();
    await this.save(valuesOf(event.target as HTMLFormElement, true), this.clinic.version);
  }

  private async save(values: Record<string, string>, version: number): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      this.clinic = await api.put<Clinic>('/clinic', { ...values, zone: this.zone, adult_age: Number(values['adult_age']) },
        { version });
      session.clinic = { name: this.clinic.name, zone: this.clinic.zone, currency: this.clinic.currency };
      toast('Clinic saved', { kind: 'ok' });
    } catch (thrown) {
      const problem = Problem.from(thrown);
      const current = problem.body['current'] as Clinic | undefined;
      if (problem.status !== 412 || !current) this.refusal = problem;
      else {
        const settled = await settleConflict(labels, values, current);
        if (settled) return this.save(settled, current.version);
      }
    } finally {
      this.busy = false;
    }
  }

  override render() {
    return html`<section class="card"><div
      class="section-head"><h2>Clinic</h2></div>${this.whenReady(() => this.form())}</section>`;
  }

  private form() {
    const { clinic, refusal } = this;
    const zones = Intl.supportedValuesOf('timeZone');
    const known = zones.includes(this.zone) ? zones : [this.zone, ...zones];
    return html`<form @submit=${this.submit}>${errorList(refusal)}<div class="fields">
      ${field('name', { label: 'Clinic name', value: clinic.name, required: true, all: true }, refusal)}
      ${select('zone', 'Time zone', known.map(zone => [zone, zone.replaceAll('_', ' ')] as const), this.zone,
        value => { this.zone = value; }, refusal)}
      ${field('currency', { label: 'Currency', value: clinic.currency, required: true, most: 3 }, refusal)}
      ${field('phone', { label: 'Phone', type: 'tel', value: clinic.phone, optional: true }, refusal)}
      ${field('email', { label: 'Email', type: 'email', value: clinic.email, optional: true }, refusal)}
      ${field('address', { label: 'Address', value: clinic.address, optional: true, rows: 2, all: true }, refusal)}
      ${field('adult_age', { label: 'Adult from', type: 'number', value: String(clinic.adult_age),
        hint: 'Below this age a guardian signs the forms.' }, refusal)}
      </div><button class="btn primary" ?disabled=${this.busy}>Save clinic</button></form>`;
  }
}
customElements.define('lb-clinic-section', ClinicSection);
