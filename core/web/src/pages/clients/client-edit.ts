import { LitElement, html } from 'lit';
import { Problem, api } from '../../shell/api';
import { navigate } from '../../shell/router';
import { toast } from '../../shell/toast';
import { settleConflict } from '../conflict';
import { errorList, field, valuesOf } from '../form';
import type { Client } from '../types';

const labels = { given_name: 'Given name', family_name: 'Family name', preferred_name: 'Preferred name', pronouns: 'Pronouns',
  birth_date: 'Date of birth', phone: 'Phone', email: 'Email', address: 'Address', emergency_contact: 'Emergency contact',
    note: 'Note for the desk' };

// Changes a client's details. Tells lb-saved {client}.
class ClientEdit extends LitElement {
  static override properties = { client: { attribute: false }, problem: { state: true }, busy: { state: true } };
  client!: Client;
  private problem: Problem | null = null;
  private busy = false;

  override createRenderRoot() {
    return this;
  }

  private async submit(event: Event) {
    event.preventDefault();
    const values = valuesOf(event.target as HTMLFormElement, true);
    const { birth_date, ...rest } = values;
    await this.save({ ...rest, ...(birth_date ? { birth_date } : {}) }, this.client.version);
  }

  private async save(values: Record<string, string>, version: number): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      const client = await api.put<Client>(`/clients/${this.client.id}`, values, { version });
      this.dispatchEvent(new CustomEvent('lb-saved', { detail: { client }, bubbles: true }));
      toast('Details saved', { kind: 'ok' });
      navigate(`/clients/${client.id}`);
    } catch (thrown) {
      const problem = Problem.from(thrown);
      const current = problem.body['current'] as Client | undefined;
      if (problem.status === 412 && current) {
        const settled = await settleConflict(labels, values, current);
        if (settled) return this.save(settled, current.version);
      } else this.problem = problem;
    } finally {
      this.busy = false;
    }
  }

  override render() {
    const { client, problem } = this;
    return html`<form class="card" @submit=${this.submit}>${errorList(problem)}<div class="fields">
      ${field('given_name', { label: 'Given name', value: client.given_name }, problem)}
      ${field('family_name', { label: 'Family name', value: client.family_name }, problem)}
      ${field('preferred_name', { label: 'Preferred name', value: client.preferred_name, optional: true }, problem)}
      ${field('pronouns', { label: 'Pronouns', value: client.pronouns, optional: true }, problem)}
      ${field('birth_date', { label: 'Date of birth', type: 'date', value: client.birth_date ?? '', optional: true }, problem)}
      ${field('phone', { label: 'Phone', type: 'tel', value: client.phone, optional: true }, problem)}
      ${field('email', { label: 'Email', type: 'email', value: client.email, optional: true }, problem)}
      ${field('emergency_contact', { label: 'Emergency contact', value: client.emergency_contact, optional: true }, problem)}
      ${field('address', { label: 'Address', value: client.address, optional: true, rows: 2, all: true }, problem)}
      ${field('note', { label: 'Note for the desk', value: client.note, optional: true, rows: 2, all: true,
        hint: 'Nothing about health.' }, problem)}
      </div><div class="acts"><button class="btn primary" ?disabled=${this.busy}>Save details</button>
        <a class="btn" href="/clients/${client.id}">Cancel</a></div></form>`;
  }
}
customElements.define('lb-client-edit', ClientEdit);
