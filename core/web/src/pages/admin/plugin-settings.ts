import { html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { toast } from '../../shell/toast';
import { Drawer } from '../drawer';
import { errorList, field, select } from '../form';

interface Setting {
  name: string;
  title: string;
  description: string;
  kind: 'boolean' | 'integer' | 'text' | 'choice' | 'secret';
  minimum?: number;
  maximum?: number;
  choices: string[];
}
interface Settings {
  fields: Setting[];
  values: Record<string, string | number | boolean>;
  secrets: string[];
  version: number;
}

// What can be set of a plugin, as its manifest describes it. A secret is never shown: an empty field leaves it as it is.
class PluginSettings extends Drawer {
  static override properties = { plugin: { attribute: false }, settings: { state: true }, problem: { state: true }, busy: { state: true } };
  plugin!: { id: string; name: string };
  private settings: Settings | null = null;
  private typed: Settings['values'] = {};
  private problem: Problem | null = null;
  private busy = false;

  override connectedCallback() {
    super.connectedCallback();
    void this.load();
  }

  private async load() {
    try {
      this.settings = await api.get<Settings>(`/plugins/${this.plugin.id}/settings`);
      this.typed = { ...this.settings.values };
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    }
  }

  private read(form: HTMLFormElement) {
    const given = new FormData(form);
    const values: Settings['values'] = {};
    for (const { name, kind } of this.settings?.fields ?? []) {
      const text = String(given.get(name) ?? '');
      if (kind === 'boolean') values[name] = given.has(name);
      else if (kind === 'integer') values[name] = text.trim() ? Number(text) : '';
      else if (kind !== 'secret' || text || given.has(`${name}-clear`)) values[name] = text;
    }
    return values;
  }

  private async submit(event: Event) {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    const values = this.read(event.target as HTMLFormElement);
    this.typed = { ...this.typed, ...values };
    try {
      await api.put(`/plugins/${this.plugin.id}/settings`, values, { version: this.settings?.version ?? 1 });
      toast(`Settings of ${this.plugin.name} saved`, { kind: 'ok' });
      this.close();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  protected override heading() {
    return html`<h2 id="drawer-title" tabindex="-1">Settings</h2><p class="muted">${this.plugin.name}. They count at once.</p>`;
  }

  protected override body() {
    return html`<form id="plugin-settings" class="stack" novalidate @submit=${this.submit}>${
      this.settings?.fields.map(setting => this.control(setting)) ?? nothing}</form>`;
  }

  private control({ name, title, description, kind, minimum, maximum, choices }: Setting) {
    const value = this.typed[name];
    const wrong = this.problem?.about(name) ?? '';
    if (kind === 'boolean')
      return html`<label class="check"><input type="checkbox" id=${name} name=${name} .checked=${value === true}
        aria-invalid=${wrong ? 'true' : nothing}><span>${title}${description
          ? html`<br><small class="muted">${description}</small>` : nothing}</span></label>`;
    if (kind === 'choice')
      return select(name, title, choices.map(choice => [choice, choice] as const), String(value ?? ''),
        chosen => { this.typed = { ...this.typed, [name]: chosen }; }, this.problem);
    if (kind === 'secret') return this.secret(name, title, description, maximum);
    const number = kind === 'integer';
    const range = number && minimum !== undefined && maximum !== undefined ? `From ${minimum} to ${maximum}.` : '';
    return field(name, { label: title, value: String(value ?? ''), hint: [description, range].filter(Boolean).join(' '),
      ...(number ? { type: 'number', step: '1' } : { most: maximum ?? 4000, ...((maximum ?? 4000) > 200 ? { rows: 3 } : {}) }) }, this.problem);
  }

  private secret(name: string, title: string, description: string, most = 4000) {
    const isSet = this.settings?.secrets.includes(name) ?? false;
    return html`${field(name, { label: title, type: 'password', autocomplete: 'new-password', most,
      hint: [description, isSet ? 'It is set; leave this empty to keep it.' : 'It is not set.'].filter(Boolean).join(' ') }, this.problem)}
      ${isSet ? html`<label class="check"><input type="checkbox" name="${name}-clear"><span>Remove it</span></label>` : nothing}`;
  }

  protected override foot() {
    return html`${errorList(this.problem)}<button class="btn primary" form="plugin-settings"
      ?disabled=${this.busy || !this.settings}>Save settings</button>`;
  }
}
customElements.define('lb-plugin-settings', PluginSettings);
