import { LbPage, icon, isProblem } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { LinkSender } from './send-link';
import { type ResponseLine, statusWords } from './staff-types';
import { day } from './times';

// A client's tab: the forms asked for and sent, newest first.
export class ClientForms extends LbPage {
  static override properties = { ...LbPage.properties, lines: { state: true } };
  private lines: ResponseLine[] = [];
  private sender?: LinkSender;

  private get client(): string {
    return this.ctx.clientId;
  }

  override async load() {
    this.lines = await this.shell.api.get<ResponseLine[]>(`/intake/clients/${this.client}/responses`);
  }

  private get maySend() {
    return this.shell.user.permissions.includes('intake.send');
  }

  private async withdraw(line: ResponseLine) {
    const sure = await this.shell.confirm({ title: 'Withdraw this form?', confirm: 'Withdraw form', danger: true,
      text: 'Its link stops working and what the client has begun is put away.' });
    if (!sure) return;
    try {
      await this.shell.api.post(`/intake/responses/${line.id}/withdrawal`);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      this.shell.toast(problem.detail, { kind: 'bad' });
    }
    await this.reload();
  }

  override render() {
    return this.whenReady(() => {
      this.sender ??= new LinkSender(this.shell, () => { this.requestUpdate(); if (this.sender?.made) void this.reload(); });
      return html`<section class="card"><div class="card-head"><h2>Intake forms</h2>${this.maySend ? html`
          <button type="button" class="btn" ?disabled=${this.sender.busy !== ''} @click=${() => this.sender!.send(this.client, "the client's phone", this.client)}>${icon('link')}Send form</button>` : nothing}</div>
        ${this.sender.render(this.client)}
        ${this.lines.length ? html`<ul class="lines">${this.lines.map(line => this.line(line))}</ul>`
          : html`<p class="muted">No form has been asked for yet. “Send form” makes a link for the client's phone.</p>`}</section>`;
    });
  }

  private line(line: ResponseLine) {
    const [words, chip] = statusWords[line.status];
    const open = line.status === 'requested' || line.status === 'in_progress';
    const told = line.signed_at ? `Signed by ${line.signed_name}, ${day(this.shell, line.signed_at)}` : `Asked for ${day(this.shell, line.requested_at)}`;
    return html`<li><div class="grow"><b>${line.status === 'requested' ? line.form_title
        : html`<a href="/intake/responses/${line.id}">${line.form_title}</a>`}</b>
        <small>Version ${line.form_version}. ${told}</small></div>
      <span class="chip ${chip}">${words}</span>
      ${open && this.maySend ? html`<button type="button" class="btn quiet sm" @click=${() => this.withdraw(line)}>Withdraw</button>` : nothing}</li>`;
  }
}
