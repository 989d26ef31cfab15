import { type Shell, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';

export interface Alert { tier: 'refer' | 'clearance' | 'local' | 'modify' | 'note'; title: string; advice: string; because: string; answer: string }
export interface Alerts { screening: { screened: boolean; reason: string; by: string } | null; alerts: Alert[]; failed: string[] }

const kinds = [['bad', 'shield-alert', ['refer', 'clearance']], ['warn', 'triangle-alert', ['local', 'modify']], ['info', 'info', ['note']]] as const;

export const alertsOf = (shell: Shell, client: string) => shell.api.get<Alerts>(`/clients/${client}/alerts`);

// What stays in sight while the note is written: each alert with what it means for the hands, never folded away. Hints stand
// below and scroll.
export function alertRow(found: Alerts | null, client: string) {
  if (!found) return html`<div class="alert unscreened slim">${icon('shield-question-mark')}<div class="grow"><b>Alerts could not be read.</b>
    Look at the client's page before you begin.</div><a href="/clients/${client}">All alerts</a></div>`;
  const rowsOf = (looks: readonly string[]) => kinds.filter(([look]) => looks.includes(look)).flatMap(([look, sign, tiers]) => {
    const own = found.alerts.filter(alert => (tiers as readonly string[]).includes(alert.tier));
    return own.length ? [html`<div class="alert slim ${look === 'bad' ? '' : look}">${icon(sign)}
      <div class="grow">${own.map(alert => html`<b>${alert.title}.</b> ${alert.advice} `)}</div><a href="/clients/${client}">All alerts</a></div>`] : [];
  });
  const unscreened = found.screening?.screened ? nothing : html`<div class="alert unscreened slim">${icon('shield-question-mark')}
    <div class="grow"><b>Not screened.</b> ${found.screening?.reason ?? 'No check has run for this visit.'}</div></div>`;
  const failed = found.failed.map(plugin => html`<div class="alert unscreened slim">${icon('circle-alert')}<div class="grow">Alerts of ${plugin} could not be read.</div></div>`);
  const notes = rowsOf(['info']);
  return html`<div class="note-alerts" role="region" aria-label="Alerts" tabindex="0">${unscreened}${failed}${rowsOf(['bad', 'warn'])}</div>
    ${notes.length ? html`<div class="note-alerts quiet" role="region" aria-label="Hints">${notes}</div>` : nothing}`;
}
