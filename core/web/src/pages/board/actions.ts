import { html } from 'lit';
import { Problem, api } from '../../shell/api';
import { confirm } from '../../shell/confirm';
import { can } from '../../shell/session';
import { toast } from '../../shell/toast';
import type { GuardReason, Status } from '../types';

// The steps of a visit, with their words and a way back.
export type Step = 'confirm' | 'check-in' | 'start' | 'finish' | 'no-show' | 'cancel';
export interface Visit {
  id: string;
  client_name: string;
  status: Status;
}

export const steps: Readonly<Record<Step,
  { label: string; icon: string; said: (name: string) => string; needs: string; from: Status[] }>> = {
  'confirm': { label: 'Confirm', icon: 'check', said: name => `${name} is confirmed`, needs: 'appointments.edit', from: ['booked'] },
  'check-in': { label: 'Check in', icon: 'user-check', said: name => `${name} is checked in`, needs: 'appointments.edit', from: ['booked', 'confirmed'] },
  'start': { label: 'Start session', icon: 'play', said: name => `Session with ${name} has started`, needs: 'visits.start', from: ['arrived'] },
  'finish': { label: 'Finish visit', icon: 'circle-check', said: name => `Visit of ${name} is finished`, needs: 'visits.start', from: ['in_session'] },
  'no-show': { label: 'Did not come', icon: 'x', said: name => `${name} did not come`, needs: 'appointments.edit', from: ['booked', 'confirmed'] },
  'cancel': { label: 'Cancel visit', icon: 'x', said: name => `Visit of ${name} is cancelled`, needs: 'appointments.edit', from: ['booked', 'confirmed', 'arrived'] },
};

export const allowed = (step: Step, visit: Visit) => can(steps[step].needs) && steps[step].from.includes(visit.status);

// The step that comes next, if this user may take it.
export const nextStep = (visit: Visit) => (['check-in', 'start', 'finish'] as const).find(step => allowed(step, visit));

async function startAnyway(visit: Visit, problem: Problem): Promise<boolean> {
  const reasons = (problem.body['reasons'] ?? []) as GuardReason[];
  const list = html`<div class="reasons">${reasons.map(reason => html`<div
    class="alert"><span>${reason.detail}</span></div>`)}</div>`;
  const may = reasons.every(reason => reason.overridable) && can('visits.override');
  if (!may) {
    const text = reasons.every(reason => reason.overridable)
      ? 'A therapist has to answer this first.' : 'This cannot be overridden.';
    await confirm({ title: 'The session cannot start yet', text, confirm: '', cancel: 'Close' }, list);
    return false;
  }
  const reason = await confirm({
    title: 'The session should not start yet',
      text: 'You may go on with a written reason. It is kept with your name and the time.',
    confirm: 'Start anyway', danger: true, reason: { label: 'Reason', required: true },
  }, list);
  if (!reason) return false;
  await api.post(`/appointments/${visit.id}/start`, { override_reason: reason });
  return true;
}

async function send(step: Step, visit: Visit): Promise<boolean> {
  let body: Record<string, unknown> = {};
  if (step === 'cancel') {
    const reason = await confirm({
      title: `Cancel the visit of ${visit.client_name}?`, confirm: 'Cancel visit', cancel: 'Keep visit', danger: true,
      reason: { label: 'Reason' },
    });
    if (reason === false) return false;
    body = reason ? { reason } : {};
  }
  try {
    await api.post(`/appointments/${visit.id}/${step}`, body);
    return true;
  } catch (thrown) {
    const problem = Problem.from(thrown);
    if (step === 'start' && problem.code === 'visit_blocked') return startAnyway(visit, problem);
    throw problem;
  }
}

// Takes the step and says so, with Undo for ten seconds. `changed` is called after each change that the server has taken.
export async function take(step: Step, visit: Visit, changed: () => void): Promise<boolean> {
  try {
    if (!await send(step, visit)) return false;
  } catch (thrown) {
    toast(Problem.from(thrown).detail, { kind: 'bad' });
    changed();
    return false;
  }
  changed();
  const undo = async () => {
    try {
      await api.post(`/appointments/${visit.id}/reopen`);
      toast(`Taken back: ${steps[step].label.toLowerCase()}`);
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    }
    changed();
  };
  const way = can('appointments.edit') ? { action: { label: 'Undo', run: () => void undo() } } : {};
  toast(steps[step].said(visit.client_name), { kind: 'ok', ...way });
  return true;
}
