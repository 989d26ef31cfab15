import { html, nothing } from 'lit';
import { minuteOf, minuteText } from '../../shell/times';
import type { Opening } from '../types';

// Free times as buttons; a time drawn on the board stands first, even when it is not among them.
export function timeChoices(openings: Opening[] | null, chosen: number, drawn: number, choose: (minute: number) => void) {
  const free = [...new Set((openings ?? []).map(o => minuteOf(o.starts_at)))].sort((a, b) => a - b);
  const times = drawn >= 0 && !free.includes(drawn) ? [drawn, ...free] : free;
  return html`<fieldset class="field"><legend>Time</legend>
    ${openings ? nothing : html`<p class="hint">Looking for free times…</p>`}
    ${openings && !free.length ? html`<p
      class="hint">No free time on this day. Choose another day or practitioner, or type a time.</p>` : nothing}
    <div class="time-choices">${times.map(minute => html`<label class="choice"><input type="radio" name="time" value=${minute}
      .checked=${minute === chosen}
      @change=${() => choose(minute)}><span>${minuteText(minute)}</span></label>`)}</div>
    <label class="hint" for="booking-time">Another time</label>
    <input id="booking-time" type="time" step="300" .value=${chosen >= 0 && !times.includes(chosen) ? minuteText(chosen) : ''}
      @change=${(e: Event) => choose(minuteFrom((e.target as HTMLInputElement).value))}></fieldset>`;
}

function minuteFrom(text: string) {
  const [hours, minutes] = text.split(':').map(Number);
  return text ? hours! * 60 + minutes! : -1;
}
