import type { PluginModule } from '@lumbar/ui';
import { ClientNotes } from './client-notes';
import { countDrafts } from './count';
import { MyNotes } from './mine';
import { NotePage } from './note';
import { addStyles } from './styles';
import { WriteNote } from './write-note';

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
