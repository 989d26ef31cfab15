import { minuteOf } from '../../shell/times';
import type { Board, VisitCard } from '../types';

// Where things stand on the board, in minutes of the clinic's wall clock.
export interface Placed {
  visit: VisitCard;
  from: number;
  to: number;
  side: number;                    // visits that overlap stand side by side: 0 is the left one
  of: number;                      // how many share the width
}

function endMinute(start: string, end: string, from: number) {
  return from + Math.max(5, Math.round((Date.parse(end) - Date.parse(start)) / 60_000));
}

// The visits of one lane. Each group of visits that overlap one another shares the width.
export function placed(visits: readonly VisitCard[]): Placed[] {
  const all = visits.map(visit => {
    const from = minuteOf(visit.starts_at);
    return { visit, from, to: endMinute(visit.starts_at, visit.ends_at, from), side: 0, of: 1 };
  }).sort((a, b) => a.from - b.from || a.to - b.to);
  let group: Placed[] = [];
  let groupEnd = -1;
  const close = () => {
    const count = Math.max(1, ...group.map(p => p.side + 1));
    for (const p of group) p.of = count;
    group = [];
  };
  for (const p of all) {
    if (p.from >= groupEnd) close();
    const taken = new Set(group.filter(other => other.to > p.from).map(other => other.side));
    while (taken.has(p.side)) ++p.side;
    group.push(p);
    groupEnd = Math.max(groupEnd, p.to);
  }
  close();
  return all;
}

export interface Range {
  opens: number;
  closes: number;
}

// Full hours that hold the opening times and every visit.
export function rangeOf(board: Board): Range {
  const from = board.visits.map(visit => minuteOf(visit.starts_at));
  const to = board.visits.map((visit, i) => endMinute(visit.starts_at, visit.ends_at, from[i]!));
  const opens = Math.floor(Math.min(board.opens_minute, ...from) / 60) * 60;
  const closes = Math.ceil(Math.max(board.closes_minute, opens + 60, ...to) / 60) * 60;
  return { opens, closes: Math.min(closes, 24 * 60) };
}

export interface Span {
  from: number;
  to: number;
}

// The parts of the day in which somebody does not work, breaks not included.
export function freeTimes(hours: readonly Span[], { opens, closes }: Range): Span[] {
  const spans: Span[] = [];
  let at = opens;
  for (const span of [...hours].sort((a, b) => a.from - b.from)) {
    if (span.from > at) spans.push({ from: at, to: span.from });
    at = Math.max(at, span.to);
  }
  if (at < closes) spans.push({ from: at, to: closes });
  return spans;
}
