import { LbPage, icon, initials } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { api } from '../../shell/api';
import type { Practitioner, Room } from '../types';
import { weekSentence } from './hours';
import './practitioner-drawer';

class PractitionersSection extends LbPage {
  static override properties = { practitioners: { state: true }, rooms: { state: true }, edited: { state: true } };
  private practitioners: Practitioner[] = [];
  private rooms: Room[] = [];
  private edited: Practitioner | 'new' | null = null;

  override async load() {
    [this.practitioners, this.rooms] = await Promise.all([api.get<Practitioner[]>('/practitioners'), api.get<Room[]>('/rooms')]);
  }

  // Rooms may have been added on this page since it was loaded.
  private async edit(practitioner: Practitioner | 'new') {
    this.rooms = await api.get<Room[]>('/rooms').catch(() => this.rooms);
    this.edited = practitioner;
  }

  override render() {
    return html`<section class="card"><div class="section-head"><h2>Practitioners and hours</h2>
        <button class="btn sm" @click=${() => this.edit('new')}>${icon('plus')}Add practitioner</button></div>
      ${this.whenReady(() => this.practitioners.length ? html`<ul
        class="lines">${this.practitioners.map((p, i) => this.line(p, i))}</ul>`
        : html`<p class="muted">Nobody yet. Each practitioner is a lane on the day board.</p>`)}
      ${this.edited ? html`<lb-practitioner-drawer .practitioner=${this.edited === 'new' ? null : this.edited}
        .rooms=${this.rooms} .position=${this.practitioners.length + 1}
        @lb-close=${() => { this.edited = null; }}
          @lb-saved=${() => this.reload()}></lb-practitioner-drawer>` : nothing}</section>`;
  }

  private line(practitioner: Practitioner, index: number) {
    const room = this.rooms.find(r => r.id === practitioner.room)?.name;
    const about = [practitioner.title, room, practitioner.active ? '' : 'not working here any more'].filter(Boolean).join(', ');
    return html`<li><span class="avatar c${index % 6}" aria-hidden="true">${initials(practitioner.name)}</span>
      <span class="grow"><b>${practitioner.name}</b><small>${about}</small><small>${weekSentence(practitioner.hours)}</small></span>
      <button class="btn sm" aria-label="Edit ${practitioner.name}"
        @click=${() => this.edit(practitioner)}>Edit</button></li>`;
  }
}
customElements.define('lb-practitioners-section', PractitionersSection);
