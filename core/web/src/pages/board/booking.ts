import { icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { Problem, api, net } from '../../shell/api';
import { on } from '../../shell/bus';
import { can } from '../../shell/session';
import { toast } from '../../shell/toast';
import { dayOf, hm, longDay, minuteOf, minuteText, momentOf, today } from '../../shell/times';
import { Drawer } from '../drawer';
import { errorList, select } from '../form';
import type { Board, ClientLine, Opening, Practitioner, Room, Service, VisitCard } from '../types';
import { clashOf } from './clash';
import { serviceWords } from './status';
import { timeChoices } from './time-choices';
import '../client-pick';
import '../new-client';

export interface Wanted {
  day: string;
  practitioner?: string;
  minute?: number;                 // drawn on the board
  client?: ClientLine;
  move?: VisitCard;                // this visit gets the new time
}
interface Lists {
  services: Service[];
  practitioners: Practitioner[];
  rooms: Room[];
}

// Books a visit, or moves one. Tells lb-close and lb-booked {day}.
class BookingDrawer extends Drawer {
  static override properties = { wanted: { attribute: false }, board: { attribute: false }, lists: { state: true },
    openings: { state: true },
    client: { state: true }, registering: { state: true }, service: { state: true }, practitioner: { state: true },
      room: { state: true },
    day: { state: true }, minute: { state: true }, problem: { state: true }, busy: { state: true } };
  wanted!: Wanted;
  board: Board | null = null;      // of the day that is shown, for clashes
  private lists: Lists | null = null;
  private openings: Opening[] | null = null;
  private client: ClientLine | null = null;
  private registering: string | null = null;
  private service = '';
  private practitioner = '';
  private room = '';
  private day = '';
  private minute = -1;
  private problem: Problem | null = null;
  private busy = false;
  private asked = 0;
  private off?: () => void;

  override connectedCallback() {
    super.connectedCallback();
    const { wanted } = this;
    this.day = wanted.day < today() ? today() : wanted.day;
    this.practitioner = wanted.practitioner ?? wanted.move?.practitioner ?? '';
    this.minute = wanted.minute ?? -1;
    this.client = wanted.client ?? null;
    this.service = wanted.move?.service ?? '';
    this.off = on('net', () => this.requestUpdate());
    void this.loadLists();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off?.();
  }

  protected override opened() {
    this.querySelector<HTMLElement>(this.wanted.move ? '#booking-day' : '#client-pick')?.focus();
  }

  private async loadLists() {
    try {
      const [services, practitioners, rooms] = await Promise.all([
        api.get<Service[]>('/services'), api.get<Practitioner[]>('/practitioners'), api.get<Room[]>('/rooms')]);
      const active = <T extends { active: boolean }>(list: T[]) => list.filter(entry => entry.active);
      this.lists = { services: active(services), practitioners: active(practitioners), rooms: active(rooms) };
      this.service ||= this.lists.services[0]?.id ?? '';
      void this.loadOpenings();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    }
  }

  private async loadOpenings() {
    if (!this.service || !this.day) return;
    const turn = ++this.asked;
    this.openings = null;
    const query = new URLSearchParams({ service: this.service, date: this.day });
    if (this.practitioner) query.set('practitioner', this.practitioner);
    const client = this.wanted.move?.client ?? this.client?.id;
    if (client) query.set('client', client);
    if (this.wanted.move) query.set('appointment', this.wanted.move.id);
    try {
      const openings = await api.get<Opening[]>(`/openings?${query}`);
      if (turn === this.asked) this.openings = openings;
    } catch {
      if (turn === this.asked) this.openings = [];
    }
  }

  private set(change: () => void) {
    change();
    this.problem = null;
    void this.loadOpenings();
  }

  private get minutes() {
    const { move } = this.wanted;
    if (move) return Math.round((Date.parse(move.ends_at) - Date.parse(move.starts_at)) / 60_000);
    return this.lists?.services.find(s => s.id === this.service)?.minutes ?? 60;
  }

  // Said before saving when the board already knows of it; the server has the last word.
  private get clash() {
    if (this.minute < 0 || this.board?.date !== this.day) return '';
    return clashOf(this.board, {
      from: this.minute, to: this.minute + this.minutes, practitioner: this.practitioner, room: this.room,
      client: this.wanted.move?.client ?? this.client?.id ?? '', except: this.wanted.move?.id ?? '',
    });
  }

  private async submit(event: Event) {
    event.preventDefault();
    const { move } = this.wanted;
    if (this.minute < 0 || (!move && !this.client)) {
      this.problem = new Problem(422, { detail: this.minute < 0 ? 'Choose a time.' : 'Choose a client.' });
      return;
    }
    this.busy = true;
    this.problem = null;
    const place = {
      starts_at: momentOf(this.day, this.minute),
      ...(this.practitioner ? { practitioner: this.practitioner } : {}), ...(this.room ? { room: this.room } : {}),
    };
    try {
      const note = this.querySelector<HTMLTextAreaElement>('#booking-note')?.value.trim();
      const made = move ? await api.post<Made>(`/appointments/${move.id}/move`, place)
        : await api.post<Made>('/appointments', { client: this.client!.id, service: this.service, ...(note ? { note } : {}),
          ...place });
      this.say(made);
      this.dispatchEvent(new CustomEvent('lb-booked', { detail: { day: this.day }, bubbles: true }));
      this.close();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      void this.loadOpenings();
      await this.updateComplete;
      this.querySelector<HTMLElement>('.error-list')?.focus();
    } finally {
      this.busy = false;
    }
  }

  private say(made: Made) {
    const { move } = this.wanted;
    const name = move?.client_name ?? this.client?.name ?? '';
    const text = `${name} is ${move ? 'moved to' : 'booked for'} ${this.day === today() ? '' : `${longDay(this.day)}, `}${hm(made.starts_at)}`;
    const undo = () => void this.takeBack(made);
    toast(made.warning ? `${text}. ${made.warning}` : text, { kind: 'ok', action: { label: 'Undo', run: undo } });
  }

  private async takeBack(made: Made) {
    const { move } = this.wanted;
    try {
      if (move) {
        const { starts_at, practitioner, room } = move;
        await api.post(`/appointments/${move.id}/move`, { starts_at, practitioner, room });
      } else {
        await api.post(`/appointments/${made.id}/cancel`, { reason: 'Booked by mistake' });
      }
      toast(move ? 'Moved back' : 'Booking taken back');
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    }
  }

  protected override heading() {
    const { move } = this.wanted;
    return html`<h2 id="drawer-title" tabindex="-1">${move ? 'Move visit' : 'New appointment'}</h2>
      ${move ? html`<p class="muted">${move.client_name}, now ${longDay(dayOf(move.starts_at))}, ${hm(move.starts_at)}</p>` : nothing}`;
  }

  protected override body() {
    if (!this.lists) return this.problem ? errorList(this.problem) : html`<div class="blank tall" aria-hidden="true"></div>`;
    if (this.missing) return this.notReady(this.missing);
    const registering = this.registering !== null;
    return html`${this.wanted.move ? nothing : this.who()}
      <form id="booking" class="stack" @submit=${this.submit} ?hidden=${registering}>${this.choices(this.lists)}</form>`;
  }

  // A clinic that has just been set up: nothing can be booked before it has these.
  private get missing() {
    const { lists } = this;
    if (!lists) return '';
    const wanted = [['a room', lists.rooms], ['a service', lists.services], ['a practitioner', lists.practitioners]] as const;
    return wanted.filter(([, list]) => !list.length).map(([words]) => words).join(', ');
  }

  private notReady(missing: string) {
    return html`<div class="empty">${icon('calendar-days')}<p>Before a visit can be booked, the clinic needs: ${missing}.</p>
      ${can('clinic.edit') ? html`<a class="btn primary" href="/admin/settings" @click=${this.close}>Open settings</a>`
        : html`<p class="muted">An administrator adds them under Settings.</p>`}</div>`;
  }

  private who() {
    if (this.registering !== null) {
      return html`<lb-client-form brief .name=${this.registering} @lb-cancel=${() => { this.registering = null; }}
        @lb-registered=${(e: CustomEvent<{ client: ClientLine }>) => this.set(() => { this.client = e.detail.client; this.registering = null; })}></lb-client-form>`;
    }
    return html`<lb-client-pick .client=${this.client}
      @lb-client=${(e: CustomEvent<{ client: ClientLine | null }>) => this.set(() => { this.client = e.detail.client; })}
      @lb-new-client=${(e: CustomEvent<{ name: string }>) => { this.registering = e.detail.name; }}></lb-client-pick>`;
  }

  private choices({ services, practitioners, rooms }: Lists) {
    const { move } = this.wanted;
    const anyone: [string, string][] = move ? [] : [['', 'Anyone who is free']];
    return html`
      ${move ? nothing : select('service', 'Service', services.map(s => [s.id, serviceWords(s.name, s.minutes, 'min')] as const),
        this.service,
        value => this.set(() => { this.service = value; }), this.problem)}
      ${select('practitioner', 'Practitioner', [...anyone, ...practitioners.map(p => [p.id, p.name] as const)], this.practitioner,
        value => this.set(() => { this.practitioner = value; }), this.problem)}
      <div class="field"><label for="booking-day">Day</label><input id="booking-day" type="date" required .value=${this.day}
        @change=${(e: Event) => this.set(() => { this.day = (e.target as HTMLInputElement).value; })}></div>
      ${timeChoices(this.openings, this.minute, this.wanted.minute ?? -1,
        minute => { this.minute = minute; this.problem = null; })}
      ${this.clash ? html`<p class="error" role="status">${this.clash}</p>` : nothing}
      ${select('room', 'Room', [['', this.proposedRoom], ...rooms.map(r => [r.id, r.name] as const)], this.room,
        value => { this.room = value; }, this.problem)}
      ${move ? nothing : html`<div class="field"><label for="booking-note">Note for the desk <small>(optional)</small></label>
        <textarea id="booking-note" rows="2" maxlength="500"></textarea></div>`}`;
  }

  private get proposedRoom() {
    const opening = this.openings?.find(o => minuteOf(o.starts_at) === this.minute);
    return opening ? `${opening.room_name} (proposed)` : 'A free room';
  }

  protected override foot() {
    if (this.registering !== null || !this.lists || this.missing) return nothing;
    const words = this.wanted.move ? 'Move visit' : 'Book appointment';
    return html`${errorList(this.problem)}
      ${net.online ? nothing : html`<p class="hint">Offline: booking needs the server.</p>`}
      <button class="btn primary" form="booking" ?disabled=${this.busy || !net.online}>${icon('calendar-plus')}${words}${
        this.minute >= 0 ? `, ${minuteText(this.minute)}` : ''}</button>`;
  }
}
customElements.define('lb-booking', BookingDrawer);

interface Made {
  id: string;
  starts_at: string;
  warning?: string | null;
}
