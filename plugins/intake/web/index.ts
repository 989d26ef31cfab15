import type { PluginModule } from '@lumbar/ui';
import { ClientForms } from './client-forms';
import { IntakeForm } from './form';
import { Overview } from './overview';
import { ResponsePage } from './response';
import { WaitingForms } from './waiting';

const module: PluginModule = {
  api: 1,
  elements: { 'overview': Overview, 'response': ResponsePage, 'form': IntakeForm, 'waiting': WaitingForms, 'client-forms': ClientForms },
};
export default module;
