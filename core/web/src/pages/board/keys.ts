import type { VisitCard } from '../types';

const byTime = (a: VisitCard, b: VisitCard) => a.starts_at.localeCompare(b.starts_at) || a.id.localeCompare(b.id);

// Up and down: the visit before or after in the lane. Left and right: the nearest in time in the next lane that has one.
export function nextVisit(key: string, from: VisitCard, visits: readonly VisitCard[],
  lanes: readonly string[]): VisitCard | undefined {
  const inLane = (lane: string) => visits.filter(v => v.practitioner === lane).sort(byTime);
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const lane = inLane(from.practitioner);
    return lane[lane.findIndex(v => v.id === from.id) + (key === 'ArrowDown' ? 1 : -1)];
  }
  if (key === 'Home' || key === 'End') {
    const lane = inLane(from.practitioner);
    return lane[key === 'Home' ? 0 : lane.length - 1];
  }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
  const way = key === 'ArrowRight' ? 1 : -1;
  for (let i = lanes.indexOf(from.practitioner) + way; i >= 0 && i < lanes.length; i += way) {
    const far = (v: VisitCard) => Math.abs(Date.parse(v.starts_at) - Date.parse(from.starts_at));
    const nearest = inLane(lanes[i]!).sort((a, b) => far(a) - far(b))[0];
    if (nearest) return nearest;
  }
  return undefined;
}
