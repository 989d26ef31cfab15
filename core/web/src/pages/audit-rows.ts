import { html, nothing } from 'lit';
import { dateTime } from '../shell/times';

export interface AuditRow {
  id: string;
  seq: number;
  at: string;
  actor_name: string;
  actor_kind: string;
  action: string;
  summary: string;
  client: string;
  client_name: string;
  object: string;
  outcome: string;
  fields: string[];
  reason: string;
  address: string;
}

const fine = (outcome: string) => outcome === '' || outcome === 'ok' || outcome === 'done';

export function auditTable(rows: readonly AuditRow[], withClient: boolean) {
  return html`<div class="card table-card"><table class="stacked"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th
    scope="col">What</th>
      ${withClient ? html`<th scope="col">Client</th>` : nothing}<th scope="col">From</th></tr></thead>
    <tbody>${rows.map(row => html`<tr><td class="nowrap">${dateTime(row.at)}</td>
      <td>${row.actor_name || row.actor_kind}</td>
      <td>${row.summary || row.action}${fine(row.outcome) ? nothing : html` <span class="chip bad">${row.outcome}</span>`}
        ${row.fields?.length ? html`<br><small class="muted">${row.fields.join(', ').replaceAll('_', ' ')}</small>` : nothing}
        ${row.reason ? html`<br><small class="muted">${row.reason}</small>` : nothing}</td>
      ${withClient ? html`<td>${row.client ? html`<a
        href="/clients/${row.client}">${row.client_name || 'Client'}</a>` : nothing}</td>` : nothing}
      <td class="small muted">${row.address}</td></tr>`)}</tbody></table></div>`;
}
