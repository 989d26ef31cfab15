import { LitElement, html, nothing } from 'lit';
import { Problem, api } from '../../shell/api';
import { dateTime, dayOf, hm, today } from '../../shell/times';

interface Health {
  since: string;
  requests: number;
  faults: number;
  p99_ms?: number;
  p99_beyond: boolean;
  writing_ms: number;
  writing_share: number;
  last_error?: { at: string; method: string; path: string; kind: string };
  strikes: number;
  parked: number;
  last_parked?: { at: string; event: string; kind: string };
}

const count = (n: number, one: string) => `${n.toLocaleString('en-GB')} ${one}${n === 1 ? '' : 's'}`;
const rounded = (n: number) => Number(n.toPrecision(2)).toLocaleString('en-GB');
const duration = (ms: number) => ms < 1000 ? `${rounded(ms)} ms` : `${rounded(ms / 1000)} s`;
const since = (moment: string) => dayOf(moment) === today() ? hm(moment) : dateTime(moment);
const when = (moment: string) => dayOf(moment) === today() ? `today ${hm(moment)}` : dateTime(moment);

function answered({ requests, p99_ms, p99_beyond, since: start }: Health) {
  if (!requests || !p99_ms) return `Not asked for anything since ${since(start)}.`;
  const few = requests < 100;
  const speed = p99_beyond ? `${few ? 'the slowest' : 'more than 1 of 100'} took longer than ${duration(p99_ms)}`
    : `${few ? 'all' : '99 of 100'} within ${duration(p99_ms)}`;
  return `Answered ${count(requests, 'request')} since ${since(start)}, ${speed}.`;
}

function wrote({ writing_ms, writing_share }: Health) {
  if (!writing_ms) return 'Has written nothing since the start.';
  const share = writing_share * 100;
  return `Kept the writer busy for ${duration(writing_ms)}, ${share < 0.01 ? 'less than 0.01' : rounded(share)} % of the time.`;
}

function crashed({ strikes }: Health) {
  if (!strikes) return 'None in the last ten minutes.';
  return `In the last ten minutes the server went down ${count(strikes, 'time')} while it ran. The third time turns it off.`;
}

// How a plugin has done since this server's start; asked for anew each time it is put on the page.
class PluginHealth extends LitElement {
  static override properties = { plugin: {}, health: { state: true }, problem: { state: true } };
  plugin = '';
  private health: Health | null = null;
  private problem: Problem | null = null;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.load();
  }

  private async load() {
    this.problem = null;
    try {
      this.health = await api.get<Health>(`/plugins/${this.plugin}/health`);
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    }
  }

  override render() {
    if (this.problem) return html`<div class="failed" role="alert"><p class="error">${this.problem.detail}</p>
      <button class="btn sm" type="button" @click=${this.load}>Try again</button></div>`;
    const health = this.health;
    if (!health) return html`<p class="muted" role="status">Loading…</p>`;
    const { faults, last_error: last, parked, last_parked: given_up } = health;
    return html`<dl class="brings health"><div><dt>Answers</dt><dd>${answered(health)}</dd></div>
      <div><dt>Errors</dt>${last ? html`<dd>${count(faults, 'request')} failed through its own fault.</dd>
        <dd>Last error: ${when(last.at)}, ${last.method} ${last.path.replace(/^\/api\/v1/, '')}, <code>${last.kind}</code></dd>`
        : html`<dd>No errors since the start.</dd>`}</div>
      <div><dt>Writing</dt><dd>${wrote(health)}</dd></div>
      <div><dt>Events</dt>${given_up ? html`<dd class="error">${count(parked, 'event')} given up: it failed on each ten times.</dd>
        <dd>The last: ${when(given_up.at)}, ${given_up.event}, <code>${given_up.kind}</code></dd>`
        : html`<dd>None was given up.</dd>`}</div>
      <div><dt>Crashes</dt><dd class=${health.strikes ? 'error' : nothing}>${crashed(health)}</dd></div></dl>`;
  }
}
customElements.define('lb-plugin-health', PluginHealth);
