import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { day } from './times';
import type { NoteLine } from './types';

// A client's tab: every note, newest first.
export class ClientNotes extends LbPage {
  static override properties = { ...LbPage.properties, lines: { state: true } };
  private lines: NoteLine[] = [];
  private stop?: () => void;

  override connectedCallback() {
    super.connectedCallback();
    this.stop = this.shell.on('note_changed', (data: { client?: string }) => { if (data.client === this.ctx.clientId) void this.reload(); });
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.stop?.();
  }

  override async load() {
    this.lines = await this.shell.api.get<NoteLine[]>(`/notes/clients/${this.ctx.clientId}?limit=200`);
  }

  override render() {
    return this.whenReady(() => html`<section class="card"><h2>Treatment notes</h2>${this.lines.length
      ? html`<ul class="lines">${this.lines.map(line => this.line(line))}</ul>`
      : html`<p class="muted">No notes yet. Open a visit on the day board and choose “Write note”.</p>`}</section>`);
  }

  private line(line: NoteLine) {
    const added = line.addenda ? `, ${line.addenda} ${line.addenda === 1 ? 'addendum' : 'addenda'}` : '';
    return html`<li><span class="when">${day(this.shell, line.starts_at)}</span><div class="grow">
      <b><a href="/notes/${line.id}">${line.service_name || 'Treatment note'}</a></b>
      ${line.summary ? html`<small>${line.summary}</small>` : nothing}<small>${line.author_name}${added}</small></div>
      ${line.status === 'signed' ? html`<span class="chip ok">${icon('circle-check')}Signed</span>` : html`<span class="chip warn">Draft</span>`}</li>`;
  }
}
