import { LbPage, icon, isProblem } from '@lumbar/ui';
import type { Mark } from '@lumbar/ui/body-chart';
import { html, nothing } from 'lit';
import { type Alerts, alertRow, alertsOf } from './alerts';
import { countDrafts } from './count';
import { NoteSaver, type SaveState } from './saver';
import { clock, day } from './times';
import { type GuardReason, type Note, type NoteText, type Score, type Section, scores, sections, textOf } from './types';

const saveSigns: Record<SaveState, string> = {
  saved: 'cloud-check', editing: 'pen-line', saving: 'cloud', local: 'cloud-off', failed: 'circle-alert',
};

// A treatment note: written here as a draft, read here once it is signed.
export class NotePage extends LbPage {
  static override properties = { ...LbPage.properties, note: { state: true }, alerts: { state: true }, busy: { state: true }, addendum: { state: true } };
  private note!: Note;
  private alerts: Alerts | null = null;
  private saver: NoteSaver | undefined;
  private dialogs!: typeof import('./dialogs');
  private reading!: typeof import('./reading');
  private busy = false;
  private addendum = '';
  private stops: (() => void)[] = [];
  private readonly left = () => { if (document.visibilityState === 'hidden') void this.saver?.flush(true); };
  private readonly key = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 's' || !this.saver) return;
    event.preventDefault();
    void this.saver.flush().then(saved => { if (saved) this.shell.announce('Draft saved'); });
  };

  override connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.left);
    document.addEventListener('keydown', this.key);
    this.stops = [this.shell.on('screening_changed', () => void this.readAlerts()), this.shell.on('reconnected', () => void this.saver?.flush())];
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.left);
    document.removeEventListener('keydown', this.key);
    this.stops.forEach(stop => stop());
    void this.saver?.flush();
  }

  override async load() {
    this.saver?.stop();
    const id: string = this.params.note;
    [this.dialogs, this.reading, this.note] = await Promise.all([
      import('./dialogs'), import('./reading'), this.shell.api.get<Note>(`/notes/notes/${id}`)]);
    await this.readAlerts();
    this.saver = undefined;
    if (!this.note.can_edit) return;
    this.saver = new NoteSaver(this.shell, this.note, {
      changed: () => this.saveChanged(),
      settle: (current, merged) => this.dialogs.askConflict(this.shell, current, merged),
      signedMeanwhile: () => void this.signedMeanwhile(),
    });
    await this.saver.resume();
  }

  private async readAlerts() {
    this.alerts = await alertsOf(this.shell, this.note.client).catch(() => null);
  }

  private saveChanged() {
    if (this.saver?.state === 'failed') this.shell.announce('The draft could not be saved', 'assertive');
    this.requestUpdate();
  }

  // The words that did not get in become the beginning of an addendum.
  private async signedMeanwhile() {
    const text = this.saver!.text;
    const stored = textOf(this.note);
    await this.saver!.forget();
    this.addendum = sections.filter(([section]) => text[section] !== stored[section]).map(([section, label]) => `${label}: ${text[section]}`).join('\n\n');
    this.shell.toast('This note has been signed meanwhile. Your last words are in the addendum field.', { kind: 'bad' });
    await this.reload();
  }

  private write(change: Partial<NoteText>) {
    this.saver!.edit({ ...this.saver!.text, ...change });
    this.requestUpdate();
  }

  private addPhrase(section: Section, phrase: string) {
    const before = this.saver!.text[section].trimEnd();
    this.write({ [section]: `${before}${before ? ' ' : ''}${phrase}.` });
    this.querySelector<HTMLElement>(`#${section}`)?.focus();
  }

  private async copyLast() {
    try {
      const last = await this.shell.api.get<Note>(`/notes/clients/${this.note.client}/last?except=${this.note.id}`);
      const before = this.saver!.text;
      const filled = Object.fromEntries(sections.filter(([section]) => !before[section].trim()).map(([section]) => [section, last[section]]));
      this.write({ ...filled, marks: before.marks.length ? before.marks : last.marks });
      this.shell.toast(`Empty parts copied from ${day(this.shell, last.starts_at)}`, { action: { label: 'Undo', run: () => this.write(before) } });
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      this.shell.toast(problem.status === 404 ? 'There is no signed note of this client yet.' : problem.detail);
    }
  }

  private async sign(reason = '') {
    this.busy = true;
    try {
      if (!await this.saver!.flush()) return this.shell.toast('The draft is not saved yet, so it cannot be signed.', { kind: 'bad' });
      if (!reason && !await this.dialogs.askToSign(this.shell, this.note, this.saver!.text)) return;
      const body = { version: this.saver!.version, ...(reason ? { override_reason: reason } : {}) };
      await this.shell.api.post(`/notes/notes/${this.note.id}/signature`, body);
      await this.saver!.forget();
      void countDrafts(this.shell);
      this.shell.toast('Signed. Later words can be added as an addendum.', { kind: 'ok' });
      await this.reload();
    } catch (problem) {
      await this.notSigned(problem);
    } finally {
      this.busy = false;
    }
  }

  private async notSigned(problem: unknown) {
    if (!isProblem(problem)) throw problem;
    if (problem.code === 'note_blocked') {
      const may = this.shell.user.permissions.includes('visits.override');
      const reason = await this.dialogs.askOverride(problem.body['reasons'] as GuardReason[], may);
      if (reason) await this.sign(reason);
      return;
    }
    this.shell.toast(problem.errors[0]?.detail ?? problem.detail, { kind: 'bad' });
    if (problem.status === 412) await this.reload();
  }

  private async addAddendum(event: Event) {
    event.preventDefault();
    try {
      await this.shell.api.post(`/notes/notes/${this.note.id}/addenda`, { text: this.addendum });
      this.addendum = '';
      await this.reload();
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      this.shell.toast(problem.errors[0]?.detail ?? problem.detail, { kind: 'bad' });
    }
  }

  override render() {
    return html`<div class="page">${this.whenReady(() => html`${this.crumb()}${alertRow(this.alerts, this.note.client)}${this.head()}
      ${this.saver ? this.editor(this.saver) : this.reader()}`, 'Treatment note')}</div>`;
  }

  private crumb() {
    const n = this.note;
    const about = [n.client_age, n.client_pronouns, `no. ${n.client_number}`].filter(Boolean).join(', ');
    return html`<div class="crumb"><a href="/clients/${n.client}">${icon('arrow-left')}${n.client_name}</a><span class="muted">${about}</span>
      ${this.saver ? html`<span class="saved ${this.saver.state === 'saved' ? 'ok' : this.saver.state === 'failed' ? 'bad' : ''}" role="status">
        ${icon(saveSigns[this.saver.state])}${this.saveWords(this.saver)}</span>` : nothing}</div>`;
  }

  private saveWords(saver: NoteSaver) {
    switch (saver.state) {
      case 'saved': return `Draft saved ${clock(this.shell, saver.savedAt)}`;
      case 'editing': return 'Editing';
      case 'saving': return 'Saving…';
      case 'local': return 'Saved on this device';
      case 'failed': return `Could not save: ${saver.why}`;
    }
  }

  private head() {
    const n = this.note;
    return html`<div class="page-head"><div><h1 tabindex="-1">Treatment note</h1>
        <p class="muted">${day(this.shell, n.starts_at)}, ${clock(this.shell, n.starts_at)}. ${n.service_name}. ${n.author_name}.</p></div>
      <div class="acts no-print">${this.saver ? html`
          <button type="button" class="btn" @click=${this.copyLast}>${icon('history')}Copy last note</button>
          <button type="button" class="btn primary" ?disabled=${this.busy || !this.shell.online} @click=${() => this.sign()}>${icon('pen-line')}Sign note</button>`
        : html`<button type="button" class="btn" @click=${() => print()}>${icon('printer')}Print</button>`}</div></div>`;
  }

  private editor(saver: NoteSaver) {
    const text = saver.text;
    return html`<div class="two even"><div class="stack">${sections.map(([section, label, hint, phrases]) => html`
        <section class="card soap"><label for=${section}><b>${label}</b> <small>${hint}</small></label>
          <textarea id=${section} rows="3" maxlength="20000" .value=${text[section]}
            @input=${(e: Event) => this.write({ [section]: (e.target as HTMLTextAreaElement).value })}></textarea>
          <div class="pills" role="group" aria-label="Phrases for ${label}">${phrases.map(phrase => html`
            <button type="button" class="pill phrase" @click=${() => this.addPhrase(section, phrase)}>${icon('plus')}${phrase}</button>`)}</div></section>`)}
        <section class="card"><h2>What the client reports, 0 to 10</h2><div class="note-scores">${scores.map(([score, label]) => this.score(score, label, text[score]))}</div></section>
      </div>
      <div class="stack"><section class="card"><div class="card-head"><h2>Body chart</h2>
          <button type="button" class="btn quiet sm" ?disabled=${!text.marks.length} @click=${() => this.write({ marks: text.marks.slice(0, -1) })}>${icon('undo-2')}Undo</button></div>
          <lb-body-chart .marks=${text.marks} @lb-change=${(e: CustomEvent<{ marks: readonly Mark[] }>) => this.write({ marks: e.detail.marks })}></lb-body-chart></section>
        <p class="muted small">Check when this note was begun: ${this.note.screening}</p>
        <lb-slot name="note.side" .ctx=${{ noteId: this.note.id, clientId: this.note.client }}></lb-slot></div></div>`;
  }

  private score(score: Score, label: string, value: number | undefined) {
    const choice = (to: number | undefined, words: string) => html`<label class="choice"><input type="radio" name=${score}
      .checked=${value === to} @change=${() => this.write({ [score]: to })}><span>${words}</span></label>`;
    return html`<fieldset><legend class="label">${label}</legend><div class="choices scale">${Array.from({ length: 11 }, (_, n) => choice(n, String(n)))}
      ${choice(undefined, '–')}</div></fieldset>`;
  }

  private reader() {
    const n = this.note;
    return html`<div class="two even"><div class="stack">${this.reading.sectionsOf(n)}${this.reading.scoresOf(n)}${this.signature()}${this.addenda()}</div>
      <div class="stack">${this.reading.chartOf(n)}<p class="muted small">Check when this note was begun: ${n.screening}</p></div></div>`;
  }

  private signature() {
    const n = this.note;
    if (!n.signed_at) return html`<p class="chips"><span class="chip warn">Draft by ${n.author_name}, not signed</span></p>`;
    return html`<section class="card"><h2>Signature</h2><p>Signed by <b>${n.signed_by_name}</b>, ${day(this.shell, n.signed_at)}, ${clock(this.shell, n.signed_at)}.</p>
      ${n.override_reason ? html`<p class="muted">Signed against a warning, because: ${n.override_reason}</p>` : nothing}
      <p class="chips"><span class="chip wrap ${n.verified ? 'ok' : 'bad'}">${icon(n.verified ? 'shield-check' : 'shield-alert')}${n.verified
        ? 'Unchanged since it was signed' : 'This is not what was signed: tell an administrator'}</span></p></section>`;
  }

  private addenda() {
    const n = this.note;
    if (n.status !== 'signed') return nothing;
    const may = this.shell.user.permissions.includes('notes.edit');
    return html`<section class="card"><h2>Addenda</h2>
      ${n.addenda.length ? html`<ul class="lines">${n.addenda.map(added => html`<li><div class="grow"><p class="note-words">${added.text}</p>
        <small>${added.author_name}, ${day(this.shell, added.created_at)}, ${clock(this.shell, added.created_at)}</small></div></li>`)}</ul>`
        : html`<p class="muted">None.</p>`}
      ${may ? html`<form class="no-print" @submit=${this.addAddendum}><div class="field"><label for="addendum">Add an addendum</label>
        <textarea id="addendum" rows="2" maxlength="20000" .value=${this.addendum}
          @input=${(e: Event) => { this.addendum = (e.target as HTMLTextAreaElement).value; }}></textarea></div>
        <button class="btn" ?disabled=${!this.addendum.trim()}>Add addendum</button></form>` : nothing}</section>`;
  }
}
