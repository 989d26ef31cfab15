import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { api, net } from '../../shell/api';
import { on } from '../../shell/bus';
import { onServer } from '../../shell/live';
import { navigate } from '../../shell/router';
import { can } from '../../shell/session';
import { slotEntries } from '../../shell/registry';
import { toast } from '../../shell/toast';
import { dayOf, isDay, longDay, minuteOf, plusDays, shortDay } from '../../shell/times';
import type { Board, ClientLine, Status, VisitCard } from '../types';
import { allowed, take, type Step } from './actions';
import type { Wanted } from './booking';
import { desk } from './desk';
import { filterBar, noFilter, passes } from './filter';
import type { BoardGrid, Moving } from './grid';
import { moveBy, saveMove } from './move-keys';
import { statuses } from './status';
import './visit-drawer';

// What a board shows: when one of these happens, it asks again.
const shown = ['appointment_booked', 'appointment_changed', 'client_updated', 'screening_changed', 'board_badge_changed'];

// The front desk's home: one day, a lane per practitioner.
class BoardPage extends LbPage {
  static override properties = { board: { state: true }, open: { state: true }, wanted: { state: true }, lane: { state: true },
    focused: { state: true }, moving: { state: true }, deskShown: { state: true }, filter: { state: true },
      filtering: { state: true } };
  private board: Board | null = null;
  private open: VisitCard | null = null;
  private wanted: Wanted | null = null;
  private lane = 0;
  private focused = '';
  private moving: Moving | null = null;
  private deskShown = false;
  private filter = noFilter;
  private filtering = false;
  private ahead = 0;               // of the server's clock, in ms
  private off: (() => void)[] = [];
  private wait = 0;
  private drawn = '';

  override connectedCallback() {
    super.connectedCallback();
    const tick = setInterval(() => this.requestUpdate(), 30_000);
    const again = () => {
      clearTimeout(this.wait);
      this.wait = window.setTimeout(() => void this.reload(), 250);
    };
    this.off = [
      ...shown.map(event => onServer(event, again)),
      on('reconnected', again), on('registry', again), on('net', () => this.requestUpdate()), () => clearInterval(tick),
    ];
    addEventListener('keydown', this.windowKey);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off.forEach(off => off());
    removeEventListener('keydown', this.windowKey);
  }

  // Without a day in the address it is the server's today.
  private get asked() {
    return isDay(this.params?.date ?? '') ? this.params.date as string : '';
  }
  private get day() {
    return this.asked || dayOf(this.now);
  }

  override async load() {
    const day = this.asked;
    const sent = Date.now();
    const board = await api.get<Board>(`/board${day ? `?date=${day}` : ''}`);
    if (day !== this.asked) return;
    this.ahead = (sent + Date.now()) / 2 - Date.parse(board.now);
    this.board = board;
    if (!board.visits.some(visit => visit.id === this.focused)) this.focused = board.visits[0]?.id ?? '';
    if (this.params?.new && !this.wanted) void this.bookFor(this.params.client);
  }

  protected override updated() {
    if (!this.loaded || !this.board || this.drawn === this.board.date) return;
    this.drawn = this.board.date;
    const grid = this.grid;
    void grid?.updateComplete.then(() => {
      grid.scrollToNow();
      if (!performance.getEntriesByName('lumbar:ready').length) performance.mark('lumbar:ready');
    });
  }

  private get grid() {
    return this.querySelector<BoardGrid>('lb-board-grid');
  }
  private get now() {
    return Date.now() - this.ahead;
  }

  private go(day: string) {
    this.moving = null;
    navigate(day === dayOf(this.now) ? '/board' : `/board?date=${day}`);
  }

  private async book(wanted: Omit<Wanted, 'day'> = {}) {
    if (!can('appointments.edit')) return;
    await import('./booking');
    this.wanted = { day: this.day, ...wanted };
  }

  // From the find box or a client's page: /board?new=1&client=…
  private async bookFor(id: string | undefined) {
    if (!id) return this.book();
    const client = await api.get<ClientLine & { preferred_name: string }>(`/clients/${id}`);
    const name = [client.preferred_name || client.given_name, client.family_name].filter(Boolean).join(' ');
    return this.book({ client: { ...client, name } });
  }

