import { LbPage, icon } from '@lumbar/ui';
import { html, nothing } from 'lit';
import { Problem, api, net } from '../../shell/api';
import { on } from '../../shell/bus';
import { confirm } from '../../shell/confirm';
import { onServer } from '../../shell/live';
import { toast } from '../../shell/toast';
import './plugin-health';
import { lists } from './plugin-lists';
import { agreedToStop, places, points } from './plugin-off';
import './plugin-purge';
import './plugin-settings';
import type { Waiting } from './plugin-upgrade';
import './plugin-upgrade';

interface PluginLine {
  id: string;
  name: string;
  version: string;
  sentence: string;
  icon: string;
  state: 'discovered' | 'incompatible' | 'disabled' | 'enabling' | 'enabled' | 'draining' | 'failed' | 'quarantined';
  reason: string;
  origin: string;
  depends_on?: string[];
  permissions: { name: string; sentence: string; roles?: string[] }[];
  tables: string[];
  routes: { method: string; path: string; permission: string }[];
  points: string[];
  events: string[];
  client_links: string[];
  stores: boolean;
  menu: { label: string }[];
  slots: { slot: string }[];
  settings: string[];
  waiting?: Waiting;
}

const states: Record<PluginLine['state'], string> = {
  discovered: 'Not trusted', incompatible: 'Cannot run', disabled: 'Off', enabling: 'Starting…', enabled: 'On',
  draining: 'Stopping…', failed: 'Off', quarantined: 'Off: it took the server down',
};

