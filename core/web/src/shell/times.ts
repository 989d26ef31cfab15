import { session } from './session';

// Times are shown on the clinic's wall clock, whatever zone this device is in.
const locale = 'en-GB';
const made = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions, zone = session.clinic.zone) {
  const key = zone + JSON.stringify(options);
  let formatter = made.get(key);
  if (!formatter) made.set(key, formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }));
  return formatter;
}

type Moment = string | number | Date;
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const at = (moment: Moment) => new Date(moment);
const short = (text: string) => text.replace('Sept', 'Sep');
const noon = (day: string) => new Date(`${day}T12:00:00Z`);

export const hm = (moment: Moment) => format(clock).format(at(moment));                                    // 09:15
export const shortDate = (moment: Moment) => short(format({ day: 'numeric', month: 'short' }).format(at(moment)));  // 23 Nov
export const date = (moment: Moment) => short(format({ day: 'numeric', month: 'short', year: 'numeric' }).format(at(moment)));
export const dateTime = (moment: Moment) => `${date(moment)}, ${hm(moment)}`;

// Days are "2026-11-23".
export const longDay = (day: string) => format({ weekday: 'long', day: 'numeric', month: 'long' }, 'UTC').format(noon(day));
export const shortDay = (day: string) =>
  short(format({ weekday: 'short', day: 'numeric', month: 'short' }, 'UTC').format(noon(day)).replace(',', ''));
export const dayText = (day: string) => short(format({ day: 'numeric', month: 'short', year: 'numeric' },
  'UTC').format(noon(day)));
export const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(noon(text).getTime());

export function plusDays(day: string, days: number) {
  const moment = noon(day);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

export function dayOf(moment: Moment) {
  const parts = format({ year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at(moment));
  const part = (type: string) => parts.find(p => p.type === type)!.value;
  return `${part('year')}-${part('month')}-${part('day')}`;
}

export const today = () => dayOf(Date.now());

// Minutes since midnight on the wall.
export function minuteOf(moment: Moment) {
  const [hours, minutes] = hm(moment).split(':');
  return Number(hours) * 60 + Number(minutes);
}

export const minuteText = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

// The moment at which the clinic's clock shows `minute` of `day`.
export function momentOf(day: string, minute: number) {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minute * 60_000;
  const wall = (moment: number) => Date.parse(`${dayOf(moment)}T00:00:00Z`) + minuteOf(moment) * 60_000;
  let moment = wanted;
  for (let turn = 0; turn < 2; ++turn) moment += wanted - wall(moment);
  return new Date(moment).toISOString();
}

export function age(birthDay: string) {
  const [now, born] = [today(), birthDay];
  return Number(now.slice(0, 4)) - Number(born.slice(0, 4)) - (now.slice(5) < born.slice(5) ? 1 : 0);
}

export function money(cents: number) {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: session.clinic.currency }).format(cents / 100);
}