  private windowKey = (event: KeyboardEvent) => {
    if (!event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    this.go(plusDays(this.day, event.key === 'ArrowLeft' ? -1 : 1));
  };

  // Letters on a focused card: check in, move, new appointment.
  private key(event: CustomEvent<{ key: string; visit: VisitCard }>) {
    const { visit } = event.detail;
    const key = event.detail.key.length === 1 ? event.detail.key.toLowerCase() : event.detail.key;
    if (this.moving) return this.moveKey(event, key, visit);
    if (key === 'c' && allowed('check-in', visit)) void this.take('check-in', visit);
    else if (key === 'n') void this.book();
    else if (key === 'm' && can('appointments.edit')) {
      this.moving = { visit: visit.id, practitioner: visit.practitioner, from: minuteOf(visit.starts_at) };
      toast('Move with the arrow keys, then press Enter. Esc leaves it where it was.');
    } else return;
    event.preventDefault();
  }

  private moveKey(event: Event, key: string, visit: VisitCard) {
    event.preventDefault();
    if (key === 'Escape') this.moving = null;
    else if (key === 'Enter') void this.saveMove(visit);
    else this.moving = moveBy(key, this.moving!, this.board!);
    void this.updateComplete.then(() => this.grid?.updateComplete).then(() => this.grid?.focusVisit(visit.id));
  }

  private async saveMove(visit: VisitCard) {
    const moving = this.moving!;
    await saveMove(visit, moving, this.day);
    await this.reload();
    this.moving = null;
    await this.updateComplete;
    await this.grid?.updateComplete;
    this.grid?.focusVisit(visit.id);
  }

  private take(step: Step, visit: VisitCard) {
    return take(step, visit, () => void this.reload());
  }

  private async focusVisit(visit: VisitCard) {
    this.focused = visit.id;
    await this.updateComplete;
    await this.grid?.updateComplete;
    this.grid?.focusVisit(visit.id);
  }

  override render() {
    const day = this.day;
    const title = html`<h1 tabindex="-1" data-title=${longDay(day)}><span class="long">${longDay(day)}</span><span
      class="short">${shortDay(day)}</span></h1>`;
    return html`<div class="page board-page">
      <div class="page-head"><div class="day">
          <button class="iconbtn" aria-label="Previous day" @click=${() => this.go(plusDays(day,
            -1))}>${icon('chevron-left')}</button>
          <button class="btn sm" @click=${() => this.go(dayOf(this.now))}>Today</button>
          <button class="iconbtn" aria-label="Next day" @click=${() => this.go(plusDays(day,
            1))}>${icon('chevron-right')}</button>${title}</div>
        ${this.acts()}</div>
      ${this.whenReady(() => this.content(this.board!))}
      ${this.open ? html`<lb-visit-drawer .card=${this.open} @lb-close=${() => { this.open = null; }}
        @lb-changed=${() => this.reload()}
        @lb-move=${(e: CustomEvent<{ visit: VisitCard }>) => void this.book({ move: e.detail.visit })}></lb-visit-drawer>` : nothing}
      ${this.wanted ? html`<lb-booking .wanted=${this.wanted} .board=${this.board} @lb-close=${this.booked}
        @lb-booked=${this.afterBooking}></lb-booking>` : nothing}
    </div>`;
  }

  private booked() {
    this.wanted = null;
    if (this.params?.new) navigate(this.asked ? `/board?date=${this.asked}` : '/board', 'replace');
  }

  private afterBooking(event: CustomEvent<{ day: string }>) {
    if (event.detail.day !== this.day) this.go(event.detail.day);
    else void this.reload();
  }

  private acts() {
    const shown: Status[] = ['confirmed', 'arrived', 'in_session', 'done'];
    return html`<div class="acts">
      <ul class="key" aria-label="Key">${shown.map(status => html`<li
        class=${status}>${icon(statuses[status].icon)}${statuses[status].words}</li>`)}</ul>
      <button class="btn" aria-expanded=${this.filtering} aria-label="Filter"
        @click=${() => { this.filtering = !this.filtering; if (!this.filtering) this.filter = noFilter; }}>
        ${icon('list-filter')}<span>Filter</span></button>
      <button class="btn desk-button" aria-expanded=${this.deskShown} aria-label="Front desk lists"
        @click=${() => { this.deskShown = !this.deskShown; }}>
        ${icon('panel-right')}</button>
      ${can('appointments.edit') ? html`<button class="btn primary" ?disabled=${!net.online} aria-label="New appointment"
        @click=${() => this.book()}>
        ${icon('plus')}<span>New appointment</span></button>` : nothing}</div>`;
  }

  private content(board: Board) {
    if (!board.practitioners.length) return this.empty();
    const isToday = board.date === dayOf(this.now);
    const aside = isToday || slotEntries('board.aside').length > 0;
    return html`${board.failed.map(plugin => html`<div class="alert unscreened slim">${icon('circle-alert')}
        <span class="grow">Alerts and marks of ${plugin} could not be read. A card without a mark may still have one.</span></div>`)}
      ${this.filtering ? filterBar(this.filter, filter => { this.filter = filter; }) : nothing}
      <div class="lane-picker" role="group" aria-label="Practitioner">${board.practitioners.map((p, i) => html`
        <button class="pill" aria-pressed=${this.lane === i}
          @click=${() => { this.lane = i; }}>${p.name.split(/\s+/)[0]}</button>`)}</div>
      <div class="board-split ${aside ? '' : 'folded'}">
        <lb-board-grid class="contents" .board=${board} .minute=${isToday ? minuteOf(this.now) : -1} .lane=${this.lane}
          .focused=${this.focused}
          .moving=${this.moving} .shows=${(visit: VisitCard) => passes(this.filter, visit)} .canBook=${can('appointments.edit')
            && net.online}
          @lb-open=${(e: CustomEvent<{ visit: VisitCard }>) => { this.open = e.detail.visit; this.focused = e.detail.visit.id; }}
          @lb-focus=${(e: CustomEvent<{ visit: VisitCard }>) => this.focusVisit(e.detail.visit)} @lb-key=${this.key}
          @lb-sketch=${(e: CustomEvent<{ practitioner: string; from: number }>) => this.book({ practitioner: e.detail.practitioner, minute: e.detail.from })}>
        </lb-board-grid>
        ${aside ? desk(board, this.now, isToday, this.deskShown, {
          open: visit => { this.open = visit; }, take: (step, visit) => void this.take(step, visit),
        }) : nothing}</div>`;
  }

  private empty() {
    return html`<div class="card empty">${icon('calendar-days')}<p>Nobody treats here yet. Add practitioners with their hours, and the board fills.</p>
      ${can('clinic.edit') ? html`<a class="btn primary" href="/admin/settings">Add practitioners</a>` : nothing}</div>`;
  }
}
customElements.define('lb-board', BoardPage);