// What is installed, what each plugin brings, and its switch.
class PluginsPage extends LbPage {
  static override properties = { plugins: { state: true }, busy: { state: true }, set: { state: true }, well: { state: true },
    purged: { state: true } };
  private plugins: PluginLine[] = [];
  private busy = '';
  private set: PluginLine | null = null;   // whose settings are open
  private purged: PluginLine | null = null;   // whose data is to be deleted
  private well = new Set<string>();        // whose health is open
  private off: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    this.off = [onServer('plugins', () => void this.reload()), on('net', () => this.requestUpdate())];
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off.forEach(off => off());
  }

  override async load() {
    this.plugins = await api.get<PluginLine[]>('/plugins');
  }

  private async flip(plugin: PluginLine, event: Event) {
    const box = event.target as HTMLInputElement;
    const enable = plugin.state !== 'enabled';
    if (!await (enable ? this.wanted(plugin) : agreedToStop(plugin, this.plugins))) {
      box.checked = !enable;
      return;
    }
    this.busy = plugin.id;
    try {
      await api.post(`/plugins/${plugin.id}/${enable ? 'enable' : 'disable'}`);
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    }
    await this.reload();
    this.busy = '';
  }

  // What turning it on does, before it is done.
  private wanted(plugin: PluginLine) {
    const adds = plugin.points.map(point => points[point] ?? point);
    const plan: [string, string[]][] = [
      ['Who may', plugin.permissions.map(({ sentence, name, roles }) => `${sentence || name}: ${
        roles?.length ? roles.map(role => role.replace('_', ' ')).join(', ') : 'nobody yet'}`)],
      ['Menu', plugin.menu.map(entry => entry.label)], ['Places on pages', places(plugin.slots)], ['Adds', adds], ['Hears', plugin.events],
      ['Tables it makes', plugin.tables], ['Settings', plugin.settings], ['Needs', plugin.depends_on ?? []],
      ['API', plugin.routes.length ? [`${plugin.routes.length} routes below /api/v1/${plugin.id}`] : []],
    ];
    return confirm({
      title: `Turn ${plugin.name} on?`, confirm: 'Turn on',
      text: 'It takes effect for everyone at once. What each role may do can be changed under Users and roles.',
    }, lists(plan));
  }

  override render() {
    return html`<div class="page narrow"><div class="page-head"><div><h1 tabindex="-1">Plugins</h1>
        <p class="muted">Turning a plugin on or off takes effect for everyone at once. Nothing is restarted and no data is deleted.</p></div>
        <lb-plugins-look .plugins=${this.plugins} @lb-changed=${() => this.reload()}></lb-plugins-look></div>
      ${this.whenReady(() => this.plugins.length ? html`<ul class="plugins">${this.plugins.map(plugin => this.row(plugin))}</ul>`
        : html`<div class="card empty">${icon('puzzle')}<p>No plugins are installed beside this server.</p></div>`)}
      ${this.set ? html`<lb-plugin-settings .plugin=${this.set} @lb-close=${() => { this.set = null; }}></lb-plugin-settings>` : nothing}
      ${this.purged ? html`<lb-plugin-purge .plugin=${this.purged} @lb-close=${() => { this.purged = null; }}
        @lb-purged=${() => this.reload()}></lb-plugin-purge>` : nothing}</div>`;
  }

  private row(plugin: PluginLine) {
    const isOn = plugin.state === 'enabled';
    const stuck = plugin.state === 'incompatible' || plugin.state === 'discovered';
    const busy = this.busy === plugin.id || plugin.state === 'enabling' || plugin.state === 'draining';
    const words = this.busy === plugin.id ? (isOn ? 'Stopping…' : 'Starting…') : states[plugin.state];
    return html`<li class="card plugin"><div class="plugin-icon ${isOn ? 'on' : ''}">${icon(plugin.icon || 'puzzle')}</div>
      <div class="grow"><h2>${plugin.name} <small>${plugin.version}</small></h2><p>${plugin.sentence}</p>
        ${plugin.reason ? html`<p class="error">${plugin.reason}</p>` : nothing}
        ${plugin.waiting ? html`<lb-plugin-waiting .plugin=${plugin} @lb-changed=${() => this.reload()}></lb-plugin-waiting>` : nothing}
        <p class="chips"><span class="chip">${icon('shield-check')}${plugin.origin.replace(/^./,
          first => first.toUpperCase())}</span>
          ${plugin.permissions.map(permission => html`<span
            class="chip wrap">${permission.sentence || permission.name}</span>`)}</p>
        ${this.acts(plugin)}
        ${this.health(plugin)}${this.brings(plugin)}</div>
      <label class="switch"><input type="checkbox" role="switch" .checked=${isOn} ?disabled=${busy || stuck || !net.online}
        aria-label=${plugin.name}
        @change=${(e: Event) => this.flip(plugin, e)}><span aria-hidden="true"></span><i
          aria-hidden="true">${words}</i></label></li>`;
  }

  private acts(plugin: PluginLine) {
    const canPurge = plugin.stores && !['enabled', 'enabling', 'draining'].includes(plugin.state);
    if (!plugin.settings.length && !canPurge) return nothing;
    return html`<div class="acts">${plugin.settings.length ? html`<button class="btn sm" type="button"
        @click=${() => { this.set = plugin; }}>Settings<span class="unseen"> of ${plugin.name}</span></button>` : nothing}
      ${canPurge ? html`<button class="btn sm" type="button" ?disabled=${!net.online}
        @click=${() => { this.purged = plugin; }}>Delete its data…<span class="unseen"> ${plugin.name}</span></button>` : nothing}</div>`;
  }

  private health(plugin: PluginLine) {
    return html`<details @toggle=${(e: Event) => {
      this.well = new Set(this.well);
      this.well[(e.target as HTMLDetailsElement).open ? 'add' : 'delete'](plugin.id);
    }}><summary>Health<span class="unseen"> of ${plugin.name}</span></summary>${
      this.well.has(plugin.id) ? html`<lb-plugin-health .plugin=${plugin.id}></lb-plugin-health>` : nothing}</details>`;
  }

  private brings(plugin: PluginLine) {
    const brought: [string, string[]][] = [
      ['Menu', plugin.menu.map(entry => entry.label)],
      ['Adds', plugin.points.map(point => points[point] ?? point)],
      ['Places on pages', places(plugin.slots)],
      ['Hears', plugin.events], ['Permissions', plugin.permissions.map(permission => permission.name)], ['Tables', plugin.tables], ['Settings', plugin.settings],
      ['Needs', plugin.depends_on ?? []],
      ['API', plugin.routes.map(route => `${route.method.toUpperCase()} ${route.path} (${route.permission})`)],
    ];
    return html`<details><summary>What it brings</summary>${lists(brought)}</details>`;
  }
}
customElements.define('lb-plugins', PluginsPage);
