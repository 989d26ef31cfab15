import { LbPage, icon } from '@lumbar/ui';
import { html } from 'lit';
import { clock, day } from './times';
import type { NoteLine } from './types';

// The drafts that wait for their author.
export class MyNotes extends LbPage {
  static override properties = { ...LbPage.properties, lines: { state: true } };
  private lines: NoteLine[] = [];
  private stop?: () => void;

  override connectedCallback() {
    super.connectedCallback();
    this.stop = this.shell.on('note_changed', () => void this.reload());
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.stop?.();
  }

  override async load() {
    this.lines = await this.shell.api.get<NoteLine[]>('/notes/mine');
    this.shell.menu.badge('/notes', this.lines.length);
  }

  override render() {
    return html`<div class="page mid">${this.whenReady(() => html`<div class="page-head"><h1 tabindex="-1">My notes</h1></div>
      ${this.lines.length ? html`<section class="card"><h2>Drafts to sign</h2><ul class="lines">${this.lines.map(line => html`
        <li><span class="when">${day(this.shell, line.starts_at)}</span><div class="grow"><b><a href="/notes/${line.id}">${line.client_name}</a></b>
          <small>${clock(this.shell, line.starts_at)}, ${line.service_name}. Last saved ${day(this.shell, line.updated_at)}, ${clock(this.shell, line.updated_at)}</small></div>
          <span class="chip warn">Draft</span></li>`)}</ul></section>`
        : html`<div class="empty">${icon('notebook-pen')}<p>No drafts. Open a visit on the day board and choose “Write note”.</p>
          <a class="btn" href="/board">Go to the day board</a></div>`}`, 'My notes')}</div>`;
  }
}
