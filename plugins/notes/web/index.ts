import type { PluginModule, Shell } from '@lumbar/ui';
import { ClientNotes } from './client-notes';
import { MyNotes } from './mine';
import { NotePage } from './note';
import { addStyles } from './styles';
import type { NoteLine } from './types';
import { WriteNote } from './write-note';

// The number of drafts beside "My notes".
async function countDrafts(shell: Shell) {
  if (!shell.user.permissions.includes('notes.edit')) return;
  const drafts = await shell.api.get<NoteLine[]>('/notes/mine').catch(() => []);
  shell.menu.badge('/notes', drafts.length);
}

const module: PluginModule = {
  api: 1,
  elements: { 'mine': MyNotes, 'note': NotePage, 'client-notes': ClientNotes, 'write-note': WriteNote },
  activate(shell) {
    const removeStyles = addStyles();
    const stop = shell.on('note_changed', () => void countDrafts(shell));
    void countDrafts(shell);
    return () => { stop(); removeStyles(); };
  },
};
export default module;
