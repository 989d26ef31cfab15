import { minuteText } from '../../shell/times';
import type { WeeklyHours } from '../types';

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const minuteOfText = (text: string) => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};

function daySentence(hours: readonly WeeklyHours[]) {
  return hours.filter(span => !span.is_break).sort((a, b) => a.from_minute - b.from_minute)
    .map(span => `${minuteText(span.from_minute)} to ${minuteText(span.to_minute)}`).join(' and ');
}

// "Mon to Fri 09:00 to 17:00, Sat 09:00 to 13:00".
export function weekSentence(hours: readonly WeeklyHours[]) {
  const days = weekdays.map((name, i) => ({ name: name.slice(0, 3),
    words: daySentence(hours.filter(span => span.weekday === i + 1)) }));
  const parts: string[] = [];
  for (let i = 0; i < days.length; ++i) {
    if (!days[i]!.words) continue;
    let last = i;
    while (days[last + 1]?.words === days[i]!.words) ++last;
    parts.push(`${days[i]!.name}${last > i ? ` to ${days[last]!.name}` : ''} ${days[i]!.words}`);
    i = last;
  }
  return parts.join(', ') || 'No hours yet';
}

// What is wrong with a week, as a sentence; empty if nothing is.
export function wrongHours(hours: readonly WeeklyHours[]) {
  for (const [i, name] of weekdays.entries()) {
    const day = hours.filter(span => span.weekday === i + 1);
    if (day.some(span => span.to_minute <= span.from_minute)) return `${name}: the end is before the beginning.`;
    for (const isBreak of [false, true]) {
      const same = day.filter(span => span.is_break === isBreak).sort((a, b) => a.from_minute - b.from_minute);
      if (same.some((span, n) => n > 0 && span.from_minute < same[n - 1]!.to_minute)) return `${name}: two times overlap.`;
    }
    const work = day.filter(span => !span.is_break);
    if (day.some(span => span.is_break && !work.some(w => w.from_minute <= span.from_minute && w.to_minute >= span.to_minute))) {
      return `${name}: the break is outside working hours.`;
    }
  }
  return '';
}
