import { html } from 'lit';
import type { VisitCard } from '../types';

// What the board shows in full; the rest is faded, never hidden.
export type Filter = 'all' | 'alerts' | 'unscreened' | 'new' | 'marks';
export const noFilter: Filter = 'all';

const filters: readonly [Filter, string, (visit: VisitCard) => boolean][] = [
  ['all', 'All visits', () => true],
  ['alerts', 'With alerts', visit => visit.alerts.stop + visit.alerts.caution > 0],
  ['unscreened', 'Not screened', visit => !visit.screened],
  ['marks', 'Something to do', visit => visit.badges.length > 0],
  ['new', 'New clients', visit => visit.new_client],
];

export const passes = (filter: Filter, visit: VisitCard) => filters.find(([id]) => id === filter)![2](visit);

export function filterBar(filter: Filter, choose: (filter: Filter) => void) {
  return html`<div class="filters" role="group" aria-label="Show">${filters.map(([id, words]) => html`
    <button class="pill" aria-pressed=${id === filter} @click=${() => choose(id)}>${words}</button>`)}</div>`;
}
