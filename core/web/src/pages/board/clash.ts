import { hm, minuteOf } from '../../shell/times';
import type { Board } from '../types';

export interface Slot {
  from: number;
  to: number;
  practitioner: string;
  room: string;
  client: string;
  except: string;
}

// What is already there at that time, as a sentence; empty if nothing is known to be.
export function clashOf(board: Board, slot: Slot) {
  for (const visit of board.visits) {
    if (visit.id === slot.except || visit.status === 'cancelled' || visit.status === 'no_show') continue;
    const from = minuteOf(visit.starts_at);
    const to = from + (Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000;
    if (to <= slot.from || from >= slot.to) continue;
    const when = `from ${hm(visit.starts_at)} to ${hm(visit.ends_at)}`;
    if (slot.practitioner && visit.practitioner === slot.practitioner) return `${visit.practitioner_name} has another visit ${when}.`;
    if (slot.room && visit.room === slot.room) return `${visit.room_name} is taken ${when}.`;
    if (slot.client && visit.client === slot.client) return `${visit.client_name} has another visit ${when}.`;
  }
  return '';
}
