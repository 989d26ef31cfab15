import { icon } from '@lumbar/ui';
import { LitElement, html } from 'lit';
import { minuteText } from '../../shell/times';
import type { WeeklyHours } from '../types';
import { minuteOfText, weekdays } from './hours';

// Weekly working hours and breaks. Tells lb-hours {hours}.
class HoursEditor extends LitElement {
  static override properties = { hours: { attribute: false } };
  hours: WeeklyHours[] = [];

  override createRenderRoot() {
    return this;
  }

  private tell(hours: WeeklyHours[]) {
    this.hours = hours;
    this.dispatchEvent(new CustomEvent('lb-hours', { detail: { hours } }));
  }

  private change(span: WeeklyHours, by: Partial<WeeklyHours>) {
    this.tell(this.hours.map(other => other === span ? { ...span, ...by } : other));
  }

  private add(weekday: number, is_break: boolean) {
    const day = this.hours.filter(span => span.weekday === weekday && !span.is_break);
    const last = Math.max(0, ...day.map(span => span.to_minute));
    const span = is_break ? { from_minute: 12 * 60 + 30, to_minute: 13 * 60 }
      : last ? { from_minute: last + 60, to_minute: Math.min(24 * 60, last + 180) } : { from_minute: 9 * 60, to_minute: 17 * 60 };
    this.tell([...this.hours, { weekday, is_break, ...span }]);
  }

  private copyMonday() {
    const monday = this.hours.filter(span => span.weekday === 1);
    const rest = this.hours.filter(span => span.weekday === 1 || span.weekday > 5);
    this.tell([...rest, ...[2, 3, 4, 5].flatMap(weekday => monday.map(span => ({ ...span, weekday })))]);
  }

  override render() {
    return html`<div class="hours-table" role="group"
      aria-label="Working hours">${weekdays.map((name, i) => this.day(name, i + 1))}</div>
      <button type="button" class="btn sm" @click=${this.copyMonday}>Monday’s hours for Tuesday to Friday</button>`;
  }

  private day(name: string, weekday: number) {
    const spans = this.hours.filter(span => span.weekday === weekday)
      .sort((a, b) => Number(a.is_break) - Number(b.is_break) || a.from_minute - b.from_minute);
    return html`<div class="hours-row"><b>${name}</b><div class="spans">
      ${spans.map(span => this.span(span, name))}
      <div class="acts"><button type="button" class="btn quiet sm" aria-label="Add hours on ${name}"
        @click=${() => this.add(weekday, false)}>${icon('plus')}Hours</button>
        ${spans.length ? html`<button type="button" class="btn quiet sm" aria-label="Add a break on ${name}"
          @click=${() => this.add(weekday, true)}>${icon('coffee')}Break</button>` : ''}</div></div></div>`;
  }

  private span(span: WeeklyHours, name: string) {
    const what = span.is_break ? 'Break' : 'Hours';
    const time = (end: 'from_minute' | 'to_minute', label: string) => html`<input type="time" step="300"
      aria-label="${what} on ${name}, ${label}"
      .value=${minuteText(span[end])}
        @change=${(e: Event) => this.change(span, { [end]: minuteOfText((e.target as HTMLInputElement).value) })}>`;
    return html`<div class="span">${icon(span.is_break ? 'coffee' : 'clock')}${time('from_minute', 'from')}<span>to</span>${time('to_minute', 'to')}
      <button type="button" class="iconbtn" aria-label="Remove ${what.toLowerCase()} on ${name}"
        @click=${() => this.tell(this.hours.filter(s => s !== span))}>${icon('x')}</button></div>`;
  }
}
customElements.define('lb-hours', HoursEditor);
