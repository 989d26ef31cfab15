import { announce } from '../../shell/announce';
import { Problem, api } from '../../shell/api';
import { minuteText, momentOf } from '../../shell/times';
import { toast } from '../../shell/toast';
import type { Board, VisitCard } from '../types';
import type { Moving } from './grid';

const step = 15;

// A visit under the arrow keys: a quarter of an hour up or down, a lane left or right.
export function moveBy(key: string, moving: Moving, board: Board): Moving {
  const lanes = board.practitioners;
  const lane = lanes.findIndex(p => p.id === moving.practitioner);
  const beside = (by: number) => lanes[Math.min(lanes.length - 1, Math.max(0, lane + by))]!;
  const next = { ...moving };
  if (key === 'ArrowUp') next.from = Math.max(0, moving.from - step);
  else if (key === 'ArrowDown') next.from = Math.min(24 * 60 - step, moving.from + step);
  else if (key === 'ArrowLeft') next.practitioner = beside(-1).id;
  else if (key === 'ArrowRight') next.practitioner = beside(1).id;
  else return moving;
  announce(`${minuteText(next.from)}, ${lanes.find(p => p.id === next.practitioner)?.name}`);
  return next;
}

export async function saveMove(visit: VisitCard, { practitioner, from }: Moving, day: string) {
  const back = { starts_at: visit.starts_at, practitioner: visit.practitioner, room: visit.room };
  const send = (place: object) => api.post<{ warning?: string | null }>(`/appointments/${visit.id}/move`, place);
  try {
    const { warning } = await send({ starts_at: momentOf(day, from), practitioner });
    const undo = () => void send(back).catch(thrown => toast(Problem.from(thrown).detail, { kind: 'bad' }));
    toast(`${visit.client_name} is moved to ${minuteText(from)}${warning ? `. ${warning}` : ''}`, { kind: 'ok', action: { label: 'Undo', run: undo } });
  } catch (thrown) {
    toast(Problem.from(thrown).detail, { kind: 'bad' });
  }
}
