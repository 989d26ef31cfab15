import { html, nothing } from 'lit';
import { Problem } from '../../shell/api';
import { session } from '../../shell/session';
import { Drawer } from '../drawer';
import { errorList, field, select, valuesOf } from '../form';
import type { Service } from '../types';
import { save } from './save';
import { areaWords, areas, modalities, positions, pressures } from './service-words';

// A service: its length and price, and what the contraindication check has to know of it. Tells lb-saved and lb-close.
class ServiceDrawer extends Drawer {
  static override properties = { service: { attribute: false }, problem: { state: true }, busy: { state: true } };
  service: Service | null = null;
  private problem: Problem | null = null;
  private busy = false;
  private modality: string | null = null;
  private pressure: string | null = null;

  protected override opened() {
    this.querySelector<HTMLElement>('#name')?.focus();
  }

  private async submit(event: Event) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { name = '', minutes = '', price = '' } = valuesOf(form);
    const checked = (list: string) => [...form.querySelectorAll<HTMLInputElement>(`[name=${list}]:checked`)].map(box => box.value);
    const modality = this.modality ?? this.service?.modality ?? '';
    const pressure = this.pressure ?? this.service?.pressure ?? '';
    this.busy = true;
    this.problem = null;
    try {
      await save('/services', this.service, {
        name, minutes: Number(minutes), price_cents: Math.round(Number(price || 0) * 100),
        ...(modality ? { modality } : {}), ...(pressure ? { pressure } : {}), areas: checked('area'),
          positions: checked('position'),
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
    return html`<h2 id="drawer-title" tabindex="-1">${this.service?.name ?? 'New service'}</h2>`;
  }

  protected override body() {
    const { service, problem } = this;
    const boxes = (name: string, legend: string, ids: readonly string[], words: (id: string) => string, on: readonly string[]) => html`
      <fieldset class="field"><legend>${legend}</legend><div class="fields">${ids.map(id => html`
        <label class="check"><input type="checkbox" name=${name} value=${id}
          .checked=${on.includes(id)}>${words(id)}</label>`)}</div></fieldset>`;
    return html`<form id="service" class="stack" @submit=${this.submit}>
      ${field('name', { label: 'Name', value: service?.name, required: true }, problem)}
      <div class="fields">${field('minutes', { label: 'Minutes', type: 'number', value: String(service?.minutes ?? 60),
        required: true, least: 1 }, problem)}
        ${field('price', { label: `Price in ${session.clinic.currency}`, type: 'number', least: 0, step: '0.01',
          value: service ? (service.price_cents / 100).toFixed(2) : '' }, problem)}</div>
      ${select('modality', 'Kind of work', [['', 'Not said'], ...Object.entries(modalities)],
        this.modality ?? service?.modality ?? '', value => { this.modality = value; }, problem)}
      ${select('pressure', 'Pressure', [['', 'Not said'], ...Object.entries(pressures)], this.pressure ?? service?.pressure ?? '',
        value => { this.pressure = value; }, problem)}
      ${boxes('position', 'Positions', Object.keys(positions), id => positions[id]!, service?.positions ?? [])}
      ${boxes('area', 'Areas', areas, areaWords, service?.areas ?? [])}
      ${service ? html`<label class="check"><input type="checkbox" name="active"
        .checked=${service.active}>Offered</label>` : nothing}</form>`;
  }

  protected override foot() {
    return html`${errorList(this.problem)}<button class="btn primary" form="service"
      ?disabled=${this.busy}>Save service</button>`;
  }
}
customElements.define('lb-service-drawer', ServiceDrawer);
