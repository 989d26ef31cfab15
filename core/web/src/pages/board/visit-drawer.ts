import { icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { Problem, api, net } from '../../shell/api';
import { on } from '../../shell/bus';
import { onServer } from '../../shell/live';
import { can } from '../../shell/session';
import { date, hm } from '../../shell/times';
import { alertRows } from '../alert-rows';
import { Drawer } from '../drawer';
import type { VisitCard, VisitDetails, VisitLine } from '../types';
import { allowed, nextStep, steps, take, type Step } from './actions';
import { serviceWords, statuses } from './status';

// One visit: alerts first, facts, what plugins add, and the next thing to do. Tells lb-close, lb-changed and lb-move {visit}.
class VisitDrawer extends Drawer {
  static override properties = { card: { attribute: false }, details: { state: true }, last: { state: true },
    problem: { state: true }, busy: { state: true } };
  card!: VisitCard;
  private details: VisitDetails | null = null;
  private last: VisitLine | null = null;
  private problem: Problem | null = null;
  private busy = false;
  private off: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    const mine = (data: { appointment?: string; client?: string }) => {
      if (data?.appointment === this.card.id || data?.client === this.card.client) void this.load();
    };
    this.off = [...['appointment_changed', 'screening_changed', 'client_updated'].map(event => onServer(event, mine)),
      on('net', () => this.requestUpdate())];
    void this.load();
    void this.loadLast();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off.forEach(off => off());
  }

  private async load() {
    try {
      this.details = await api.get<VisitDetails>(`/appointments/${this.card.id}`);
      this.problem = null;
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    }
  }

  private async loadLast() {
    try {
      const visits = await api.get<VisitLine[]>(`/clients/${this.card.client}/visits?limit=20`);
      this.last = visits.find(visit => visit.status === 'done' && visit.starts_at < this.card.starts_at) ?? null;
    } catch {
      this.last = null;
    }
  }

  private get visit(): VisitCard {
    return this.details ?? this.card;
  }

  private async step(step: Step) {
    this.busy = true;
    const done = await take(step, this.visit, () => {
      this.dispatchEvent(new CustomEvent('lb-changed', { bubbles: true }));
      void this.load();
    });
    this.busy = false;
    if (done) this.close();
  }

  protected override heading() {
    const { client_name, starts_at, ends_at, room_name } = this.visit;
    return html`<h2 id="drawer-title" tabindex="-1">${client_name}</h2>
      <p class="muted">${hm(starts_at)} to ${hm(ends_at)}${room_name ? `, ${room_name}` : ''}</p>`;
  }

  protected override body() {
    return html`${this.problem && !this.details ? html`<div class="card failed" role="alert"><p>${this.problem.detail}</p>
        <button class="btn" @click=${this.load}>Try again</button></div>` : nothing}
      ${this.alerts()}
      ${this.facts()}
      ${this.last ? html`<section><h3>Last visit</h3><p
        class="muted">${date(this.last.starts_at)}, ${this.last.practitioner_name}. ${this.last.service_name}.</p></section>` : nothing}
      <lb-slot name="appointment.details" .ctx=${{ appointmentId: this.card.id, clientId: this.card.client }}></lb-slot>`;
  }

  private alerts() {
    const { details } = this;
    if (!details) return this.problem ? nothing : html`<div class="blank" aria-hidden="true"></div>`;
    const over = details.status === 'done' || details.status === 'cancelled' || details.status === 'no_show';
    return html`${alertRows({ alerts: details.alert_rows, screening: over ? null : details.screening_now, failed: details.failed })}`;
  }

  private facts() {
    const visit = this.visit;
    const minutes = Math.round((Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000);
    const fact = (term: string, value: unknown) => value ? html`<div><dt>${term}</dt><dd>${value}</dd></div>` : nothing;
    return html`<dl class="facts cols">
      ${fact('Service', serviceWords(visit.service_name, minutes, 'minutes'))}
      ${fact('Practitioner', visit.practitioner_name)}
      ${fact('Status', statuses[visit.status].words)}
      ${fact('Phone', visit.phone ? html`<a href="tel:${visit.phone}">${visit.phone}</a>` : '')}
      ${fact('Client number', visit.client_number)}
      ${fact('First visit', visit.new_client ? 'Yes' : '')}
      ${visit.badges.map(badge => html`<div><dt>To do</dt><dd>${badge.label}</dd></div>`)}
      ${fact('Screened at start', this.details?.screening)}
      ${fact('Started despite a block', this.details?.override_reason ? `${this.details.override_reason} (${this.details.overridden_by})` : '')}
      ${fact('Note', visit.note)}</dl>`;
  }

  protected override foot() {
    const visit = this.visit;
    const next = nextStep(visit);
    const off = this.busy || !net.online;
    const small = (step: Step, look = '') => allowed(step, visit)
      ? html`<button class="btn ${look}" ?disabled=${off}
        @click=${() => this.step(step)}>${steps[step].label}</button>` : nothing;
    const movable = can('appointments.edit') && ['booked', 'confirmed', 'arrived'].includes(visit.status);
    return html`${net.online ? nothing : html`<p class="hint">Offline: a visit can be changed when the server is back.</p>`}
      ${next ? html`<button class="btn primary" ?disabled=${off}
        @click=${() => this.step(next)}>${icon(steps[next].icon)}${steps[next].label}</button>` : nothing}
      <lb-slot name="appointment.actions" .ctx=${{ appointmentId: this.card.id, clientId: this.card.client }}></lb-slot>
      <div class="pair"><a class="btn" href="/clients/${visit.client}" @click=${this.close}>Open client</a>
        ${movable ? html`<button class="btn" ?disabled=${off} @click=${this.move}>Move</button>` : nothing}
      </div>
      <div class="rare">${small('confirm', 'quiet')}${small('no-show', 'quiet')}${small('cancel', 'quiet bad')}</div>`;
  }

  private move() {
    const visit = this.visit;
    this.close();
    this.dispatchEvent(new CustomEvent('lb-move', { detail: { visit }, bubbles: true }));
  }
}
customElements.define('lb-visit-drawer', VisitDrawer);
