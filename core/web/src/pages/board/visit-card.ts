import { icon, vars } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { hm } from '../../shell/times';
import type { VisitCard } from '../types';
import type { Placed } from './layout';
import { serviceWords, statuses } from './status';

export interface CardOptions {
  opens: number;
  focusable: boolean;
  moving: boolean;
  faded: boolean;
  open: (visit: VisitCard) => void;
  key: (event: KeyboardEvent, visit: VisitCard) => void;
}

const over = (visit: VisitCard) => visit.status === 'done' || visit.status === 'no_show' || visit.status === 'cancelled';

// "Not screened" stands on the card in words where there is room, else as a mark.
const hasRoom = (minutes: number) => minutes >= 60;

function flags(visit: VisitCard, minutes: number) {
  const { stop, caution } = visit.alerts;
  return html`${stop ? html`<span class="stop" title="Stop alert">${icon('shield-alert')}<span
    class="unseen">Stop alert.</span></span>` : nothing}
    ${caution && !stop ? html`<span class="caution" title="Caution">${icon('triangle-alert')}<span
      class="unseen">Caution.</span></span>` : nothing}
    ${visit.screened || over(visit) || hasRoom(minutes) ? nothing : html`<span class="unscreened"
      title="Not screened: ${visit.screening_reason}">${icon('shield-question-mark')}
      <span class="unseen">Not screened.</span></span>`}
    ${visit.badges.map(badge => html`<span class="flag-${badge.tone}" title=${badge.label}>${icon(badge.icon)}<span
      class="unseen">${badge.label}.</span></span>`)}
    <span class="state" title=${statuses[visit.status].words}>${icon(statuses[visit.status].icon)}<span
      class="unseen">${statuses[visit.status].words}.</span></span>`;
}

export function visitCard({ visit, from, to, side, of }: Placed, options: CardOptions) {
  const minutes = to - from;
  const size = minutes < 20 ? 'tiny' : minutes <= 30 ? 'short' : minutes >= 75 ? 'tall' : '';
  const look = `visit ${visit.status} ${size} ${options.moving ? 'moving' : ''} ${options.faded ? 'faded' : ''}`;
  const place = { '--at': (from - options.opens) / 60, '--for': minutes / 60, '--side': side / of, '--share': 1 / of };
  return html`<li class=${look} ${vars(place)}>
    <button type="button" data-visit=${visit.id} tabindex=${options.focusable ? '0' : '-1'} title=${visit.client_name}
      @click=${() => options.open(visit)} @keydown=${(e: KeyboardEvent) => options.key(e, visit)}>
      <span class="line"><span class="time">${hm(visit.starts_at)}</span><span class="flags">${flags(visit,
        minutes)}</span></span>
      <b>${visit.client_name}</b>
      <span class="what">${visit.service_name}<span
        class="minutes">${serviceWords(visit.service_name, minutes, 'min').slice(visit.service_name.length)}</span>${visit.new_client ? html` <em>New</em>` : nothing}</span>
      ${visit.screened || over(visit) || !hasRoom(minutes) ? nothing
        : html`<span class="unscreened-text" title=${visit.screening_reason}>${icon('shield-question-mark')}Not screened</span>`}
    </button></li>`;
}
