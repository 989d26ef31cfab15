import { icon } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { api } from './api';
import { commands, menu } from './registry';
import { navigate } from './router';
import { can } from './session';
import { dayText } from './times';

interface Found {
  label: string;
  about: string;
  group: string;
  run: () => void;
}
interface ClientLine {
  id: string;
  name: string;
  number: number;
  birth_date?: string | null;
  phone?: string;
  similar?: boolean;
}

// Clients, pages and actions by a few letters.
class LbFind extends LitElement {
  static override properties = { clients: { state: true }, words: { state: true }, at: { state: true }, failed: { state: true } };
  private clients: ClientLine[] = [];
  private words = '';
  private at = 0;
  private failed = false;
  private asked = 0;
  private wait = 0;

  override createRenderRoot() {
    return this;
  }

  get dialog() {
    return this.querySelector('dialog')!;
  }

  private type(event: Event) {
    this.words = (event.target as HTMLInputElement).value.trim();
    this.at = 0;
    clearTimeout(this.wait);
    this.wait = window.setTimeout(() => this.ask(), 120);
  }

  private async ask() {
    const turn = ++this.asked;
    this.failed = false;
    if (!this.words || !can('clients.read')) {
      this.clients = [];
      return;
    }
    try {
      const found = await api.get<ClientLine[]>(`/clients?limit=8&q=${encodeURIComponent(this.words)}`);
      if (turn === this.asked) this.clients = found;
    } catch {
      if (turn === this.asked) this.failed = true;
    }
  }

  private results(): Found[] {
    const holds = (label: string) => label.toLocaleLowerCase().includes(this.words.toLocaleLowerCase());
    const people = this.clients.map(client => ({
      label: client.name,
      about: [`No. ${client.number}`, client.birth_date ? dayText(client.birth_date) : '', client.phone].filter(Boolean).join(' · '),
      group: client.similar ? 'Similar names' : 'Clients', run: () => navigate(`/clients/${client.id}`),
    }));
    const pages = menu().filter(entry => (!entry.needs || can(entry.needs)) && holds(entry.label))
      .map(entry => ({ label: entry.label, about: 'Page', group: 'Pages', run: () => navigate(entry.href) }));
    const own = [
      { label: 'New appointment', keys: 'N', needs: 'appointments.edit', run: () => navigate('/board?new=1') },
      { label: 'New client', keys: '', needs: 'clients.edit', run: () => navigate('/clients/new') },
    ].filter(entry => can(entry.needs));
    const acts = [...own, ...commands()].filter(entry => holds(entry.label))
      .map(entry => ({ label: entry.label, about: entry.keys ? `Action · ${entry.keys}` : 'Action', group: 'Actions', run: entry.run }));
    return [...people, ...pages, ...acts];
  }

  private choose(found: Found | undefined) {
    if (!found) return;
    this.dialog.close();
    found.run();
  }

  private key(event: KeyboardEvent) {
    const found = this.results();
    if (event.key === 'ArrowDown') this.at = Math.min(found.length - 1, this.at + 1);
    else if (event.key === 'ArrowUp') this.at = Math.max(0, this.at - 1);
    else if (event.key === 'Enter') this.choose(found[this.at]);
    else return;
    event.preventDefault();
    void this.updateComplete.then(() => this.querySelector(`#find-${this.at}`)?.scrollIntoView({ block: 'nearest' }));
  }

  override render() {
    const found = this.results();
    return html`<dialog class="find" aria-label="Find" @close=${() => this.remove()}
        @click=${(e: Event) => { if (e.target === this.dialog) this.dialog.close(); }}>
      <div class="find-input">${icon('search')}<input type="search" role="combobox" aria-label="Find a client, page or action"
        placeholder="Name, phone, number, page…" aria-expanded="true" aria-controls="find-list" autocomplete="off"
          spellcheck="false"
        aria-activedescendant=${found.length ? `find-${this.at}` : nothing} @input=${this.type} @keydown=${this.key}></div>
      <div class="find-list" id="find-list" role="listbox" aria-label="Found">${found.map((entry, i) => html`
        ${entry.group !== found[i - 1]?.group ? html`<div class="group" role="presentation">${entry.group}</div>` : nothing}
        <div class="option" id="find-${i}" role="option" aria-selected=${i === this.at} @click=${() => this.choose(entry)}
          @pointermove=${() => { this.at = i; }}><b>${entry.label}</b><small>${entry.about}</small></div>`)}</div>
      ${this.failed ? html`<p class="none">Clients cannot be searched: the server cannot be reached.</p>`
        : found.length ? nothing : html`<p class="none">Nothing found for “${this.words}”.</p>`}
    </dialog>`;
  }
}
customElements.define('lb-find', LbFind);

export async function showFind() {
  if (document.querySelector('lb-find')) return;
  const find = document.createElement('lb-find') as LbFind;
  document.body.append(find);
  await find.updateComplete;
  find.dialog.showModal();
}
