import { html, nothing } from 'lit';
import type { Problem } from '../shell/api';

// Fields of a form with their errors beside them, and the list of errors at its top.

export interface FieldOptions {
  label: string;
  value?: string | undefined;
  type?: string;
  hint?: string;
  optional?: boolean;
  required?: boolean;
  autocomplete?: string;
  placeholder?: string;
  all?: boolean;                   // takes the whole width of .fields
  most?: number;
  least?: number;                  // of a number
  step?: string;                   // of a number: "any" takes parts
  rows?: number;                   // a text of several lines
  autofocus?: boolean;
}

export function field(name: string, options: FieldOptions, problem: Problem | null) {
  const wrong = problem?.about(name) ?? '';
  const described = [options.hint ? `${name}-hint` : '', wrong ? `${name}-error` : ''].filter(Boolean).join(' ');
  const control = options.rows
    ? html`<textarea id=${name} name=${name} rows=${options.rows} maxlength=${options.most ?? 2000} .value=${options.value ?? ''}
        aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${described || nothing}></textarea>`
    : html`<input id=${name} name=${name} type=${options.type ?? 'text'} maxlength=${options.most ?? 200}
      min=${options.least ?? nothing} step=${options.step ?? nothing} .value=${options.value ?? ''}
        ?required=${options.required ?? false} ?autofocus=${options.autofocus ?? false}
          autocomplete=${options.autocomplete ?? 'off'}
        placeholder=${options.placeholder ?? nothing} aria-invalid=${wrong ? 'true' : nothing}
          aria-describedby=${described || nothing}>`;
  return html`<div class="field ${options.all ? 'all' : ''}"><label for=${name}>${options.label}
      ${options.optional ? html`<small>(optional)</small>` : nothing}</label>${control}
    ${options.hint ? html`<p class="hint" id="${name}-hint">${options.hint}</p>` : nothing}
    ${wrong ? html`<p class="error" id="${name}-error">${wrong}</p>` : nothing}</div>`;
}

export function select(name: string, label: string, choices: readonly (readonly [string, string])[], value: string,
  changed: (value: string) => void, problem: Problem | null = null) {
  const wrong = problem?.about(name) ?? '';
  return html`<div class="field"><label for=${name}>${label}</label>
    <select id=${name} name=${name} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong ? `${name}-error` : nothing}
      @change=${(e: Event) => changed((e.target as HTMLSelectElement).value)}>
      ${choices.map(([id, words]) => html`<option value=${id} ?selected=${id === value}>${words}</option>`)}</select>
    ${wrong ? html`<p class="error" id="${name}-error">${wrong}</p>` : nothing}</div>`;
}

export function errorList(problem: Problem | null) {
  if (!problem) return nothing;
  return html`<div class="error-list" role="alert" tabindex="-1"><b>${problem.detail}</b>
    ${problem.errors.length ? html`<ul>${problem.errors.map(error => html`
      <li><a href="#${error.pointer.slice(1)}" @click=${focusField}>${error.detail}</a></li>`)}</ul>` : nothing}
    ${problem.requestId && !problem.errors.length && problem.status >= 500 ? html`<p
      class="small muted">Request ${problem.requestId}</p>` : nothing}</div>`;
}

function focusField(event: Event) {
  event.preventDefault();
  const name = (event.currentTarget as HTMLAnchorElement).hash.slice(1);
  const list = event.currentTarget as HTMLElement;
  list.closest('form, dialog, main')?.querySelector<HTMLElement>(`[id="${CSS.escape(name)}"]`)?.focus();
}

// What was typed, trimmed; empty fields are left out unless `empty` wants them as "".
export function valuesOf(form: HTMLFormElement, empty = false) {
  const values: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text || empty) values[name] = text;
  }
  return values;
}
