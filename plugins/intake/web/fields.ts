import '@lumbar/ui/body-chart';
import type { Mark } from '@lumbar/ui/body-chart';
import { html, nothing } from 'lit';
import { type Item, type Value, fieldId, isCoded, wordsFor } from './answers';

// What a field needs to know of its form, and tells it.
export interface Field {
  item: Item;
  values: readonly Value[];
  fault: string;
  set(values: Value[]): void;
}

const faultId = (linkId: string) => `fault-${linkId}`;

const helpOf = (item: Item) => (item.item ?? []).filter(inner => inner.type === 'display').map(inner => inner.text).join(' ');
const least = (item: Item) => limit(item, 'minValue');
const most = (item: Item) => limit(item, 'maxValue');

function limit(item: Item, name: string) {
  const found = item.extension?.find(extension => extension.url.endsWith(`/${name}`));
  return found?.valueInteger ?? found?.valueDecimal ?? found?.valueDate;
}

// What browsers can fill in by themselves.
const autofill: Record<string, [type: string, token: string]> = {
  'phone': ['tel', 'tel'], 'mobile': ['tel', 'tel'], 'email': ['email', 'email'], 'given-name': ['text', 'given-name'],
  'family-name': ['text', 'family-name'], 'name': ['text', 'name'], 'birth-date': ['date', 'bday'], 'address': ['text', 'street-address'],
};

const fault = ({ item, fault }: Field) => fault ? html`<p class="error" id=${faultId(item.linkId)}>${fault}</p>` : nothing;
const optional = (item: Item) => item.required ? nothing : html` <span class="optional">(optional)</span>`;
const describedBy = (field: Field) => field.fault ? faultId(field.item.linkId) : nothing;

export function renderField(field: Field) {
  const { item } = field;
  if (item.linkId === 'pain-areas') return chart(field);
  if (item.type === 'boolean') return isCoded(item) ? choice(field, [['true', 'Yes'], ['false', 'No']]) : tick(field);
  if (item.type === 'choice') return item.repeats ? several(field) : choice(field, options(item));
  if (item.type === 'integer' && least(item) === 0 && most(item) === 10) return scale(field);
  return typed(field);
}

const options = (item: Item) => (item.answerOption ?? []).map(o => [o.valueCoding.code, o.valueCoding.display] as const);

function legend(field: Field) {
  const help = helpOf(field.item);
  return html`<legend>${field.item.text}${optional(field.item)}${help ? html`<small>${help}</small>` : nothing}</legend>${fault(field)}`;
}

function radio(field: Field, code: string, label: string, first: boolean) {
  const { item } = field;
  const value: Value = item.type === 'boolean' ? code === 'true' : item.type === 'integer' ? Number(code) : code;
  return html`<label class="choice"><input type="radio" name=${fieldId(item.linkId)} id=${first ? fieldId(item.linkId) : nothing}
      .checked=${field.values[0] === value} @change=${() => field.set([value])}
      aria-invalid=${field.fault ? 'true' : nothing} aria-describedby=${describedBy(field)}><span>${label}</span></label>`;
}

function choice(field: Field, list: readonly (readonly [string, string])[]) {
  if (list.length > 6) return select(field, list);
  return html`<fieldset class="question-block">${legend(field)}
    <div class="choices">${list.map(([code, label], i) => radio(field, code, label, i === 0))}</div></fieldset>`;
}

function scale(field: Field) {
  const numbers = Array.from({ length: 11 }, (_, i) => String(i));
  return html`<fieldset class="question-block">${legend(field)}
    <div class="choices scale">${numbers.map((n, i) => radio(field, n, n, i === 0))}</div></fieldset>`;
}

function select(field: Field, list: readonly (readonly [string, string])[]) {
  const { item } = field;
  const help = helpOf(item);
  return html`<div class="field"><label for=${fieldId(item.linkId)}>${item.text}${optional(item)}</label>
    ${help ? html`<p class="hint">${help}</p>` : nothing}${fault(field)}
    <select id=${fieldId(item.linkId)} aria-invalid=${field.fault ? 'true' : nothing} aria-describedby=${describedBy(field)}
      @change=${(e: Event) => { const code = (e.target as HTMLSelectElement).value; field.set(code ? [code] : []); }}>
      <option value="" .selected=${!field.values.length}>Please choose</option>
      ${list.map(([code, label]) => html`<option value=${code} .selected=${field.values[0] === code}>${label}</option>`)}
    </select></div>`;
}

