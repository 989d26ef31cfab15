import type { Shell } from '@lumbar/ui';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { Problem } from './problem';

type Stage = 'new' | 'loading' | 'slow' | 'ready' | 'failed';

// Base of every page and slot. See types/lumbar-ui.d.ts for what it promises. Its own state is in #names, which a subclass
// cannot hit by accident.
export class LbPage extends LitElement {
  static override properties = { shell: { attribute: false }, ctx: { attribute: false }, params: { attribute: false } };
  shell!: Shell;
  ctx: any;
  params: any;
  #stage: Stage = 'new';
  #problem: Problem | undefined;
  #turn = 0;
  #shown = '';

  load?(): Promise<void>;

  get loaded() {
    return this.#stage === 'ready';
  }

  #go(stage: Stage) {
    this.#stage = stage;
    this.requestUpdate();
  }

  override createRenderRoot() {
    return this;
  }

  protected override willUpdate(_changed: PropertyValues) {
    if (!this.load) {
      this.#stage = 'ready';
      return;
    }
    const shown = JSON.stringify([this.ctx, this.params]);
    if (this.#stage !== 'new' && shown === this.#shown) return;
    this.#shown = shown;
    this.#stage = 'loading';
    void this.reload();
  }

  // Loads again. What is shown stays until the new data is there, and also if it does not come.
  async reload() {
    const turn = ++this.#turn;
    const slow = setTimeout(() => {
      if (this.#stage === 'loading') this.#go('slow');
    }, 150);
    try {
      await this.load?.();
      if (turn === this.#turn) this.#go('ready');
    } catch (thrown) {
      if (turn !== this.#turn || this.#stage === 'ready') return;
      this.#problem = Problem.from(thrown);
      this.#go('failed');
    } finally {
      clearTimeout(slow);
    }
  }

  whenReady(content: () => unknown, title?: string): unknown {
    if (this.#stage === 'ready') return content();
    const heading = title ? html`<h1 tabindex="-1">${title}</h1>` : nothing;
    if (this.#stage === 'failed') return html`${heading}${this.#failure()}`;
    const blocks = html`<div aria-hidden="true"><div class="blank third"></div><div class="blank tall"></div></div>`;
    return html`${heading}${this.#stage === 'slow' ? blocks : html`<div class="blank-space"></div>`}`;
  }

  #tryAgain() {
    this.#go('loading');
    void this.reload();
  }

  #failure() {
    return html`<div class="card failed" role="alert"><p><b>${this.#problem?.detail}</b></p>
      <button class="btn" type="button" @click=${() => this.#tryAgain()}>Try again</button>
      ${this.#problem?.requestId ? html`<small class="muted">Request ${this.#problem.requestId}</small>` : nothing}</div>`;
  }
}
