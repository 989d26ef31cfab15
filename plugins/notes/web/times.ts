import type { Shell } from '@lumbar/ui';

// Moments as the clinic's wall shows them.
export const day = (shell: Shell, at: string) =>
  new Intl.DateTimeFormat(shell.locale, { dateStyle: 'medium', timeZone: shell.clinic.zone || undefined }).format(new Date(at));

export const clock = (shell: Shell, at: string) =>
  new Intl.DateTimeFormat(shell.locale, { hour: '2-digit', minute: '2-digit', timeZone: shell.clinic.zone || undefined }).format(new Date(at));