function several(field: Field) {
  const { item } = field;
  const flip = (code: string, on: boolean) => field.set(on ? [...field.values, code] : field.values.filter(v => v !== code));
  return html`<fieldset class="question-block">${legend(field)}${options(item).map(([code, label], i) => html`
    <label class="check"><input type="checkbox" id=${i === 0 ? fieldId(item.linkId) : nothing} .checked=${field.values.includes(code)}
      @change=${(e: Event) => flip(code, (e.target as HTMLInputElement).checked)}><span>${label}</span></label>`)}</fieldset>`;
}

function tick(field: Field) {
  const { item } = field;
  const help = helpOf(item);
  return html`<div class="field">${fault(field)}<label class="check"><input type="checkbox" id=${fieldId(item.linkId)}
      .checked=${field.values[0] === true} aria-invalid=${field.fault ? 'true' : nothing} aria-describedby=${describedBy(field)}
      @change=${(e: Event) => field.set((e.target as HTMLInputElement).checked ? [true] : [])}>
      <span>${item.text}${optional(item)}</span></label>${help ? html`<p class="hint">${help}</p>` : nothing}</div>`;
}

function typed(field: Field) {
  const { item } = field;
  const help = helpOf(item);
  const number = item.type === 'integer' || item.type === 'decimal';
  const [type, token] = autofill[item.linkId] ?? [item.type === 'date' ? 'date' : 'text', 'off'];
  const input = (e: Event) => {
    const text = (e.target as HTMLInputElement).value;
    const value = number ? Number(text.replace(',', '.')) : text;
    field.set(text.trim() === '' || Number.isNaN(value) ? [] : [value]);
  };
  const value = String(field.values[0] ?? '');
  const id = fieldId(item.linkId);
  const invalid = field.fault ? 'true' : nothing;
  return html`<div class="field"><label for=${id}>${item.text}${optional(item)}</label>
    ${help ? html`<p class="hint">${help}</p>` : nothing}${fault(field)}
    ${item.type === 'text'
      ? html`<textarea id=${id} rows="3" maxlength=${item.maxLength ?? 4000} .value=${value} @input=${input}
          aria-invalid=${invalid} aria-describedby=${describedBy(field)}></textarea>`
      : html`<input id=${id} type=${number ? 'number' : type} step=${item.type === 'decimal' ? 'any' : nothing}
          inputmode=${number ? 'decimal' : nothing} min=${least(item) ?? nothing} max=${most(item) ?? nothing}
          maxlength=${item.type === 'string' ? item.maxLength ?? 4000 : nothing} autocomplete=${token} .value=${value} @input=${input}
          aria-invalid=${invalid} aria-describedby=${describedBy(field)}>`}</div>`;
}

// Regions are tapped on and off; each also stands below the drawing as a button that takes it back.
function chart(field: Field) {
  const { item } = field;
  const chosen = field.values.map(String);
  const offered = new Set(options(item).map(([code]) => code));
  const tapped = (event: CustomEvent<{ marks: readonly Mark[] }>) => {
    const region = event.detail.marks.at(-1)?.region;
    if (region === undefined || !offered.has(region)) return field.set(chosen);
    field.set(chosen.includes(region) ? chosen.filter(code => code !== region) : [...chosen, region]);
  };
  return html`<fieldset class="question-block">${legend(field)}
    ${chosen.length ? html`<div class="pills" role="group" aria-label="Chosen areas">${chosen.map(code => html`
      <button type="button" class="pill" @click=${() => field.set(chosen.filter(other => other !== code))}
        aria-label="Remove ${wordsFor(item, code)}">${wordsFor(item, code)} ×</button>`)}</div>` : nothing}
    <lb-body-chart id=${fieldId(item.linkId)} tabindex="-1" .kinds=${['pain']} .marks=${[]} .areas=${chosen} @lb-change=${tapped}></lb-body-chart></fieldset>`;
}
