import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { api, getPage } from '../../shell/api';
import { navigate } from '../../shell/router';
import { dayOf, isDay, momentOf, plusDays } from '../../shell/times';
import { auditTable, type AuditRow } from '../audit-rows';
import { select } from '../form';
import type { ClientLine } from '../types';
import '../client-pick';

interface Filter {
  client: string;
  actor: string;
  action: string;
  from: string;
  to: string;
}
const actions: [string, string][] = [['', 'Anything'], ['client.', 'Client records'], ['appointment.', 'Appointments'], ['note.',
  'Treatment notes'],
  ['intake.', 'Intake forms'], ['finding.', 'Contraindications'], ['alerts.', 'Alerts'], ['session.', 'Signing in and out'],
    ['user.', 'Users and roles'],
  ['plugin.', 'Plugins'], ['clinic.', 'Clinic settings'], ['audit.', 'The audit log']];

// Who saw or changed what. The filter is in the address, so that a view can be kept and shared.
class AuditPage extends LbPage {
  static override properties = { rows: { state: true }, next: { state: true }, users: { state: true }, client: { state: true } };
  private rows: AuditRow[] = [];
  private next = '';
  private users: { id: string; name: string }[] = [];
  private client: ClientLine | null = null;

  private get filter(): Filter {
    const { client = '', actor = '', action = '', from = '', to = '' } = this.params ?? {};
    return { client, actor, action, from: isDay(from) ? from : '', to: isDay(to) ? to : '' };
  }

  override async load() {
    const { from, to, ...rest } = this.filter;
    const query = new URLSearchParams({ limit: '50' });
    for (const [name, value] of Object.entries(rest)) if (value) query.set(name, value);
    if (from) query.set('from', momentOf(from, 0));
    if (to) query.set('to', momentOf(plusDays(to, 1), 0));
    const [page] = await Promise.all([getPage<AuditRow>(`/audit?${query}`), this.loadNames()]);
    this.rows = page.items;
    this.next = page.next;
  }

  // The names in the filter are a help: without the right to see users or clients the log still opens.
  private async loadNames() {
    const { client } = this.filter;
    try {
      if (!this.users.length) this.users = await api.get<{ id: string; name: string }[]>('/users');
    } catch {
      this.users = [];
    }
    if (client && this.client?.id !== client) {
      try {
        const found = await api.get<ClientLine & { preferred_name: string }>(`/clients/${client}`);
        this.client = { ...found, name: [found.preferred_name || found.given_name, found.family_name].filter(Boolean).join(' ') };
      } catch {
        this.client = null;
      }
    }
  }

  private set(change: Partial<Filter>) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...this.filter, ...change })) if (value) query.set(name, value);
    navigate(`/admin/audit${query.size ? `?${query}` : ''}`, 'replace');
  }

  private async more() {
    const { items, next } = await getPage<AuditRow>(this.next);
    this.rows = [...this.rows, ...items];
    this.next = next;
  }

  override render() {
    const { filter } = this;
    const day = (name: 'from' | 'to', label: string) => html`<div class="field"><label for="audit-${name}">${label}</label>
      <input id="audit-${name}" type="date" .value=${filter[name]} max=${dayOf(Date.now())}
        @change=${(e: Event) => this.set({ [name]: (e.target as HTMLInputElement).value })}></div>`;
    return html`<div class="page"><div class="page-head"><div><h1 tabindex="-1">Audit log</h1>
        <p class="muted">Every look at a client’s record and every change,
          sealed as it happens. Nothing here can be edited.</p></div></div>
      <div class="filter-row">
        <lb-client-pick .client=${this.client}
          @lb-client=${(e: CustomEvent<{ client: ClientLine | null }>) => { this.client = e.detail.client; this.set({ client: e.detail.client?.id ?? '' }); }}></lb-client-pick>
        ${select('audit-actor', 'Person', [['', 'Everybody'], ...this.users.map(user => [user.id, user.name] as const)],
          filter.actor, actor => this.set({ actor }))}
        ${select('audit-action', 'What', actions, filter.action, action => this.set({ action }))}
        ${day('from', 'From')}${day('to', 'To')}</div>
      ${this.whenReady(() => this.rows.length ? html`${auditTable(this.rows, true)}
          ${this.next ? html`<p><button class="btn" @click=${this.more}>Show more</button></p>` : nothing}`
        : html`<div class="card empty">${icon('history')}<p>Nothing has happened that fits this.</p>
          <button class="btn" @click=${() => { this.client = null; navigate('/admin/audit', 'replace'); }}>Show everything</button></div>`)}</div>`;
  }
}
customElements.define('lb-audit', AuditPage);
