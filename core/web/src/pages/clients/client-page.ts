import { LbPage, icon, initials } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { on } from '../../shell/bus';
import { onServer } from '../../shell/live';
import { slotEntries } from '../../shell/registry';
import { can } from '../../shell/session';
import { age, dayText } from '../../shell/times';
import { alertRows } from '../alert-rows';
import type { Alerts, Client } from '../types';
import './client-access';
import './client-details';
import './client-edit';
import './client-visits';

type Core = 'overview' | 'visits' | 'edit' | 'access';

// One client: who it is, what to heed, and what core and plugins know.
class ClientPage extends LbPage {
  static override properties = { client: { state: true }, alerts: { state: true }, alertsFailed: { state: true } };
  private client: Client | null = null;
  private alerts: Alerts | null = null;
  private alertsFailed: Problem | null = null;
  private about = '';
  private off: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    const mine = (data: { client?: string }) => {
      if (data?.client === this.params?.client) void this.loadAlerts();
    };
    const all = () => void this.loadAlerts();
    const events = ['screening_changed', 'appointment_booked', 'appointment_changed', 'health_facts_changed'];
    this.off = [...events.map(event => onServer(event, mine)), on('reconnected', all), on('registry', all)];
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off.forEach(off => off());
  }

  // Another tab of the same client needs nothing new.
  override async load() {
    const id = this.params.client as string;
    if (id === this.about && this.client) return;
    const [client] = await Promise.all([api.get<Client>(`/clients/${id}`), this.loadAlerts()]);
    this.client = client;
    this.about = id;
  }

  private async loadAlerts() {
    try {
      this.alerts = await api.get<Alerts>(`/clients/${this.params.client}/alerts`);
      this.alertsFailed = null;
    } catch (thrown) {
      this.alerts = null;
      this.alertsFailed = Problem.from(thrown);
    }
  }

  private async saved(event: CustomEvent<{ client: Client }>) {
    this.client = event.detail.client;
  }

  private get name() {
    const { client } = this;
    return client ? [client.preferred_name || client.given_name, client.family_name].filter(Boolean).join(' ') : 'Client';
  }

  override render() {
    return html`<div class="page">${this.whenReady(() => html`${this.head(this.client!)}${this.heed()}${this.tabs()}${this.tab(this.client!)}`, 'Client')}</div>`;
  }

  private head(client: Client) {
    return html`<header class="person"><span class="avatar big" aria-hidden="true">${initials(this.name)}</span>
      <div class="grow"><h1 tabindex="-1">${this.name}</h1><p class="meta">
        ${client.birth_date ? html`<span>${icon('cake')}${dayText(client.birth_date)}, ${age(client.birth_date)}</span>` : nothing}
        ${client.pronouns ? html`<span>${client.pronouns}</span>` : nothing}
        ${client.phone ? html`<a href="tel:${client.phone}">${icon('phone')}${client.phone}</a>` : nothing}
        ${client.email ? html`<a class="hide-phone" href="mailto:${client.email}">${icon('mail')}${client.email}</a>` : nothing}
        <span>No. ${client.number}</span>${client.archived ? html`<span class="chip">Archived</span>` : nothing}</p></div>
      <div class="acts">
        ${can('appointments.edit') ? html`<a class="btn"
          href="/board?new=1&client=${client.id}">${icon('calendar-plus')}Book</a>` : nothing}
        ${can('clients.edit') ? html`<a class="btn"
          href="/clients/${client.id}/edit">${icon('pen-line')}Edit details</a>` : nothing}</div></header>`;
  }

  private heed() {
    if (this.alertsFailed) {
      return html`<section class="alerts" aria-label="Alerts"><div class="alert unscreened"
        role="alert">${icon('circle-alert')}<div class="grow">
        <b>Alerts could not be read</b><p>${this.alertsFailed.detail}</p></div><button class="btn sm"
          @click=${this.loadAlerts}>Try again</button></div></section>`;
    }
    if (!this.alerts) return nothing;
    return alertRows(this.alerts);
  }

  private get current(): string {
    return this.params?.tab || 'overview';
  }

  private tabs() {
    const base = `/clients/${this.params.client}`;
    const plugins = slotEntries('client.tab').filter(entry => entry.plugin && (!entry.needs || can(entry.needs)));
    const tab = (id: string, href: string, words: string) => html`<a href=${href}
      aria-current=${this.current === id ? 'page' : 'false'}>${words}</a>`;
    return html`<nav class="tabs" aria-label="Client record">
      ${tab('overview', base, 'Overview')}
      ${can('appointments.read') ? tab('visits', `${base}/visits`, 'Visits') : nothing}
      ${plugins.map(entry => tab(entry.plugin!.id, `${base}/${entry.plugin!.id}`, entry.label ?? entry.plugin!.name))}
      ${this.current === 'edit' ? tab('edit', `${base}/edit`, 'Edit details') : nothing}
      ${can('audit.read') ? tab('access', `${base}/access`, 'Who saw this') : nothing}</nav>`;
  }

  private tab(client: Client) {
    const ctx = { clientId: client.id };
    const core: Record<Core, () => unknown> = {
      overview: () => html`<div class="two"><div class="stack"><lb-slot name="client.main" .ctx=${ctx}></lb-slot>
          <lb-client-visits class="contents" .params=${{ client: client.id, most: 5 }}></lb-client-visits></div>
        <div class="stack"><lb-slot name="client.side" .ctx=${ctx}></lb-slot><lb-client-details
          .client=${client}></lb-client-details></div></div>`,
      visits: () => html`<lb-client-visits class="contents" .params=${{ client: client.id }}></lb-client-visits>`,
      edit: () => html`<lb-client-edit .client=${client} @lb-saved=${this.saved}></lb-client-edit>`,
      access: () => html`<lb-client-access .params=${{ client: client.id }}></lb-client-access>`,
    };
    const own = core[this.current as Core];
    if (own) return own();
    const plugin = slotEntries('client.tab').some(entry => entry.plugin?.id === this.current);
    return plugin ? html`<div class="stack"><lb-slot name="client.tab" only=${this.current} .ctx=${ctx}></lb-slot></div>`
      : html`<div class="card empty"><p>This part of the record is not here. Its plugin may be turned off.</p></div>`;
  }
}
customElements.define('lb-client', ClientPage);
