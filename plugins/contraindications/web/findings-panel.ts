import { LbPage, icon, isProblem } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { answerLine, because, openRows, screeningRow, tierChip, urgencyChip } from './parts';
import { type Checked, type Finding, type Word, needsReason, reasonFor, stops, words } from './types';

// The findings of a visit with the therapist's answers. It informs; it never hides a rule that has been answered.
export abstract class FindingsPanel extends LbPage {
  static override properties = {
    ...LbPage.properties, found: { state: true }, answering: { state: true }, fault: { state: true }, saving: { state: true },
  };
  protected found: Checked | null = null;
  private answering: { finding: string; word: Word } | null = null;
  private fault = '';
  private saving = false;
  private off: (() => void)[] = [];

  abstract read(): Promise<Checked>;

  override connectedCallback() {
    super.connectedCallback();
    this.off = ['screening_changed', 'reconnected'].map(event => this.shell.on(event, () => { if (!this.answering) void this.reload(); }));
  }
  override disconnectedCallback() {
    this.off.forEach(stop => stop());
    super.disconnectedCallback();
  }

  override async load() {
    this.found = await this.read();
    if (this.found.findings.some(finding => finding.tier === 'local' && finding.regions.length)) await import('@lumbar/ui/body-chart');
  }

  override render() {
    return this.whenReady(() => this.found ? this.panel(this.found) : nothing);
  }

  private panel(found: Checked) {
    const open = found.findings.filter(finding => stops(finding) && !finding.answer).length;
    return html`<section class="card"><div class="card-head"><h2>Contraindications</h2>
        ${open ? html`<span class="chip bad">${open} to answer</span>` : nothing}</div>
      ${screeningRow(this.shell, found.screening, found)}
      ${found.appointment && found.screening && !found.screening.screened
        ? html`<button type="button" class="btn" ?disabled=${this.saving} @click=${() => void this.again()}>${icon('refresh-cw')}Check again</button>` : nothing}
      ${this.fault && !this.answering ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      ${found.findings.length ? html`<ul class="lines">${found.findings.map(finding => this.line(finding))}</ul>` : nothing}
      ${openRows(found)}</section>`;
  }

  private line(finding: Finding) {
    return html`<li><div class="grow">
      <b>${finding.label}</b><span class="chips">${tierChip(finding.tier)}${urgencyChip(finding)}
        ${finding.provisional ? html`<span class="chip warn">Provisional</span>` : nothing}</span>
      <p>${finding.advice}</p>
      ${finding.conflicts.map(text => html`<p class="error">${text}</p>`)}
      <small>${because(finding)}</small>
      ${finding.open.length ? html`<small>Still to ask: ${finding.open.join('; ')}</small>` : nothing}
      ${finding.tier === 'local' && finding.regions.length
        ? html`<lb-body-chart small readonly .areas=${finding.regions} aria-label="Where not to touch"></lb-body-chart>` : nothing}
      ${finding.caution.length || finding.sources.length ? html`<details><summary>Rule and source</summary>
        ${finding.caution.length ? html`<small>Care with: ${finding.caution.join('; ')}</small>` : nothing}
        ${finding.sources.map(source => html`<small>${source.name}: ${source.says}</small>`)}</details>` : nothing}
      ${finding.answer ? answerLine(this.shell, finding.answer) : nothing}
      ${finding.earlier.map(answer => answerLine(this.shell, answer))}
      ${this.acts(finding)}</div></li>`;
  }

  private acts(finding: Finding) {
    if (!finding.id || !finding.choices.length || !this.shell.user.permissions.includes('contraindications.answer')) return nothing;
    if (this.answering?.finding === finding.id) return this.form(finding, this.answering.word);
    return html`<div class="acts" role="group" aria-label="Answer: ${finding.label}">${finding.choices.map(word => html`
      <button type="button" class="btn" aria-pressed=${finding.answer?.answer === word ? 'true' : 'false'} data-answer=${word}
        @click=${() => { this.fault = ''; this.answering = { finding: finding.id!, word }; }}>${words[word]}</button>`)}</div>`;
  }

  private form(finding: Finding, word: Word) {
    const id = `reason-${finding.id}`;
    return html`<form @submit=${(event: Event) => void this.save(event, finding, word)}>
      <div class="field"><label for=${id}>${reasonFor[word]}</label>
        <textarea id=${id} name="reason" rows="2" maxlength="2000" ?required=${needsReason(word)}></textarea></div>
      ${needsReason(word) ? html`<div class="field"><label for="${id}-until">Holds until <small>(empty: for this visit only)</small></label>
        <input id="${id}-until" name="until" type="date"></div>` : nothing}
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
      <div class="acts"><button type="button" class="btn" @click=${() => { this.answering = null; }}>Back</button>
        <button type="submit" class="btn primary" ?disabled=${this.saving}>${words[word]}</button></div></form>`;
  }

  private async save(event: Event, finding: Finding, word: Word) {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const until = String(given.get('until') ?? '');
    const body = { answer: word, reason: String(given.get('reason') ?? '').trim(), ...(until ? { until } : {}) };
    await this.sending(async () => {
      await this.shell.api.post(`/contraindications/findings/${finding.id}/answer`, body);
      this.answering = null;
      this.shell.announce(`${finding.label}: ${words[word]}`);
      await this.reload();
    });
  }

  private again() {
    return this.sending(async () => {
      await this.shell.api.post(`/contraindications/appointments/${this.found!.appointment}/screening`);
      await this.reload();
    });
  }

  private async sending(act: () => Promise<void>) {
    this.saving = true;
    this.fault = '';
    try {
      await act();
    } catch (thrown) {
      if (!isProblem(thrown)) throw thrown;
      this.fault = thrown.detail;
    } finally {
      this.saving = false;
    }
  }
}

export class VisitFindings extends FindingsPanel {
  read() {
    return this.shell.api.get<Checked>(`/contraindications/appointments/${this.ctx.appointmentId}`);
  }
}

// Beside a note: the findings of the visit that is going on, or else the client's.
export class NoteFindings extends FindingsPanel {
  async read() {
    if (this.ctx.appointmentId) return this.shell.api.get<Checked>(`/contraindications/appointments/${this.ctx.appointmentId}`);
    const general = await this.shell.api.get<Checked>(`/contraindications/clients/${this.ctx.clientId}`);
    const visit = general.screening?.appointment;
    return visit ? this.shell.api.get<Checked>(`/contraindications/appointments/${visit}`) : general;
  }
}
