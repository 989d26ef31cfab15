import { icon } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { Problem, api } from '../shell/api';
import { can } from '../shell/session';
import { dayText } from '../shell/times';
import type { ClientLine } from './types';

export const clientAbout = (client: ClientLine) =>
  [`No. ${client.number}`, client.birth_date ? dayText(client.birth_date) : '', client.phone].filter(Boolean).join(' · ');

// A client by type-ahead. Tells lb-client {client}, or lb-new-client {name} for somebody who is not there yet.
class ClientPick extends LitElement {
  static override properties = { client: { attribute: false }, found: { state: true }, words: { state: true },
    at: { state: true },
    open: { state: true }, problem: { state: true } };
  client: ClientLine | null = null;
  private found: ClientLine[] = [];
  private words = '';
  private at = 0;
  private open = false;
  private problem = '';
  private asked = 0;
  private wait = 0;

  override createRenderRoot() {
    return this;
  }

  override focus() {
    this.querySelector('input')?.focus();
  }

  private type(event: Event) {
    this.words = (event.target as HTMLInputElement).value.trim();
    this.at = 0;
    clearTimeout(this.wait);
    this.wait = window.setTimeout(() => this.ask(), 120);
  }

  private async ask() {
    const turn = ++this.asked;
    if (!this.words) {
      this.found = [];
      this.open = false;
      return;
    }
    try {
      const found = await api.get<ClientLine[]>(`/clients?limit=6&q=${encodeURIComponent(this.words)}`);
      if (turn !== this.asked) return;
      this.found = found;
      this.problem = '';
    } catch (thrown) {
      if (turn !== this.asked) return;
      this.found = [];
      this.problem = Problem.from(thrown).detail;
    }
    this.open = true;
  }

  private get count() {
    return this.found.length + (can('clients.edit') ? 1 : 0);
  }

  private choose(index: number) {
    const client = this.found[index];
    this.open = false;
    const event = client ? new CustomEvent('lb-client', { detail: { client }, bubbles: true })
      : new CustomEvent('lb-new-client', { detail: { name: this.words }, bubbles: true });
    this.dispatchEvent(event);
  }

  private key(event: KeyboardEvent) {
    if (!this.open) return;
    if (event.key === 'ArrowDown') this.at = Math.min(this.count - 1, this.at + 1);
    else if (event.key === 'ArrowUp') this.at = Math.max(0, this.at - 1);
    else if (event.key === 'Enter') this.choose(this.at);
    else if (event.key === 'Escape') this.open = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  override render() {
    if (this.client) return this.chosen(this.client);
    return html`<div class="field suggest"><label for="client-pick">Client</label>
      <input id="client-pick" role="combobox" autocomplete="off" spellcheck="false" placeholder="Name, phone or number"
        aria-expanded=${this.open} aria-controls="client-pick-list"
          aria-activedescendant=${this.open ? `client-pick-${this.at}` : nothing}
        @input=${this.type} @keydown=${this.key} @blur=${() => setTimeout(() => { this.open = false; }, 150)}>
      <div class="suggestions" id="client-pick-list" role="listbox" aria-label="Clients" ?hidden=${!this.open}>
        ${this.found.map((client, i) => html`${client.similar && !this.found[i - 1]?.similar
          ? html`<div class="group" role="presentation">Similar names</div>` : nothing}
        <div class="option" id="client-pick-${i}" role="option"
          aria-selected=${i === this.at}
          @pointerdown=${(e: Event) => { e.preventDefault(); this.choose(i); }}><span><b>${client.name}</b><small>${clientAbout(client)}</small></span></div>`)}
        ${can('clients.edit') ? html`<div class="option" id="client-pick-${this.found.length}" role="option"
          aria-selected=${this.at === this.found.length}
            @pointerdown=${(e: Event) => { e.preventDefault(); this.choose(this.found.length); }}>
          ${icon('user-plus')}<span><b>New client “${this.words}”</b></span></div>` : nothing}</div>
      ${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>`;
  }

  private chosen(client: ClientLine) {
    return html`<div class="field"><span class="label">Client</span><div class="who"><span class="grow"><b>${client.name}</b><br>
      <small class="muted">${clientAbout(client)}</small></span>
      <button type="button" class="btn sm" @click=${() => this.dispatchEvent(new CustomEvent('lb-client',
        { detail: { client: null }, bubbles: true }))}>
        Change</button></div></div>`;
  }
}
customElements.define('lb-client-pick', ClientPick);
