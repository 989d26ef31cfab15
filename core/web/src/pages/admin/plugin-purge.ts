import { icon } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { Problem, api, net } from '../../shell/api';
import { on } from '../../shell/bus';
import { toast } from '../../shell/toast';
import { errorList, field } from '../form';

interface Preview {
  plugin: string;
  name: string;
  tables: { name: string; rows: number }[];
  rows: number;
  loses: string[];
  stays: string[];
  refusals: string[];
}

const number = (n: number) => n.toLocaleString('en-GB');
const lines = (all: string[]) => html`<ul>${all.map(line => html`<li>${line}</li>`)}</ul>`;

// What a plugin that is off has stored, a copy of it to download, and its deletion once its id has been typed. Tells lb-close, and
// lb-purged when it is done.
class PluginPurge extends LitElement {
  static override properties = { plugin: { attribute: false }, seen: { state: true }, problem: { state: true }, busy: { state: true } };
  plugin!: { id: string; name: string };
  private seen: Preview | null = null;
  private problem: Problem | null = null;
  private busy = false;
  private opener: Element | null = null;
  private off = () => {};

  override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.opener = document.activeElement;
    this.off = on('net', () => this.requestUpdate());
    void this.load();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.off();
  }

  override firstUpdated() {
    this.querySelector('dialog')!.showModal();
    this.querySelector<HTMLElement>('h2')!.focus();
  }

  private async load() {
    this.problem = null;
    try {
      this.seen = await api.get<Preview>(`/plugins/${this.plugin.id}/purge`);
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    }
  }

  private close() {
    this.querySelector('dialog')?.close();
  }

  private closed(event: Event) {
    if (event.target !== event.currentTarget) return;
    this.dispatchEvent(new CustomEvent('lb-close', { bubbles: true }));
    const opener = this.opener;
    setTimeout(() => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      else document.querySelector<HTMLElement>('h1')?.focus();
    });
  }

  private async submit(event: Event) {
    event.preventDefault();
    if (this.busy) return;
    const confirm = (this.querySelector<HTMLInputElement>('#confirm')?.value ?? '').trim();
    this.busy = true;
    this.problem = null;
    try {
      await api.post(`/plugins/${this.plugin.id}/purge`, { confirm });
      toast(`The data of ${this.plugin.name} is deleted`, { kind: 'ok' });
      this.dispatchEvent(new CustomEvent('lb-purged', { bubbles: true }));
      this.close();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
      await this.updateComplete;
      this.querySelector<HTMLElement>(this.problem.about('confirm') ? '#confirm' : '.error-list')?.focus();
    } finally {
      this.busy = false;
    }
  }

  private stored({ tables, rows, plugin }: Preview) {
    if (!tables.length) return html`<p>It has no tables in the database.</p>`;
    return html`<div class="stored"><table><caption class="unseen">What it has stored</caption>
        <thead><tr><th scope="col">Table</th><th scope="col">Rows</th></tr></thead>
        <tbody>${tables.map(table => html`<tr><td>${table.name}</td><td>${number(table.rows)}</td></tr>`)}</tbody></table></div>
      ${rows ? html`<p class="copy"><a class="btn sm" href="/api/v1/plugins/${plugin}/export" download>${icon('download')}Download a
        copy</a> <small>One line of JSON per row. It holds what clients have told you: keep it as safe as the clinic's
        backups.</small></p>` : nothing}`;
  }

  private content(seen: Preview) {
    if (seen.refusals.length)
      return html`${this.stored(seen)}<div class="alert warn kept">${icon('triangle-alert')}<div class="grow"><b>It cannot be
        deleted</b>${lines(seen.refusals)}</div></div>`;
    return html`${this.stored(seen)}${seen.loses.length ? html`<h3>What is gone then</h3>${lines(seen.loses)}` : nothing}
      <h3>What stays</h3>${lines(seen.stays)}
      <p class="final">This cannot be undone. Only a backup would bring it back.</p>
      ${field('confirm', { label: `To confirm, type ${seen.plugin}`, required: true, most: 64 }, this.problem)}`;
  }

  override render() {
    const { seen, problem } = this;
    const ready = seen && !seen.refusals.length;
    return html`<dialog class="question purge" aria-labelledby="purge-title" @close=${this.closed}>
      <form novalidate @submit=${this.submit}>
        <h2 id="purge-title" tabindex="-1">${seen && !ready ? `What ${this.plugin.name} has stored`
          : `Delete the data of ${this.plugin.name}?`}</h2>
        ${seen ? this.content(seen) : problem ? nothing : html`<p role="status">Looking what it has stored…</p>`}
        ${problem && !problem.about('confirm') ? errorList(problem) : nothing}
        <div class="acts"><button class="btn" type="button" @click=${this.close}>${ready ? 'Cancel' : 'Close'}</button>
          ${!seen && problem ? html`<button class="btn" type="button" @click=${this.load}>Try again</button>` : nothing}
          ${ready ? html`<button class="btn danger" ?disabled=${this.busy || !net.online}>${this.busy ? 'Deleting…'
            : 'Delete for good'}</button>` : nothing}</div></form></dialog>`;
  }
}
customElements.define('lb-plugin-purge', PluginPurge);
