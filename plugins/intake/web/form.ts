import { LbPage, icon, isProblem } from '@lumbar/ui';
import { html, nothing } from 'lit';
import {
  type FormResponse, type Item, type Questionnaire, type Value, fieldId, givenIn, isMissing, openItems, responseOf,
} from './answers';
import { Autosave, type SaveState } from './autosave';

interface Mine {
  questionnaire: Questionnaire | null;
  response: FormResponse | null;
  status: 'requested' | 'in_progress' | 'submitted';
  minor: boolean;
  version: number;
}

interface Fault { linkId: string; text: string }

const saveWords: Record<SaveState, [string, string]> = {
  saved: ['cloud-check', 'Saved'], waiting: ['pen-line', 'Not saved yet'], saving: ['cloud', 'Saving…'],
  offline: ['cloud-off', 'No connection: not saved yet'], refused: ['circle-alert', 'Not saved'],
};

const wholeName: Record<string, string> = {
  signed_name: 'Your name', guardian_name: 'Name of the parent or guardian', guardian_signature: 'Signature of the parent or guardian',
};

// The client's form on a phone: one topic per step, saved as it is filled in, signed at the end.
export class IntakeForm extends LbPage {
  static override properties = {
    ...LbPage.properties, mine: { state: true }, given: { state: true }, step: { state: true }, faults: { state: true },
    sent: { state: true }, sending: { state: true },
  };
  private fields!: typeof import('./fields');
  private mine!: Mine;
  private given = new Map<string, Value[]>();
  private names: Record<string, string> = { signed_name: '', guardian_name: '', guardian_signature: '' };
  private step = 0;
  private faults: Fault[] = [];
  private sent = false;
  private sending = false;
  private autosave!: Autosave;
  private readonly left = () => { if (document.visibilityState === 'hidden') void this.autosave?.flush(true); };
  private readonly back = () => this.show(this.stepInUrl());

