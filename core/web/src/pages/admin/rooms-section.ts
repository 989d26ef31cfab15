import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { errorList, field, valuesOf } from '../form';
import type { Room } from '../types';
import { save } from './save';

class RoomsSection extends LbPage {
  static override properties = { rooms: { state: true }, edited: { state: true }, refusal: { state: true } };
  private rooms: Room[] = [];
  private edited: Room | 'new' | null = null;
  private refusal: Problem | null = null;

  override async load() {
    this.rooms = await api.get<Room[]>('/rooms');
  }

  private async submit(event: Event) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { room_name = '' } = valuesOf(form);
    const room = this.edited === 'new' ? null : this.edited;
    const active = form.querySelector<HTMLInputElement>('[name=active]')?.checked ?? true;
    const position = room?.position ?? this.rooms.length + 1;
    this.refusal = null;
    try {
      await save('/rooms', room, { name: room_name, position, active }, `${room_name} saved`);
      this.edited = null;
      await this.reload();
    } catch (thrown) {
      this.refusal = Problem.from(thrown);
    }
  }

  override render() {
    return html`<section class="card"><div class="section-head"><h2>Rooms</h2>
        <button class="btn sm" @click=${() => { this.edited = 'new'; }}>${icon('plus')}Add room</button></div>
      ${this.whenReady(() => html`
        ${this.edited === 'new' ? this.form(null) : nothing}
        ${this.rooms.length ? html`<ul
          class="lines">${this.rooms.map(room => html`<li>${this.edited === room ? this.form(room) : html`
          <span class="grow"><b>${room.name}</b>${room.active ? nothing : html`<small>Not used any more</small>`}</span>
          <button class="btn sm" aria-label="Edit ${room.name}"
            @click=${() => { this.edited = room; this.refusal = null; }}>Edit</button>`}</li>`)}</ul>`
          : html`<p class="muted">No rooms yet. A visit needs one.</p>`}`)}</section>`;
  }

  private form(room: Room | null) {
    return html`<form class="grow" @submit=${this.submit}>${errorList(this.refusal)}
      ${field('room_name', { label: 'Name', value: room?.name, required: true, autofocus: true }, null)}
      ${room ? html`<label class="check"><input type="checkbox" name="active" .checked=${room.active}>In use</label>` : nothing}
      <div class="acts"><button class="btn primary">Save room</button><button type="button" class="btn"
        @click=${() => { this.edited = null; }}>Cancel</button></div></form>`;
  }
}
customElements.define('lb-rooms-section', RoomsSection);
