import type { Shell } from '@lumbar/ui';

// Moments as the clinic's wall shows them.
export const day = (shell: Shell, at: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: shell.clinic.zone || undefined }).format(new Date(at));

export const clock = (shell: Shell, at: string) => new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: shell.clinic.zone || undefined,
}).format(new Date(at));