  override connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.left);
    addEventListener('popstate', this.back);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.left);
    removeEventListener('popstate', this.back);
  }

  override async load() {
    [this.fields, this.mine] = await Promise.all([import('./fields'), this.shell.api.get<Mine>('/intake/mine')]);
    this.sent = this.mine.status === 'submitted';
    this.given = givenIn(this.mine.response);
    this.autosave = new Autosave(this.shell, this.mine.version, () => responseOf(this.form, this.given), () => this.requestUpdate(),
      problem => void this.refuse(problem));
    this.step = Math.min(this.stepInUrl(), Math.max(0, this.steps.length - 1));
  }

  private get form(): Questionnaire {
    return this.mine.questionnaire ?? { title: '', item: [] };
  }

  // A topic is a group at the top; what stands there without a group makes a topic of its own.
  private get steps(): Item[] {
    const open = openItems(this.form, this.given);
    const groups = this.form.item.filter(item => item.type === 'group' && open.has(item.linkId));
    const loose = this.form.item.filter(item => item.type !== 'group');
    return loose.length ? [{ linkId: 'other', text: this.form.title, type: 'group', item: loose }, ...groups] : groups;
  }

  private stepInUrl() {
    return Math.max(0, Number(new URLSearchParams(location.search).get('step') ?? '1') - 1) || 0;
  }

  private show(step: number) {
    if (step === this.step) return;
    this.step = Math.max(0, Math.min(step, this.steps.length - 1));
    void this.updateComplete.then(() => {
      scrollTo(0, 0);
      this.querySelector('h1')?.focus();
    });
  }

  private goTo(step: number) {
    void this.autosave.flush();
    history.pushState({}, '', `?step=${step + 1}`);
    this.show(step);
  }

  private set(linkId: string, values: Value[]) {
    this.given = new Map(this.given);
    if (values.length) this.given.set(linkId, values);
    else this.given.delete(linkId);
    this.faults = this.faults.filter(fault => fault.linkId !== linkId);
    this.autosave.touched();
  }

  // The yes-or-no questions of a step that still wait for an answer.
  private unanswered(items: Item[] = [], open = openItems(this.form, this.given)): Item[] {
    return items.filter(item => item.type === 'choice' && item.required && open.has(item.linkId) && !this.given.has(item.linkId)
      && (item.answerOption?.some(option => option.valueCoding.code === 'no') ?? false));
  }

  private noToAll(items: Item[]) {
    this.given = new Map(this.given);
    items.forEach(item => this.given.set(item.linkId, ['no']));
    this.faults = [];
    this.autosave.touched();
    this.shell.announce(`${items.length} questions answered with no`);
  }

  private missingIn(items: Item[] = [], open = openItems(this.form, this.given)): Fault[] {
    return items.flatMap(item => !open.has(item.linkId) ? [] : [
      ...(isMissing(item, this.given) ? [{ linkId: item.linkId, text: `${item.text}: please answer this question.` }] : []),
      ...this.missingIn(item.item, open),
    ]);
  }

  private async next() {
    const current = this.steps[this.step];
    this.faults = this.missingIn(current?.item);
    if (this.faults.length) return this.showFaults();
    if (this.step < this.steps.length - 1) return this.goTo(this.step + 1);
    await this.submit();
  }

  private async showFaults() {
    await this.updateComplete;
    scrollTo(0, 0);
    this.querySelector<HTMLElement>('.error-list')?.focus();
  }

  private async submit() {
    this.sending = true;
    try {
      await this.autosave.flush();
      const { signed_name, guardian_name, guardian_signature } = this.names;
      const guardian = this.mine.minor ? { guardian_name, guardian_signature } : {};
      await this.shell.api.post('/intake/mine/submission', { answers: responseOf(this.form, this.given), signed_name, ...guardian });
      this.thank();
    } catch (problem) {
      await this.refuse(problem);
    } finally {
      this.sending = false;
    }
  }

  private thank() {
    this.autosave.stop();
    this.sent = true;
    void this.updateComplete.then(() => this.querySelector('h1')?.focus());
  }

  private async refuse(problem: unknown) {
    if (!isProblem(problem)) throw problem;
    if (problem.code === 'form_already_submitted') return this.thank();
    if (problem.status === 412) return this.settle(problem.body['current'] as Mine);
    if (problem.errors.length) {
      this.faults = problem.errors.map(error => ({ linkId: error.pointer.slice(1), text: this.sentence(error.pointer.slice(1), error.detail) }));
      return this.showFaults();
    }
    this.shell.toast(problem.detail, { kind: 'bad' });
  }

  private sentence(pointer: string, detail: string) {
    return wholeName[pointer] ? `${wholeName[pointer]}: ${detail}` : detail;
  }

  // Somebody has written into this form in another window.
  private async settle(theirs: Mine) {
    if (theirs.status === 'submitted') return this.thank();
    const keep = await this.shell.confirm({
      title: 'This form was changed in another window', confirm: 'Keep what is here', cancel: 'Take the other one',
      text: 'Which answers should be kept?',
    });
    this.autosave.version = theirs.version;
    if (!keep) this.given = givenIn(theirs.response);
    this.autosave.touched();
  }

  override render() {
    return html`<main id="main" class="form-page">${this.whenReady(() =>
      this.sent ? this.thanks() : this.page())}</main>`;
  }

  private page() {
    const steps = this.steps;
    const current = steps[Math.min(this.step, steps.length - 1)];
    if (!current) return html`<div class="form-body"><h1 tabindex="-1">${this.form.title}</h1><p>This form has no questions.</p></div>`;
    const last = this.step >= steps.length - 1;
    const [sign, words] = saveWords[this.autosave.state];
    return html`<div class="form-head"><b>${this.shell.clinic.name}</b></div>
      <div class="form-progress" role="progressbar" aria-label="Progress" aria-valuemin="1" aria-valuemax=${steps.length}
        aria-valuenow=${this.step + 1}>${steps.map((_, i) => html`<i class=${i <= this.step ? 'on' : ''}></i>`)}</div>
      <p class="form-step"><span>Step ${this.step + 1} of ${steps.length}</span>
        <span class="saved ${this.autosave.state === 'saved' ? 'ok' : ''}" role="status">${icon(sign)}${words}</span></p>
      <div class="form-body"><h1 tabindex="-1">${current.text}</h1>${this.errorList()}
        ${this.items(current.item ?? [], openItems(this.form, this.given))}${this.noToTheRest(current)}${last ? this.signature() : nothing}</div>
      <div class="form-foot">
        <button type="button" class="btn big" ?disabled=${this.step === 0} @click=${() => this.goTo(this.step - 1)}>Back</button>
        <button type="button" class="btn primary big" ?disabled=${this.sending} @click=${this.next}>${last ? 'Sign and send' : 'Continue'}</button>
      </div>`;
  }

  private items(items: Item[], open: Set<string>): unknown {
    const consent = items.some(item => item.type === 'boolean' && item.required);
    return items.filter(item => open.has(item.linkId)).map(item => {
      if (item.type === 'display') return consent ? html`<div class="card consent"><p>${item.text}</p></div>` : html`<p class="lead">${item.text}</p>`;
      if (item.type === 'group') return html`<h2>${item.text}</h2>${this.items(item.item ?? [], open)}`;
      const inner = (item.item ?? []).filter(below => below.type !== 'display' && open.has(below.linkId));
      return html`${this.fields.renderField({ item, values: this.given.get(item.linkId) ?? [], fault: this.faultAt(item.linkId, item.text),
        set: values => this.set(item.linkId, values) })}
        ${inner.length ? html`<div class="nested">${this.items(inner, open)}</div>` : nothing}`;
    });
  }

  private noToTheRest(step: Item) {
    const waiting = this.unanswered(step.item);
    return waiting.length < 4 ? nothing : html`<p><button type="button" class="btn big wide" @click=${() => this.noToAll(waiting)}>
      No to the ${waiting.length} I have not answered</button></p>`;
  }

  // Beside the field the question's own words need not be said again.
  private faultAt(linkId: string, asked = '') {
    const text = this.faults.find(fault => fault.linkId === linkId)?.text ?? '';
    const rest = asked && text.startsWith(`${asked}: `) ? text.slice(asked.length + 2) : text;
    return rest.charAt(0).toUpperCase() + rest.slice(1);
  }

  private errorList() {
    if (!this.faults.length) return nothing;
    return html`<div class="error-list" role="alert" tabindex="-1"><b>Please look at this again:</b><ul>${this.faults.map(fault => html`
      <li><a href="#${fieldId(fault.linkId)}" @click=${(e: Event) => this.follow(e, fault.linkId)}>${fault.text}</a></li>`)}</ul></div>`;
  }

  // The field may stand on another step.
  private async follow(event: Event, linkId: string) {
    event.preventDefault();
    const holds = (items: Item[] = []): boolean => items.some(item => item.linkId === linkId || holds(item.item));
    const step = this.steps.findIndex(group => holds(group.item));
    const kept = this.faults;
    if (step >= 0 && step !== this.step) this.goTo(step);
    this.faults = kept;
    await this.updateComplete;
    const field = this.querySelector<HTMLElement>(`#${CSS.escape(fieldId(linkId))}`);
    field?.scrollIntoView({ block: 'center' });
    field?.focus();
  }

  private signature() {
    return html`<h2>Signature</h2>
      <p class="lead">${this.mine.minor ? 'Somebody under age signs together with a parent or guardian.' : 'Typing your full name is your signature.'}</p>
      ${this.name('signed_name', this.mine.minor ? 'Name of the person who will be treated' : 'Your name', 'name')}
      ${this.mine.minor ? html`${this.name('guardian_name', 'Name of the parent or guardian', 'off')}
        ${this.name('guardian_signature', 'Signature of the parent or guardian (type the name again)', 'off')}` : nothing}`;
  }

  private name(member: string, label: string, token: 'name' | 'off') {
    const fault = this.faultAt(member, wholeName[member]);
    const id = fieldId(member);
    return html`<div class="field"><label for=${id}>${label}</label>${fault ? html`<p class="error" id="${id}-fault">${fault}</p>` : nothing}
      <input id=${id} autocomplete=${token} maxlength="200" .value=${this.names[member] ?? ''} aria-invalid=${fault ? 'true' : nothing}
        aria-describedby=${fault ? `${id}-fault` : nothing}
        @input=${(e: Event) => { this.names[member] = (e.target as HTMLInputElement).value; }}></div>`;
  }

  private thanks() {
    return html`<div class="form-head"><b>${this.shell.clinic.name}</b></div>
      <div class="form-body"><h1 tabindex="-1">Thank you</h1>
      <p class="lead">Your form is signed and sent. Your therapist reads it before you start.</p>
      <p>If something changes before your visit, tell us when you arrive.</p>
      <lb-slot name="form.after" .ctx=${{}}></lb-slot></div>`;
  }
}

