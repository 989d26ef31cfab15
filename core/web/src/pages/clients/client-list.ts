import { LbPage, icon, initials } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { Problem, getPage } from '../../shell/api';
import { navigate } from '../../shell/router';
import { can } from '../../shell/session';
import { dayText } from '../../shell/times';
import { toast } from '../../shell/toast';
import type { ClientLine } from '../types';

// All clients by name, or those found.
class ClientList extends LbPage {
  static override properties = { clients: { state: true }, next: { state: true }, busy: { state: true } };
  private clients: ClientLine[] = [];
  private next = '';
  private busy = false;
  private wait = 0;

  private get words(): string {
    return this.params?.q ?? '';
  }

  override async load() {
    const words = this.words;
    const { items, next } = await getPage<ClientLine>(`/clients?limit=50${words ? `&q=${encodeURIComponent(words)}` : ''}`);
    if (words !== this.words) return;
    this.clients = items;
    this.next = next;
  }

  // While one searches, what was found before stays until the next answer.
  private search(event: Event) {
    const words = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.wait);
    this.wait = window.setTimeout(() => navigate(words ? `/clients?q=${encodeURIComponent(words)}` : '/clients', 'replace'), 150);
  }

  private async more() {
    this.busy = true;
    try {
      const { items, next } = await getPage<ClientLine>(this.next);
      this.clients = [...this.clients, ...items];
      this.next = next;
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    } finally {
      this.busy = false;
    }
  }

  override render() {
    return html`<div class="page mid"><div class="page-head"><h1 tabindex="-1">Clients</h1>
        ${can('clients.edit') ? html`<a class="btn primary"
          href="/clients/new">${icon('user-plus')}New client</a>` : nothing}</div>
      <form class="search-row" role="search" @submit=${(e: Event) => e.preventDefault()}><div class="search">${icon('search')}
        <input type="search" aria-label="Find a client" placeholder="Name, phone, email or number" .value=${this.words}
          autocomplete="off" @input=${this.search}></div></form>
      ${this.whenReady(() => this.clients.length ? this.table() : this.none())}</div>`;
  }

  private none() {
    return html`<div class="card empty">${icon('users')}
      ${this.words ? html`<p>Nobody found for “${this.words}”.</p>` : html`<p>No clients yet. Register the first one when they call or come in.</p>`}
      ${can('clients.edit') ? html`<a class="btn primary"
        href="/clients/new${this.words ? `?name=${encodeURIComponent(this.words)}` : ''}">${icon('user-plus')}New client</a>` : nothing}</div>`;
  }

  private table() {
    const similar = this.clients.filter(client => client.similar);
    return html`<div class="card table-card"><table class="stacked"><thead><tr><th scope="col">Name</th><th
      scope="col">Date of birth</th>
        <th scope="col">Phone</th><th scope="col">Email</th><th scope="col">No.</th></tr></thead>
      <tbody>${this.clients.filter(client => !client.similar).map(client => this.row(client))}</tbody>
      ${similar.length ? html`<tbody><tr class="group"><th colspan="5" scope="rowgroup">Similar names</th></tr>
        ${similar.map(client => this.row(client))}</tbody>` : nothing}</table></div>
      ${this.next ? html`<p><button class="btn" ?disabled=${this.busy} @click=${this.more}>Show more</button></p>` : nothing}`;
  }

  private row(client: ClientLine) {
    return html`<tr>
        <th scope="row"><span class="who"><span class="avatar" aria-hidden="true">${initials(client.name)}</span>
          <a href="/clients/${client.id}">${client.name}</a></span></th>
        <td class="nowrap">${client.birth_date ? dayText(client.birth_date) : ''}</td><td class="nowrap">${client.phone}</td>
        <td>${client.email}</td><td data-label="No.">${client.number}</td></tr>`;
  }
}
customElements.define('lb-clients', ClientList);
