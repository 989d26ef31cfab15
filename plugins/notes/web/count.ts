import type { Shell } from '@lumbar/ui';
import type { NoteLine } from './types';

// The number of drafts beside "My notes".
export async function countDrafts(shell: Shell) {
  if (!shell.user.permissions.includes('notes.edit')) return;
  const drafts = await shell.api.get<NoteLine[]>('/notes/mine').catch(() => []);
  shell.menu.badge('/notes', drafts.length);
}
