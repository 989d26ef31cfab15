import { initials } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { Problem, api } from '../shell/api';
import { clientAbout } from './client-pick';
import { errorList, field, valuesOf } from './form';
import type { Client, ClientLine, ClientMatch } from './types';

// Registers a client: likely duplicates are shown first. Tells lb-registered {client} (a ClientLine) and lb-cancel.
// `brief` asks for name and phone only.
class NewClient extends LitElement {
  static override properties = { brief: { type: Boolean }, name: {}, problem: { state: true }, likely: { state: true },
    busy: { state: true } };
  brief = false;
  name = '';
  private problem: Problem | null = null;
  private likely: ClientMatch[] | null = null;
  private busy = false;

  override createRenderRoot() {
    return this;
  }

  override firstUpdated() {
    this.querySelector<HTMLInputElement>(this.name ? '#phone' : '#given_name')?.focus();
  }

  private values() {
    return valuesOf(this.querySelector('form')!);
  }

  // Asks for duplicates first; the second time somebody has seen them.
  private async submit(event: Event) {
    event.preventDefault();
    event.stopPropagation();
    this.busy = true;
    this.problem = null;
    try {
      const values = this.values();
      if (!this.likely) {
        const matches = await api.post<ClientMatch[]>('/client-matches', values);
        if (matches.length) {
          this.likely = matches;
          await this.updateComplete;
          this.querySelector<HTMLElement>('.matches h3')?.focus();
          return;
        }
      }
      const made = await api.post<Client>('/clients', values);
      this.done({ ...made, name: [made.preferred_name || made.given_name, made.family_name].filter(Boolean).join(' ') });
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      await this.updateComplete;
      this.querySelector<HTMLElement>('.error-list')?.focus();
    } finally {
      this.busy = false;
    }
  }

  private done(client: ClientLine) {
    this.dispatchEvent(new CustomEvent('lb-registered', { detail: { client }, bubbles: true }));
  }

  private get split() {
    const words = this.name.trim().split(/\s+/);
    return words.length > 1 ? [words.slice(0, -1).join(' '), words[words.length - 1]!] : [words[0] ?? '', ''];
  }

  override render() {
    const { problem } = this;
    const [given, family] = this.split;
    return html`<form @submit=${this.submit} @input=${() => { this.likely = null; }}>
      ${errorList(problem)}
      ${this.likely ? this.duplicates(this.likely) : nothing}
      <div class="fields">
        ${field('given_name', { label: 'Given name', value: given ?? '', autocomplete: 'off' }, problem)}
        ${field('family_name', { label: 'Family name', value: family ?? '' }, problem)}
        ${field('phone', { label: 'Phone', type: 'tel', optional: true, all: this.brief }, problem)}
        ${this.brief ? nothing : this.rest()}
      </div>
      <div class="acts"><button class="btn primary" ?disabled=${this.busy}>${this.likely ? 'Register as somebody new'
        : 'Register client'}</button>
        <button type="button" class="btn" @click=${() => this.dispatchEvent(new CustomEvent('lb-cancel',
          { bubbles: true }))}>Cancel</button></div>
    </form>`;
  }

  private rest() {
    const { problem } = this;
    return html`
      ${field('email', { label: 'Email', type: 'email', optional: true }, problem)}
      ${field('birth_date', { label: 'Date of birth', type: 'date', optional: true }, problem)}
      ${field('preferred_name', { label: 'Preferred name', optional: true, hint: 'What they like to be called' }, problem)}
      ${field('pronouns', { label: 'Pronouns', optional: true }, problem)}
      ${field('address', { label: 'Address', optional: true, rows: 2, all: true }, problem)}
      ${field('emergency_contact', { label: 'Emergency contact', optional: true, all: true }, problem)}
      ${field('note', { label: 'Note for the desk', optional: true, rows: 2, all: true, hint: 'Nothing about health: that belongs in the intake form.' }, problem)}`;
  }

  private duplicates(matches: ClientMatch[]) {
    return html`<section class="matches alert warn" role="group" aria-labelledby="matches-title"><div class="grow">
      <h3 id="matches-title" tabindex="-1">Already registered?</h3>
      <ul class="lines">${matches.map(({ client, because }) => html`<li>
        <span class="avatar" aria-hidden="true">${initials(client.name)}</span>
        <span class="grow"><b>${client.name}</b><small>${clientAbout(client)}</small><small>${because.join(', ')}</small></span>
        <button type="button" class="btn sm"
          @click=${() => this.done(client)}>This is them</button></li>`)}</ul></div></section>`;
  }
}
customElements.define('lb-client-form', NewClient);
