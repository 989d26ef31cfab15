import { icon, initials, vars } from '@lumbar/ui';
import { LitElement, html, nothing, repeat } from 'lit';
import { minuteOf, minuteText, momentOf } from '../../shell/times';
import type { Board, BoardPractitioner, VisitCard } from '../types';
import { freeTimes, placed, rangeOf, type Placed, type Range, type Span } from './layout';
import { nextVisit } from './keys';
import { visitCard } from './visit-card';
import { sketchOf, startSketch, type Sketch } from './sketch';

export interface Moving {
  visit: string;
  practitioner: string;
  from: number;
}

// The lanes of the day board. Tells its page: lb-open {visit}, lb-focus {visit}, lb-key {key, visit} (refused = handled),
// lb-sketch {practitioner, from, to}.
class BoardGrid extends LitElement {
  static override properties = {
    board: { attribute: false }, minute: { attribute: false }, lane: { attribute: false }, focused: { attribute: false },
    moving: { attribute: false }, shows: { attribute: false }, canBook: { attribute: false }, sketch: { state: true },
  };
  board!: Board;
  minute = -1;                     // now, on the wall; -1 on another day
  lane = 0;                        // the one shown on a phone
  focused = '';
  moving: Moving | null = null;
  shows: (visit: VisitCard) => boolean = () => true;
  canBook = false;
  sketch: Sketch | null = null;

  override createRenderRoot() {
    return this;
  }

  private tell(name: string, detail: unknown) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  focusVisit(id: string) {
    this.querySelector<HTMLElement>(`[data-visit="${id}"]`)?.focus();
  }

  // Brings the present hour into view, or the first visit of another day.
  scrollToNow() {
    const frame = this.querySelector<HTMLElement>('.board');
    const { opens } = rangeOf(this.board);
    const first = this.minute >= 0 ? this.minute - 90 : Math.min(...this.board.visits.map(v => minuteOf(v.starts_at))) - 20;
    if (frame && Number.isFinite(first)) frame.scrollTop = Math.max(0, (first - opens) / 60 * 88);
  }

  private key = (event: KeyboardEvent, visit: VisitCard) => {
    const lanes = this.board.practitioners.map(p => p.id);
    const next = this.moving ? undefined : nextVisit(event.key, visit, this.board.visits.filter(this.shows), lanes);
    if (next) {
      event.preventDefault();
      this.tell('lb-focus', { visit: next });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const asked = new CustomEvent('lb-key', { detail: { key: event.key, visit }, bubbles: true, cancelable: true });
    this.dispatchEvent(asked);
    if (asked.defaultPrevented) event.preventDefault();
  };

  override render() {
    const range = rangeOf(this.board);
    const hours = (range.closes - range.opens) / 60;
    const marks = Array.from({ length: hours + 1 }, (_, i) => range.opens + i * 60);
    const now = this.minute >= range.opens && this.minute <= range.closes ? this.minute : -1;
    const nowAt = { '--at': (now - range.opens) / 60 };
    return html`<section class="board" aria-label="Visits by practitioner"
      tabindex="-1" ${vars({ '--lanes': this.board.practitioners.length })}>
      <div class="board-head"><div class="corner"></div>${this.board.practitioners.map((p, i) => this.head(p, i))}</div>
      <div class="grid" ${vars({ '--hours': hours })}>
        <div class="hours" aria-hidden="true">${marks.map(minute => html`<span ${vars({ '--at': (minute - range.opens) / 60 })}>${minuteText(minute)}</span>`)}
          ${now < 0 ? nothing : html`<span class="now-label" ${vars(nowAt)}>${minuteText(now)}</span>`}</div>
        ${this.board.practitioners.map((p, i) => this.laneOf(p, i, range))}
        ${now < 0 ? nothing : html`<div class="now" ${vars(nowAt)}></div>`}
      </div></section>`;
  }

  private head(practitioner: BoardPractitioner, index: number) {
    const { name, room_name, booked_minutes } = practitioner;
    const hours = String(Math.round(booked_minutes / 6) / 10);
    const words = name.split(/\s+/);
    const short = words.length > 1 ? `${words[0]} ${[...words[words.length - 1]!][0]}.` : name;
    return html`<div class="practitioner"><span class="avatar c${index % 6}"
      aria-hidden="true">${practitioner.initials || initials(name)}</span>
      <span class="grow"><b id="lane-${practitioner.id}" title=${name}>${short}</b>
        <small>${room_name ? `${room_name.replace(/^Room\b/, 'Rm')}, ` : ''}${hours} h</small></span></div>`;
  }

  private laneOf(practitioner: BoardPractitioner, index: number, range: Range) {
    const spans = practitioner.hours.map(h => ({ from: minuteOf(h.from), to: minuteOf(h.to) || 1440, isBreak: h.is_break }));
    const own = placed(this.visitsNow().filter(v => v.practitioner === practitioner.id));
    const drawn = this.sketch?.practitioner === practitioner.id ? this.sketch : null;
    return html`<ol class="lane ${index === this.lane ? 'picked' : ''} ${this.canBook ? 'open' : ''}"
      aria-labelledby="lane-${practitioner.id}"
      @pointerdown=${this.canBook ? (e: PointerEvent) => this.draw(e, practitioner.id, range) : nothing}>
      ${freeTimes(spans.filter(s => !s.isBreak), range).map(span => html`<li class="closed-time"
        aria-hidden="true" ${this.at(span, range)}></li>`)}
      ${spans.filter(s => s.isBreak).map(span => html`<li
        class="break" ${this.at(span, range)}><span>${icon('coffee')}Break</span></li>`)}
      ${repeat(own, p => p.visit.id, p => this.card(p, range))}
      ${drawn ? html`<li class="sketch"
        aria-hidden="true" ${this.at(drawn, range)}>${minuteText(drawn.from)}</li>` : nothing}</ol>`;
  }

  // A visit that is being moved by keys stands where it would go.
  private visitsNow(): readonly VisitCard[] {
    const { moving, board } = this;
    if (!moving) return board.visits;
    return board.visits.map(visit => {
      if (visit.id !== moving.visit) return visit;
      const starts_at = momentOf(board.date, moving.from);
      const length = Date.parse(visit.ends_at) - Date.parse(visit.starts_at);
      return { ...visit, practitioner: moving.practitioner, starts_at,
        ends_at: new Date(Date.parse(starts_at) + length).toISOString() };
    });
  }

  private at({ from, to }: Span, { opens }: Range) {
    return vars({ '--at': (from - opens) / 60, '--for': (to - from) / 60 });
  }

  private card(p: Placed, { opens }: Range) {
    return visitCard(p, {
      opens, focusable: p.visit.id === this.focused, moving: this.moving?.visit === p.visit.id, faded: !this.shows(p.visit),
      open: visit => this.tell('lb-open', { visit }), key: this.key,
    });
  }

  // A click on free time books there; drawing chooses the length as well.
  private draw(event: PointerEvent, practitioner: string, { opens }: Range) {
    if (event.button || event.target !== event.currentTarget) return;
    const lane = event.currentTarget as HTMLElement;
    const start = sketchOf(event, lane, opens, practitioner);
    startSketch(event, lane, opens, start, sketch => { this.sketch = sketch; }, sketch => {
      this.sketch = null;
      if (sketch) this.tell('lb-sketch', sketch);
    });
  }
}
customElements.define('lb-board-grid', BoardGrid);
export type { BoardGrid };
