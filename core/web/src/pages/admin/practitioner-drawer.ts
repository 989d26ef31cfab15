import { html, nothing } from 'lit';
import { Problem } from '../../shell/api';
import { Drawer } from '../drawer';
import { errorList, field, select, valuesOf } from '../form';
import type { Practitioner, Room, WeeklyHours } from '../types';
import { wrongHours } from './hours';
import { save } from './save';
import './hours-editor';

// Somebody who treats, with their week. Tells lb-saved and lb-close.
class PractitionerDrawer extends Drawer {
  static override properties = { practitioner: { attribute: false }, rooms: { attribute: false }, problem: { state: true },
    busy: { state: true } };
  practitioner: Practitioner | null = null;
  rooms: Room[] = [];
  position = 1;
  private problem: Problem | null = null;
  private busy = false;
  private room: string | null = null;
  private hours: WeeklyHours[] = [];

  override connectedCallback() {
    super.connectedCallback();
    this.hours = [...this.practitioner?.hours ?? []];
  }

  protected override opened() {
    this.querySelector<HTMLElement>('#name')?.focus();
  }

  private async submit(event: Event) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { name = '', title = '', licence = '' } = valuesOf(form);
    const wrong = wrongHours(this.hours);
    this.problem = wrong ? new Problem(422, { detail: wrong }) : null;
    if (wrong) return;
    const room = this.room ?? this.practitioner?.room ?? '';
    this.busy = true;
    try {
      await save('/practitioners', this.practitioner, {
        name, title, licence, ...(room ? { room } : {}), position: this.practitioner?.position ?? this.position,
          hours: this.hours,
        active: form.querySelector<HTMLInputElement>('[name=active]')?.checked ?? true,
      }, `${name} saved`);
      this.dispatchEvent(new CustomEvent('lb-saved', { bubbles: true }));
      this.close();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  protected override heading() {
    return html`<h2 id="drawer-title" tabindex="-1">${this.practitioner?.name ?? 'New practitioner'}</h2>`;
  }

  protected override body() {
    const { practitioner, problem } = this;
    return html`<form id="practitioner" class="stack" @submit=${this.submit}>
      ${field('name', { label: 'Name', value: practitioner?.name, required: true }, problem)}
      <div class="fields">${field('title', { label: 'Title', value: practitioner?.title, optional: true, placeholder: 'RMT' },
        problem)}
        ${field('licence', { label: 'Licence', value: practitioner?.licence, optional: true }, problem)}</div>
      ${select('room', 'Own room', [['', 'None'], ...this.rooms.filter(r => r.active).map(r => [r.id, r.name] as const)],
        this.room ?? practitioner?.room ?? '', value => { this.room = value; }, problem)}
      <div><span class="label">Week</span><lb-hours .hours=${this.hours}
        @lb-hours=${(e: CustomEvent<{ hours: WeeklyHours[] }>) => { this.hours = e.detail.hours; }}></lb-hours></div>
      ${practitioner ? html`<label class="check"><input type="checkbox" name="active"
        .checked=${practitioner.active}>Works here</label>` : nothing}</form>`;
  }

  protected override foot() {
    return html`${errorList(this.problem)}<button class="btn primary" form="practitioner"
      ?disabled=${this.busy}>Save practitioner</button>`;
  }
}
customElements.define('lb-practitioner-drawer', PractitionerDrawer);
