import { html, nothing } from 'lit';
import { net } from '../../shell/api';
import { hm } from '../../shell/times';
import type { Board, VisitCard } from '../types';
import { nextStep, steps, type Step } from './actions';

export interface DeskActs {
  open: (visit: VisitCard) => void;
  take: (step: Step, visit: VisitCard) => void;
}

const soon = 90 * 60_000;

function line(visit: VisitCard, about: string, acts: DeskActs) {
  const step = nextStep(visit);
  return html`<li><button class="row-button" type="button" @click=${() => acts.open(visit)}><span
    class="when">${hm(visit.starts_at)}</span>
      <span class="grow"><b>${visit.client_name}</b><small>${about}</small></span></button>
    ${step ? html`<button class="btn sm" type="button" ?disabled=${!net.online}
      aria-label="${steps[step].label}: ${visit.client_name}"
      @click=${() => acts.take(step, visit)}>${step === 'start' ? 'Start' : steps[step].label}</button>` : nothing}</li>`;
}

function list(title: string, visits: VisitCard[], none: string, about: (visit: VisitCard) => string, acts: DeskActs) {
  return html`<section><h2>${title} <span>${visits.length}</span></h2>
    ${visits.length ? html`<ul>${visits.slice(0, 6).map(visit => line(visit, about(visit), acts))}</ul>` : html`<p
      class="none">${none}</p>`}</section>`;
}

// Who is here, and who comes next; plugins add their lists below.
export function desk(board: Board, now: number, isToday: boolean, shown: boolean, acts: DeskActs) {
  const byTime = [...board.visits].sort((a, b) => a.starts_at.localeCompare(b.starts_at));
  const waiting = byTime.filter(visit => visit.status === 'arrived');
  const coming = byTime.filter(visit => (visit.status === 'booked' || visit.status === 'confirmed') &&
    Date.parse(visit.starts_at) < now + soon && Date.parse(visit.ends_at) > now);
  return html`<aside class="desk ${shown ? 'shown' : ''}" aria-label="Front desk">
    ${isToday ? html`${list('Waiting', waiting, 'Nobody is waiting.', v => [v.practitioner_name, v.room_name].filter(Boolean).join(' · '), acts)}
      ${list('Arriving next', coming, 'Nobody in the next hour and a half.', v => v.practitioner_name, acts)}` : nothing}
    <lb-slot name="board.aside" .ctx=${{ date: board.date }}></lb-slot></aside>`;
}
