import { html, nothing } from 'lit';
import { confirm } from '../../shell/confirm';

// What turning a plugin off means for everybody, said before it is done.

interface Stopping {
  id: string;
  name: string;
  state: string;
  depends_on?: string[];
  points: string[];
  client_links: string[];
  menu: { label: string }[];
  slots: { slot: string }[];
}

export const points: Record<string, string> = {
  client_alerts: 'health alerts', screening: 'the contraindication check', visit_guard: 'what must be settled before a session',
  note_guard: 'what must be settled before signing', board_badge: 'marks on the day board',
  client_record: 'part of the client record', sealed_records: 'signed records, which a check of the storage looks at',
};

const placeNames: Record<string, string> = {
  'board.aside': 'a list beside the day board', 'appointment.details': 'part of a visit\'s details',
  'appointment.actions': 'a button in a visit\'s details', 'client.main': 'a card on the client\'s page',
  'client.side': 'a card on the client\'s page', 'client.tab': 'a tab on the client\'s page', 'note.side': 'a card beside the note',
  'form.after': 'what follows a client\'s form',
  'admin.settings': 'a part of the settings',
};

// Where its screens stand, each place once.
export const places = (slots: readonly { slot: string }[]) => [...new Set(slots.map(({ slot }) => placeNames[slot] ?? slot))];

const whatStops = (plugin: Stopping) => [
  plugin.menu.length ? `Gone from the menu: ${plugin.menu.map(entry => entry.label).join(', ')}` : '',
  ...places(plugin.slots).map(place => `Gone from the pages: ${place}`),
  ...plugin.points.filter(point => point !== 'sealed_records').map(point => `Missing then: ${points[point] ?? point}`),
  plugin.client_links.length ? 'Links that clients have been sent open nothing until it is on again.' : '',
].filter(Boolean);

const inWords = (names: string[]) => names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

// True when somebody agreed. A plugin that others need is not turned off before them.
export async function agreedToStop(plugin: Stopping, all: readonly Stopping[]) {
  const needing = all.filter(other => other.state === 'enabled' && other.depends_on?.includes(plugin.id)).map(other => other.name);
  if (needing.length) {
    await confirm({ title: `${plugin.name} is needed`, cancel: 'Close', confirm: '',
      text: `${inWords(needing)} ${needing.length === 1 ? 'needs' : 'need'} it and would not work without it. Turn ${
        needing.length === 1 ? 'that' : 'those'} off first.` });
    return false;
  }
  const gone = whatStops(plugin);
  return await confirm({
    title: `Turn ${plugin.name} off?`, confirm: 'Turn off', danger: true,
    text: 'It disappears for everyone at once. All its data stays, and comes back when it is turned on again.',
  }, gone.length ? html`<ul class="reasons">${gone.map(line => html`<li>${line}</li>`)}</ul>` : nothing) !== false;
}
