import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { api } from '../../shell/api';
import { money } from '../../shell/times';
import type { Service } from '../types';
import { modalities, pressures } from './service-words';
import './service-drawer';

class ServicesSection extends LbPage {
  static override properties = { services: { state: true }, edited: { state: true } };
  private services: Service[] = [];
  private edited: Service | 'new' | null = null;

  override async load() {
    this.services = await api.get<Service[]>('/services');
  }

  override render() {
    return html`<section class="card"><div class="section-head"><h2>Services</h2>
        <button class="btn sm" @click=${() => { this.edited = 'new'; }}>${icon('plus')}Add service</button></div>
      ${this.whenReady(() => this.services.length ? html`<ul
        class="lines">${this.services.map(service => this.line(service))}</ul>`
        : html`<p class="muted">No services yet. What is booked is one of these.</p>`)}
      ${this.edited ? html`<lb-service-drawer .service=${this.edited === 'new' ? null : this.edited}
        @lb-close=${() => { this.edited = null; }}
        @lb-saved=${() => this.reload()}></lb-service-drawer>` : nothing}</section>`;
  }

  private line(service: Service) {
    const about = [`${service.minutes} min`, money(service.price_cents), modalities[service.modality], pressures[service.pressure], service.active ? '' : 'not offered any more'];
    return html`<li><span class="grow"><b>${service.name}</b><small>${about.filter(Boolean).join(', ')}</small></span>
      <button class="btn sm" aria-label="Edit ${service.name}" @click=${() => { this.edited = service; }}>Edit</button></li>`;
  }
}
customElements.define('lb-services-section', ServicesSection);
