import type { Status } from '../types';

// How each status is said and drawn: words and icon, never hue alone.
export const statuses: Readonly<Record<Status, { words: string; icon: string }>> = {
  booked: { words: 'Booked', icon: 'clock' },
  confirmed: { words: 'Confirmed', icon: 'check' },
  arrived: { words: 'Arrived', icon: 'user-check' },
  in_session: { words: 'In session', icon: 'play' },
  done: { words: 'Done', icon: 'circle-check' },
  no_show: { words: 'No show', icon: 'x' },
  cancelled: { words: 'Cancelled', icon: 'x' },
};

// "Relaxation, 60 min"; not the length again when the name already says it.
export const serviceWords = (name: string, minutes: number, unit: string) =>
  new RegExp(`\\b${minutes}\\b`).test(name) ? name : `${name}, ${minutes} ${unit}`;
