import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { type FormResponse, type Given, type Item, type Questionnaire, asks, givenIn, openItems, wordsFor } from './answers';
import { type ResponseLine, statusWords } from './staff-types';
import { clock, day } from './times';

interface Response extends ResponseLine {
  client_name: string;
  guardian_name: string;
  guardian_signature: string;
  content_hash: string;
  verified: boolean;
  questionnaire: Questionnaire;
  answers: FormResponse;
}

// One form as the client answered it, to read and to print.
export class ResponsePage extends LbPage {
  static override properties = { ...LbPage.properties, response: { state: true } };
  private response!: Response;

  override async load() {
    this.response = await this.shell.api.get<Response>(`/intake/responses/${this.params.response}`);
  }

  override render() {
    return html`<div class="page mid">${this.whenReady(() => this.page(), 'Intake form')}</div>`;
  }

  private page() {
    const r = this.response;
    const given = givenIn(r.answers);
    const open = openItems(r.questionnaire, given);
    const [words, chip] = statusWords[r.status];
    return html`<div class="crumb"><a href="/clients/${r.client}">${icon('arrow-left')}${r.client_name}</a></div>
      <div class="page-head"><div><h1 tabindex="-1">${r.form_title}</h1><p class="muted">${r.client_name}, form version ${r.form_version}.</p></div>
        <div class="acts no-print"><span class="chip ${chip}">${words}</span>
          <button type="button" class="btn" @click=${() => print()}>${icon('printer')}Print</button></div></div>
      <div class="stack">${r.questionnaire.item.map(item => this.section(item, given, open))}${this.signature()}</div>`;
  }

  private section(item: Item, given: Given, open: Set<string>) {
    if (!open.has(item.linkId)) return nothing;
    const rows = this.rows(item.type === 'group' ? item.item ?? [] : [item], given, open);
    return html`<section class="card"><h2>${item.text}</h2>
      ${rows.length ? html`<dl class="facts cols">${rows}</dl>` : html`<p class="muted">Nothing answered here.</p>`}</section>`;
  }

  private rows(items: Item[], given: Given, open: Set<string>): unknown[] {
    return items.filter(item => open.has(item.linkId)).flatMap(item => {
      const values = given.get(item.linkId) ?? [];
      const own = asks(item) && values.length
        ? [html`<div><dt>${item.text}</dt><dd>${values.map(value => wordsFor(item, value)).join(', ')}</dd></div>`] : [];
      return [...own, ...this.rows(item.item ?? [], given, open)];
    });
  }

  private signature() {
    const r = this.response;
    if (!r.signed_at) return nothing;
    return html`<section class="card"><h2>Signature</h2><dl class="facts cols">
        <div><dt>Signed by</dt><dd>${r.signed_name}</dd></div>
        <div><dt>Signed</dt><dd>${day(this.shell, r.signed_at)}, ${clock(this.shell, r.signed_at)}</dd></div>
        ${r.guardian_name ? html`<div><dt>Parent or guardian</dt><dd>${r.guardian_name}, signed ${r.guardian_signature}</dd></div>` : nothing}
      </dl><p class="chips"><span class="chip wrap ${r.verified ? 'ok' : 'bad'}">${icon(r.verified ? 'shield-check' : 'shield-alert')}${r.verified
        ? 'Unchanged since it was signed' : 'This is not what was signed: tell an administrator'}</span></p></section>`;
  }
}
