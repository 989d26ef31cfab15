import { LbPage } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { LinkSender } from './send-link';
import type { WaitingVisit } from './staff-types';
import { clock } from './times';

// Beside the day board: the visits of the day whose form is not filled in.
export class WaitingForms extends LbPage {
  static override properties = { ...LbPage.properties, visits: { state: true } };
  private visits: WaitingVisit[] = [];
  private sender?: LinkSender;
  private stops: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    const again = () => void this.reload();
    this.stops = ['appointment_booked', 'appointment_changed', 'board_badge_changed', 'reconnected'].map(event => this.shell.on(event, again));
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.stops.forEach(stop => stop());
  }

  override async load() {
    const date = typeof this.ctx === 'string' ? this.ctx : this.ctx?.date;
    this.visits = await this.shell.api.get<WaitingVisit[]>(`/intake/waiting${date ? `?date=${date}` : ''}`);
  }

  override render() {
    if (!this.loaded || !this.visits.length) return nothing;
    this.sender ??= new LinkSender(this.shell, () => this.requestUpdate());
    const sender = this.sender;
    return html`<section aria-label="Form not filled in"><h2>Form not filled in <span>${this.visits.length}</span></h2>
      <ul>${this.visits.map(visit => sender.made?.place === visit.appointment ? html`<li>${sender.render(visit.appointment)}</li>` : html`<li>
        <a class="row-button" href="/clients/${visit.client}"><span class="when">${clock(this.shell, visit.starts_at)}</span>
          <span class="grow"><b>${visit.client_name}</b><small>${visit.reason}</small></span></a>
        <button type="button" class="btn sm" ?disabled=${sender.busy === visit.appointment} aria-label="Send link to ${visit.client_name}"
          @click=${() => sender.send(visit.appointment, visit.client_name, visit.client, visit.appointment)}>Send link</button></li>`)}</ul></section>`;
  }
}
