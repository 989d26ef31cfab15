import { type Shell, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { type Answer, type Checked, type Finding, type Screening, type Tier, words } from './types';

const chips: Record<Tier, [look: string, sign: string, word: string]> = {
  refer: ['bad', 'shield-alert', 'Stop'], clearance: ['bad', 'shield-alert', 'Stop'], local: ['warn', 'triangle-alert', 'Local'],
  modify: ['warn', 'triangle-alert', 'Caution'], note: ['info', 'info', 'Info'],
};
const urgencies = { emergency: 'Emergency: call now', same_day: 'Medical contact today', routine: '' };

export const tierChip = (tier: Tier) => {
  const [look, sign, word] = chips[tier];
  return html`<span class="chip ${look}">${icon(sign)}${word}</span>`;
};

export const urgencyChip = (finding: Finding) =>
  urgencies[finding.urgency] ? html`<span class="chip bad">${urgencies[finding.urgency]}</span>` : nothing;

// On the clinic's wall clock: "23 Nov 2026, 10:30".
export const when = (shell: Shell, at: string) => new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: shell.clinic.zone,
}).format(new Date(at));

// Days stand in answers as they are stored: 2026-11-22 is read as 22 Nov 2026.
const withDays = (text: string) => text.replace(/\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b/g, day =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`)));

export const because = (finding: Finding) =>
  withDays([...finding.because, ...(finding.source ? [finding.source] : [])].join('. '));

export const answerLine = (shell: Shell, answer: Answer) => html`<small>${answer.holds ? '' : 'Before the answers changed: '}<b>${words[answer.answer]}</b>
  by ${answer.by}, ${when(shell, answer.at)}${answer.until ? `, until ${answer.until}` : ''}${answer.reason ? html`: ${answer.reason}` : nothing}</small>`;

// Silence is never "clear": whether and when the check has run, by which rules.
export function screeningRow(shell: Shell, screening: Screening | undefined, found: Checked) {
  if (!screening) return nothing;
  if (!screening.screened)
    return html`<div class="alert unscreened">${icon('shield-question-mark')}<div class="grow"><b>Not screened.</b> ${screening.reason}.</div></div>`;
  const at = screening.at ? ` ${when(shell, screening.at)}, ${found.rules}.` : '';
  return screening.clear
    ? html`<div class="alert ok">${icon('circle-check')}<div class="grow"><b>Screened, nothing found.</b>${at}</div></div>`
    : html`<p class="hint">Screened${at}</p>`;
}

// What no rule has read, and what nobody has asked.
export function openRows(found: Checked) {
  return html`${found.not_understood.length ? html`<div class="alert unscreened">${icon('circle-alert')}<div class="grow"><b>Not understood.</b>
      The check does not know this: read it and ask.<ul>${found.not_understood.map(text => html`<li>${text}</li>`)}</ul></div></div>` : nothing}
    ${found.not_asked.length ? html`<details><summary>${found.not_asked.length} of today’s questions not asked yet</summary>
      <ul>${found.not_asked.map(text => html`<li>${text}</li>`)}</ul></details>` : nothing}`;
}
