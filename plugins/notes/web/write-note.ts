import { LbPage, icon, isProblem } from '@lumbar/ui';
import { html } from 'lit';
import type { Note } from './types';

// "Write note" in a visit's drawer: opens the therapist's note of the visit, begun if there is none.
export class WriteNote extends LbPage {
  static override properties = { ...LbPage.properties, busy: { state: true } };
  private busy = false;

  private async open() {
    this.busy = true;
    try {
      const note = await this.shell.api.post<Note>('/notes/notes', { appointment: this.ctx.appointmentId });
      this.shell.navigate(`/notes/${note.id}`);
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      this.shell.toast(problem.detail, { kind: 'bad' });
    } finally {
      this.busy = false;
    }
  }

  override render() {
    return html`<button type="button" class="btn wide" ?disabled=${this.busy} @click=${this.open}>${icon('notebook-pen')}Write note</button>`;
  }
}
