import type { Shell } from '@lumbar/ui';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { Problem } from './problem';

// Base of every page and slot. See types/lumbar-ui.d.ts for what it promises.
export class LbPage extends LitElement {
  static override properties = {
    shell: { attribute: false },
    ctx: { attribute: false },
    params: { attribute: false },
    stage: { state: true },
  };
  shell!: Shell;
  ctx: any;
  params: any;
  stage: 'new' | 'loading' | 'slow' | 'ready' | 'failed' = 'new';
  private problem?: Problem;
  private loads = 0;
  private about = '';

  load?(): Promise<void>;

  get loaded() {
    return this.stage === 'ready';
  }

  override createRenderRoot() {
    return this;
  }

  protected override willUpdate(_changed: PropertyValues) {
    const about = JSON.stringify([this.ctx, this.params]);
    if (!this.load || (this.stage !== 'new' && about === this.about)) return;
    this.about = about;
    this.stage = 'loading';
    void this.reload();
  }

  // Loads again. What is shown stays until the new data is there, and also if it does not come.
  async reload() {
    const turn = ++this.loads;
    const slow = setTimeout(() => {
      if (this.stage === 'loading') this.stage = 'slow';
    }, 150);
    try {
      await this.load?.();
      if (turn === this.loads) this.stage = 'ready';
    } catch (thrown) {
      if (turn !== this.loads || this.stage === 'ready') return;
      this.problem = Problem.from(thrown);
      this.stage = 'failed';
    } finally {
      clearTimeout(slow);
      if (turn === this.loads) this.requestUpdate();
    }
  }

  whenReady(content: () => unknown, title?: string): unknown {
    if (this.stage === 'ready') return content();
    const heading = title ? html`<h1 tabindex="-1">${title}</h1>` : nothing;
    if (this.stage === 'failed') return html`${heading}${this.failure()}`;
    const blocks = html`<div aria-hidden="true"><div class="blank third"></div><div class="blank tall"></div></div>`;
    return html`${heading}${this.stage === 'slow' ? blocks : html`<div class="blank-space"></div>`}`;
  }

  private failure() {
    return html`<div class="card failed" role="alert">
      <p><b>${this.problem?.detail ?? 'This could not be loaded.'}</b></p>
      <button class="btn" type="button" @click=${() => { this.stage = 'loading'; void this.reload(); }}>Try again</button>
      ${this.problem?.requestId ? html`<small class="muted">Request ${this.problem.requestId}</small>` : nothing}
    </div>`;
  }
}
