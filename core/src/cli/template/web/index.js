// @ts-check  types: share/lumbar/sdk/lumbar-ui.d.ts
import { LbPage, icon, isProblem } from '@lumbar/ui';
import { html, nothing } from 'lit';

class Entries extends LbPage {
  static properties = { ...LbPage.properties, entries: { state: true }, fault: { state: true } };

  constructor() {
    super();
    this.entries = [];
    this.fault = '';
  }

  async load() {
    this.entries = await this.shell.api.get('/sample/entries');
  }

  async add(event) {
    event.preventDefault();
    const form = event.target;
    try {
      await this.shell.api.post('/sample/entries', { text: form.elements.text.value });
    } catch (thrown) {
      this.fault = isProblem(thrown) ? (thrown.errors[0]?.detail ?? thrown.detail) : 'The entry was not saved.';
      return;
    }
    this.fault = '';
    form.reset();
    this.shell.announce('Entry added');
    await this.reload();
  }

  render() {
    const when = new Intl.DateTimeFormat(this.shell.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: this.shell.clinic.zone });
    return html`<div class="page mid">${this.whenReady(() => html`<div class="page-head"><h1 tabindex="-1">Sample</h1></div>
      <div class="stack"><form class="card" @submit=${this.add}><label class="field"><span>New entry</span>
        <input class="input" name="text" maxlength="500" required aria-invalid=${this.fault ? 'true' : nothing}>
        ${this.fault ? html`<span class="error" role="alert">${this.fault}</span>` : nothing}</label>
        <div class="acts"><button class="btn primary">Add entry</button></div></form>
      ${this.entries.length ? html`<section class="card"><h2>Entries</h2><ul class="lines">${this.entries.map(entry => html`
        <li><div class="grow"><b>${entry.text}</b><small>${entry.author}, ${when.format(new Date(entry.created_at))}</small></div></li>`)}
        </ul></section>` : html`<div class="empty">${icon('notebook-pen')}<p>No entries yet.</p></div>`}</div>`, 'Sample')}</div>`;
  }
}

export default { api: 1, elements: { entries: Entries } };
