import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { getPage } from '../../shell/api';
import { onServer } from '../../shell/live';
import { date, dayOf, hm } from '../../shell/times';
import type { Status, VisitLine } from '../types';
import { statuses } from '../board/status';

const tone: Partial<Record<Status, string>> = { confirmed: 'ok', arrived: 'info', in_session: 'ok', no_show: 'bad' };

// A client's visits, what is to come first. With params.most only so many, in a card.
class ClientVisits extends LbPage {
  static override properties = { visits: { state: true }, next: { state: true } };
  private visits: VisitLine[] = [];
  private next = '';
  private off: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    const mine = (data: { client?: string }) => {
      if (data?.client === this.params?.client) void this.reload();
    };
    this.off = ['appointment_booked', 'appointment_changed'].map(event => onServer(event, mine));
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off.forEach(off => off());
  }

  override async load() {
    const { items, next } = await getPage<VisitLine>(`/clients/${this.params.client}/visits?limit=30`);
    this.visits = items;
    this.next = next;
  }

  private async more() {
    const { items, next } = await getPage<VisitLine>(this.next);
    this.visits = [...this.visits, ...items];
    this.next = next;
  }

  override render() {
    const most = this.params?.most as number | undefined;
    const now = new Date().toISOString();
    const coming = this.visits.filter(visit => visit.ends_at >= now && visit.status !== 'cancelled').reverse();
    const past = this.visits.filter(visit => !coming.includes(visit));
    const shown = most ? [...coming.slice(0, 3), ...past].slice(0, most) : [];
    if (most) return html`<section class="card"><div class="card-head"><h2>Visits</h2>${this.visits.length > most ? html`<a
      href="/clients/${this.params.client}/visits">All visits</a>` : nothing}</div>
      ${this.whenReady(() => this.list(shown))}</section>`;
    return html`<div class="stack">${this.whenReady(() => html`
      <section class="card"><h2>To come</h2>${this.list(coming, 'No visit is booked.')}</section>
      <section class="card"><h2>Past</h2>${this.list(past, 'No visit yet.')}
        ${this.next ? html`<button class="btn sm" @click=${this.more}>Show more</button>` : nothing}</section>`)}</div>`;
  }

  private list(visits: VisitLine[], none = 'No visit yet.') {
    if (!visits.length) return html`<p class="muted">${none}</p>`;
    return html`<ul class="lines">${visits.map(visit => html`<li><span class="when nowrap">${date(visit.starts_at)}</span>
      <span class="grow"><b>${visit.service_name}</b><small><a
        href="/board?date=${dayOf(visit.starts_at)}">${hm(visit.starts_at)}</a>, ${visit.practitioner_name}${visit.room_name ? `, ${visit.room_name}` : ''}</small>
        ${visit.note ? html`<small>${visit.note}</small>` : nothing}</span>
      <span class="chip ${tone[visit.status] ?? ''}">${icon(statuses[visit.status].icon)}${statuses[visit.status].words}</span></li>`)}</ul>`;
  }
}
customElements.define('lb-client-visits', ClientVisits);
