import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { getPage } from '../../shell/api';
import { auditTable, type AuditRow } from '../audit-rows';

// Who saw or changed this record.
class ClientAccess extends LbPage {
  static override properties = { rows: { state: true }, next: { state: true } };
  private rows: AuditRow[] = [];
  private next = '';

  override async load() {
    const { items, next } = await getPage<AuditRow>(`/clients/${this.params.client}/access?limit=50`);
    this.rows = items;
    this.next = next;
  }

  private async more() {
    const { items, next } = await getPage<AuditRow>(this.next);
    this.rows = [...this.rows, ...items];
    this.next = next;
  }

  override render() {
    return this.whenReady(() => this.rows.length ? html`${auditTable(this.rows, false)}
        ${this.next ? html`<p><button class="btn" @click=${this.more}>Show more</button></p>` : nothing}`
      : html`<div class="card empty">${icon('eye')}<p>Nobody has opened this record yet.</p></div>`);
  }
}
customElements.define('lb-client-access', ClientAccess);
