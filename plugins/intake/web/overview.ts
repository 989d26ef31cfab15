import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { LinkSender } from './send-link';
import type { FormLine, WaitingVisit } from './staff-types';
import { clock, day } from './times';

// "Intake forms": who has not sent theirs on a day, and the forms themselves.
export class Overview extends LbPage {
  static override properties = { ...LbPage.properties, forms: { state: true }, visits: { state: true }, date: { state: true } };
  private forms: FormLine[] = [];
  private visits: WaitingVisit[] = [];
  private date = '';
  private sender?: LinkSender;

  override async load() {
    [this.forms, this.visits] = await Promise.all([
      this.shell.api.get<FormLine[]>('/intake/forms'),
      this.shell.api.get<WaitingVisit[]>(`/intake/waiting${this.date ? `?date=${this.date}` : ''}`),
    ]);
  }

  private choose(event: Event) {
    this.date = (event.target as HTMLInputElement).value;
    void this.reload();
  }

  override render() {
    return html`<div class="page mid">${this.whenReady(() => this.page(), 'Intake forms')}</div>`;
  }

  private page() {
    this.sender ??= new LinkSender(this.shell, () => this.requestUpdate());
    return html`<div class="page-head"><h1 tabindex="-1">Intake forms</h1>
      <div class="field"><label for="forms-day">Day</label><input id="forms-day" type="date" .value=${this.date} @change=${this.choose}></div></div>
      <div class="stack"><section class="card"><h2>Not filled in ${this.date ? '' : 'today'}</h2>
        ${this.visits.length ? html`<ul class="lines">${this.visits.map(visit => this.line(visit))}</ul>`
          : html`<p class="muted">Every visit of this day has its form. Links for other clients are made on the client's page, under Intake forms.</p>`}</section>
      <section class="card"><h2>Published forms</h2>
        ${this.forms.length ? html`<ul class="lines">${this.forms.map((form, i) => html`<li><div class="grow"><b>${form.title}</b>
          <small>Version ${form.version}, published ${day(this.shell, form.published_at)}</small></div>
          ${i === 0 ? html`<span class="chip ok">${icon('circle-check')}In use</span>` : nothing}</li>`)}</ul>`
          : html`<p class="muted">No form has been published.</p>`}</section></div>`;
  }

  private line(visit: WaitingVisit) {
    const sender = this.sender!;
    return html`<li><span class="when">${clock(this.shell, visit.starts_at)}</span>
      <div class="grow"><b><a href="/clients/${visit.client}">${visit.client_name}</a></b><small>${visit.reason}</small>${sender.render(visit.appointment)}</div>
      ${sender.made?.place === visit.appointment ? nothing : html`<button type="button" class="btn sm" ?disabled=${sender.busy === visit.appointment}
        aria-label="Send link to ${visit.client_name}" @click=${() => sender.send(visit.appointment, visit.client_name, visit.client, visit.appointment)}>${icon('link')}Send link</button>`}</li>`;
  }
}
