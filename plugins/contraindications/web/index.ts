import type { PluginModule } from '@lumbar/ui';
import { Conditions } from './conditions';
import { NoteFindings, VisitFindings } from './findings-panel';

const plugin: PluginModule = {
  api: 1,
  elements: { conditions: Conditions, 'visit-findings': VisitFindings, 'note-findings': NoteFindings },
};
export default plugin;
