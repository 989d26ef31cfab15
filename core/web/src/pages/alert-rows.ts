import { icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { dateTime, dayText, isDay } from '../shell/times';
import type { Alert, Alerts, Screening } from './types';

const isStop = (alert: Alert) => alert.tier === 'refer' || alert.tier === 'clearance';
const weight = (alert: Alert) => ['refer', 'clearance', 'local', 'modify', 'note'].indexOf(alert.tier);
const urgency = { emergency: 'Emergency', same_day: 'Same day', routine: '' } as const;
const answers: Record<string, string> = {
  proceed: 'Proceed', adapt: 'Adapt', do_not_treat: 'Do not treat', needs_letter: 'Needs a doctor\u2019s letter',
};

// Days stand in these words as they are stored: 2026-11-22 is read as 22 Nov 2026.
const withDays = (words: string) => words.replace(/\b\d{4}-\d\d-\d\d\b/g, day => isDay(day) ? dayText(day) : day);

function row(alert: Alert) {
  return html`<div class="alert ${isStop(alert) ? '' : 'warn'}">${icon(isStop(alert) ? 'shield-alert' : 'triangle-alert')}
    <div class="grow"><span class="unseen">${isStop(alert) ? 'Stop: ' : 'Caution: '}</span>
      <b>${alert.title}</b>${urgency[alert.urgency] ? html` <span class="chip bad">${urgency[alert.urgency]}</span>` : nothing}
      <p>${alert.advice}</p>
      ${alert.because ? html`<p
        class="because">${withDays(alert.because)}${alert.provisional ? '. An answer is still missing.' : ''}</p>` : nothing}
      ${alert.answer ? html`<p
        class="because"><b>${answers[alert.answer] ?? alert.answer}</b>${alert.answered_by ? `, ${alert.answered_by}` : ''}</p>`
        : isStop(alert) && alert.finding ? html`<p class="because"><b>Not answered yet</b></p>` : nothing}</div>
    ${alert.source ? html`<span class="source">${withDays(alert.source)}</span>` : nothing}</div>`;
}

// What is worth knowing but asks for nothing: one quiet row for all of it.
function notes(alerts: Alert[]) {
  if (!alerts.length) return nothing;
  return html`<div class="alert info">${icon('info')}<ul class="grow noted">${alerts.map(alert => html`
    <li><b>${alert.title}</b> ${alert.advice} ${alert.because ? html`<span
      class="because">${withDays(alert.because)}</span>` : nothing}</li>`)}</ul></div>`;
}

// "Not screened" is said wherever the check did not run; silence would read as "clear".
export function screeningRow(screening: Screening | null | undefined) {
  if (!screening || screening.screened) return nothing;
  return html`<div class="alert unscreened">${icon('shield-question-mark')}
    <div class="grow"><b>Not screened</b><p>${screening.reason
      || 'The contraindication check has not run for this visit.'}</p></div>
    ${screening.by ? html`<span class="source">${screening.by}</span>` : nothing}</div>`;
}

export function alertRows({ alerts, screening, failed }: Alerts) {
  const sorted = [...alerts].sort((a, b) => weight(a) - weight(b));
  if (!sorted.length && !failed.length && (!screening || screening.screened)) return clearRow(screening);
  return html`<section class="alerts" aria-label="Alerts, ${sorted.length}">
    ${screeningRow(screening)}
    ${sorted.filter(alert => alert.tier !== 'note').map(row)}
    ${notes(sorted.filter(alert => alert.tier === 'note'))}
    ${failed.map(plugin => html`<div class="alert unscreened">${icon('circle-alert')}<div
      class="grow"><b>Alerts of ${plugin} could not be read</b>
      <p>There may be more to heed than is shown here.</p></div></div>`)}</section>`;
}

function clearRow(screening: Screening | null | undefined) {
  if (!screening?.screened || !screening.clear) return nothing;
  return html`<p class="meta"><span>${icon('shield-check')}Screened${screening.at ? ` ${dateTime(screening.at)}` : ''}, nothing to heed</span></p>`;
}
