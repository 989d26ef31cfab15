import { type Shell, icon, isProblem } from '@lumbar/ui';
import { html, nothing } from 'lit';
import type { Asked } from './staff-types';
import { day } from './times';

// Asks a client for the form and shows the link: it cannot be had a second time, so it stays until it is closed.
export class LinkSender {
  made: (Asked & { place: string; name: string }) | null = null;
  busy = '';

  constructor(private readonly shell: Shell, private readonly changed: () => void) {}

  // `place` is where the link is to be shown: a visit or the client.
  async send(place: string, name: string, client: string, appointment?: string) {
    this.busy = place;
    this.changed();
    try {
      const asked = await this.shell.api.post<Asked>('/intake/requests', appointment ? { client, appointment } : { client });
      this.made = { ...asked, place, name };
      this.shell.announce('The link is ready to be copied');
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      this.shell.toast(problem.detail, { kind: 'bad' });
    } finally {
      this.busy = '';
      this.changed();
    }
  }

  private async copy(event: Event) {
    const field = (event.currentTarget as HTMLElement).parentElement?.querySelector('input');
    try {
      await navigator.clipboard.writeText(this.made?.url ?? '');
      this.shell.toast('Link copied', { kind: 'ok' });
    } catch {
      field?.select();
      this.shell.toast('Press Ctrl C to copy the link');
    }
  }

  private close() {
    this.made = null;
    this.changed();
  }

  render(place: string) {
    const link = this.made;
    if (link?.place !== place) return nothing;
    const id = `link-${link.response}`;
    return html`<div class="field grow"><label for=${id}>Link for ${link.name}</label>
      <p class="hint">For this client only. Opens until ${day(this.shell, link.expires_at)}.</p>
      <input id=${id} readonly .value=${link.url} @focus=${(e: Event) => (e.target as HTMLInputElement).select()}>
      <div class="acts"><button type="button" class="btn sm" @click=${this.copy.bind(this)}>${icon('copy')}Copy link</button>
        <button type="button" class="btn quiet sm" @click=${() => this.close()}>Done</button></div></div>`;
  }
}
