import { LbPage } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { because, openRows, screeningRow, tierChip, urgencyChip } from './parts';
import type { Checked, Fact, Finding } from './types';

const said: Record<Fact['status'], string> = { present: '', past: 'in the past', family: 'in the family', absent: 'no', unknown: 'not sure' };

// Card on the client's page: what is known, by how much it matters.
export class Conditions extends LbPage {
  static override properties = { ...LbPage.properties, found: { state: true } };
  private found: Checked | null = null;
  private off: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    this.off = ['screening_changed', 'health_facts_changed', 'reconnected'].map(event => this.shell.on(event, () => void this.reload()));
  }
  override disconnectedCallback() {
    this.off.forEach(stop => stop());
    super.disconnectedCallback();
  }
  override async load() {
    this.found = await this.shell.api.get<Checked>(`/contraindications/clients/${this.ctx.clientId}`);
  }

  override render() {
    return this.whenReady(() => this.found ? this.card(this.found) : nothing);
  }

  private card(found: Checked) {
    const texts = found.facts.filter(fact => fact.text && !fact.code && fact.kind !== 'preference');
    return html`<section class="card"><h2>Conditions and medicines</h2>
      ${screeningRow(this.shell, found.screening, found)}
      ${found.findings.length ? html`<ul class="lines">${found.findings.map(finding => this.line(finding))}</ul>`
        : html`<p class="muted">${found.facts.length ? 'Nothing that a rule speaks of.' : 'No health answers yet. Send the health form.'}</p>`}
      ${openRows(found)}
      ${texts.length ? html`<details><summary>In the client’s own words</summary><dl class="facts">${texts.map(fact => html`
        <div><dt>${fact.kind}${said[fact.status] ? `, ${said[fact.status]}` : ''}</dt><dd>${fact.text}</dd></div>`)}</dl></details>` : nothing}
    </section>`;
  }

  private line(finding: Finding) {
    return html`<li><div class="grow"><b>${finding.label}</b><small>${because(finding)}</small>
      ${finding.provisional ? html`<small>Still to ask: ${finding.open.join('; ')}</small>` : nothing}</div>
      <span class="chips">${urgencyChip(finding)}${tierChip(finding.tier)}</span></li>`;
  }
}
