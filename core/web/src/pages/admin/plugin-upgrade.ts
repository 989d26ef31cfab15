import { icon } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { Problem, api, net } from '../../shell/api';
import { confirm } from '../../shell/confirm';
import { toast } from '../../shell/toast';
import { lists } from './plugin-lists';

interface Route { method: string; path: string; permission: string }
interface Permission { name: string; sentence: string; roles?: string[] }

// Another version of a plugin, that lies in the plugin folder.
export interface Waiting {
  version: string;
  ready: boolean;
  reason: string;
  routes_added: Route[];
  routes_gone: Route[];
  permissions_added: Permission[];
  permissions_gone: Permission[];
  tables_added: string[];
  tables_gone: string[];
  settings_added: string[];
  settings_gone: string[];
  migrations: string[];
}
interface Line { id: string; name: string; version: string; waiting?: Waiting }

const words = (permission: Permission) => permission.sentence || permission.name;
const who = (permission: Permission) =>
  `${words(permission)}: ${permission.roles?.length ? permission.roles.map(role => role.replace('_', ' ')).join(', ') : 'nobody yet'}`;
const route = ({ method, path }: Route) => `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`;

function changes(waiting: Waiting): [string, string[]][] {
  return [
    ['Who may, new', waiting.permissions_added.map(who)], ['Permissions that go', waiting.permissions_gone.map(words)],
    ['New tables', waiting.tables_added], ['Tables it no longer names', waiting.tables_gone],
    ['Steps that change its tables', waiting.migrations],
    ['New settings', waiting.settings_added], ['Settings that go', waiting.settings_gone],
    ['API, new', waiting.routes_added.map(route)], ['API that goes', waiting.routes_gone.map(route)],
  ];
}

const tell = (from: LitElement) => from.dispatchEvent(new CustomEvent('lb-changed', { bubbles: true }));

// The version of a plugin that waits, what it changes, and its way in. After each change: lb-changed.
class PluginWaiting extends LitElement {
  static override properties = { plugin: {}, busy: { state: true } };
  plugin: Line | null = null;
  private busy = false;

  override createRenderRoot() {
    return this;
  }

  private async upgrade(plugin: Line, waiting: Waiting) {
    const plan = changes(waiting);
    const agreed = await confirm({
      title: `Upgrade ${plugin.name} to ${waiting.version}?`, confirm: 'Upgrade',
      text: `Version ${plugin.version} goes on until the new one is ready; then everyone has it at once. If it cannot start, nothing changes.`,
    }, plan.some(([, entries]) => entries.length) ? lists(plan)
      : html`<p class="muted">It asks for the same permissions, tables, settings and routes.</p>`);
    if (!agreed) return;
    this.busy = true;
    try {
      await api.post(`/plugins/${plugin.id}/upgrade`);
      toast(`${plugin.name} ${waiting.version} is on.`, { kind: 'ok' });
    } catch (thrown) {
      const problem = Problem.from(thrown);
      // Why stands on the page from now on.
      toast(problem.status === 409 ? `${plugin.name} stays at ${plugin.version}.` : problem.detail, { kind: 'bad' });
    }
    this.busy = false;
    tell(this);
  }

  override render() {
    const plugin = this.plugin, waiting = plugin?.waiting;
    if (!plugin || !waiting) return nothing;
    const same = waiting.version === plugin.version;
    const named = same ? `Another build of ${waiting.version}` : waiting.version ? `Version ${waiting.version}` : 'Another version';
    if (!waiting.ready) return html`<div class="alert warn waiting">${icon('triangle-alert')}<div><b>${named} cannot be used</b>
      <p>${waiting.reason}</p></div></div>`;
    return html`<div class="alert waiting ${waiting.reason ? 'warn' : 'info'}">${icon(waiting.reason ? 'triangle-alert' : 'info')}
      <div><b>${this.busy ? `Upgrading to ${waiting.version}…` : `${named} ${waiting.reason ? 'did not start' : 'is there'}`}</b>
      <p>${waiting.reason || `Version ${plugin.version} is on. The new one takes its place without a restart.`}</p>
      <button class="btn sm" type="button" ?disabled=${this.busy || !net.online}
        @click=${() => this.upgrade(plugin, waiting)}>${waiting.reason ? 'Try again' : 'Upgrade'}…<span
          class="unseen"> ${plugin.name}</span></button></div></div>`;
  }
}
customElements.define('lb-plugin-waiting', PluginWaiting);

// What a look has found, in one sentence.
function found(before: Line[], after: Line[]) {
  const key = (line: Line) => `${line.version} ${JSON.stringify(line.waiting)}`;
  const other = after.filter(line => !before.some(known => known.id === line.id && key(known) === key(line)));
  return other.length ? `Found: ${other.map(line => `${line.name} ${line.waiting?.version || line.version}`).join(', ')}.`
    : 'There is nothing new in the plugin folder.';
}

// Looks into the plugin folder anew. After that: lb-changed.
class PluginsLook extends LitElement {
  static override properties = { plugins: {}, busy: { state: true } };
  plugins: Line[] = [];
  private busy = false;

  override createRenderRoot() {
    return this;
  }

  private async look() {
    this.busy = true;
    const before = this.plugins;
    try {
      toast(found(before, await api.post<Line[]>('/plugins/look')));
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    }
    this.busy = false;
    tell(this);
  }

  override render() {
    return html`<button class="btn" type="button" ?disabled=${this.busy || !net.online}
      @click=${this.look}>${icon('refresh-cw')}${this.busy ? 'Looking…' : 'Look for new plugins'}</button>`;
  }
}
customElements.define('lb-plugins-look', PluginsLook);
