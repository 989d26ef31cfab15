// When the visits of the tests are: always after today, so that no hour of the day and no Sunday is in the way.
import { Api } from '../../kit/api.mjs';
import { expect_answer } from '../../kit/expect.mjs';

const day_ms = 86_400_000;

export const wall = (moment, zone) => new Intl.DateTimeFormat('en-GB',
  { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(new Date(moment));

export const minute_of = (moment, zone) => {
  const [hours, minutes] = wall(moment, zone).split(':').map(Number);
  return hours * 60 + minutes;
};

// A time at which this practitioner is free while somebody else and another room are as well, so that each clash can be tried alone.
export async function lonely_time(base, login) {
  const api = await new Api(base).sign_in(login);
  try {
    const me = expect_answer(await api.get('/session'), 200).user.practitioner;
    const [service] = expect_answer(await api.get('/services'), 200);
    const { date: today, zone } = expect_answer(await api.get('/board'), 200);
    for (let ahead = 1; ahead < 28; ahead++) {
      const date = new Date(Date.parse(`${today}T12:00:00Z`) + ahead * day_ms).toISOString().slice(0, 10);
      const board = expect_answer(await api.get(`/board?date=${date}`), 200);
      const openings = expect_answer(await api.get(`/openings?service=${service.id}&date=${date}`), 200);
      for (const mine of openings.filter(o => o.practitioner === me)) {
        const other = openings.find(o => o.starts_at === mine.starts_at && o.practitioner !== me);
        const busy = board.visits.filter(v => v.starts_at < mine.ends_at && v.ends_at > mine.starts_at && v.status !== 'cancelled');
        const room = board.rooms.find(r => r.id !== mine.room && busy.every(v => v.room !== r.id));
        if (other && room) {
          return { date, zone, service, practitioner: me, practitioner_name: mine.practitioner_name, other, room,
            starts_at: mine.starts_at, minute: minute_of(mine.starts_at, zone), time: wall(mine.starts_at, zone) };
        }
      }
    }
    throw new Error('no time within four weeks at which two practitioners and two rooms are free');
  } finally {
    api.close();
  }
}
