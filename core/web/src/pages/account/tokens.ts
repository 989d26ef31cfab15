import { icon } from '@lumbar/ui';
import { LitElement, html, nothing } from 'lit';
import { announce } from '../../shell/announce';
import { Problem, api } from '../../shell/api';
import { confirm } from '../../shell/confirm';
import { date, dateTime } from '../../shell/times';
import { toast } from '../../shell/toast';
import { errorList, field, select, valuesOf } from '../form';

export interface Token {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string;
  used_at?: string | null;
}
export interface Tokens {
  tokens: Token[];
  scopes: { name: string; sentence: string }[];
}

const lifetimes = [['7', 'One week'], ['30', '30 days'], ['90', '90 days'], ['366', 'One year']] as const;

// API tokens of one's own: for a program that acts in one's name. Tells lb-saved.
class TokenCard extends LitElement {
  static override properties = { told: { attribute: false }, making: { state: true }, secret: { state: true },
    copied: { state: true }, problem: { state: true }, busy: { state: true } };
  told!: Tokens;
  private making = false;
  private secret = '';
  private copied = false;
  private problem: Problem | null = null;
  private busy = false;
  private days = '30';

  override createRenderRoot() {
    return this;
  }

  private async open(making: boolean) {
    this.making = making;
    this.secret = '';
    this.problem = null;
    await this.updateComplete;
    this.querySelector<HTMLElement>(making ? '#token-name' : 'button')?.focus();
  }

  private saved() {
    this.dispatchEvent(new CustomEvent('lb-saved', { bubbles: true }));
  }

  private async submit(event: Event) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const scopes = [...form.querySelectorAll<HTMLInputElement>('[name=scope]:checked')].map(box => box.value);
    this.busy = true;
    this.problem = null;
    try {
      const made = await api.post<{ secret: string }>('/account/tokens',
        { name: valuesOf(form)['token-name'] ?? '', scopes, days: Number(this.days) });
      this.making = false;
      this.copied = false;
      this.secret = made.secret;
      this.saved();
      await this.updateComplete;
      this.querySelector<HTMLInputElement>('.one-time-link input')?.select();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  private async copy() {
    this.querySelector<HTMLInputElement>('.one-time-link input')?.select();
    try {
      await navigator.clipboard.writeText(this.secret);
    } catch {
      document.execCommand('copy');
    }
    this.copied = true;
    announce('Token copied');
  }

  private async revoke(token: Token) {
    const agreed = await confirm({ title: `Revoke “${token.name}”?`, text: 'The program that uses it is refused from now on.',
      confirm: 'Revoke', danger: true });
    if (!agreed) return;
    try {
      await api.post(`/account/tokens/${token.id}/end`);
      toast(`“${token.name}” is revoked`, { kind: 'ok' });
    } catch (thrown) {
      toast(Problem.from(thrown).detail, { kind: 'bad' });
    }
    this.saved();
  }

  override render() {
    return html`<section class="card tokens"><div class="card-head"><h2>API tokens</h2>
        ${this.making ? nothing : html`<button class="btn sm" @click=${() => this.open(true)}>New token</button>`}</div>
      <p class="muted">A token lets a program act in your name, with the permissions that you choose, until it expires. What it
        does stands in the audit log under its name. Choosing a new password revokes all tokens.</p>
      ${this.secret ? this.once() : nothing}${this.making ? this.form() : nothing}
      ${this.told.tokens.length ? html`<ul class="sessions">${this.told.tokens.map(token => this.line(token))}</ul>`
        : nothing}</section>`;
  }

  private line(token: Token) {
    const over = Date.parse(token.expires_at) <= Date.now();
    return html`<li><span class="grow"><b>${token.name}</b> ${over ? html`<span class="chip">Expired</span>` : nothing}<br>
        <small class="muted">${over ? 'Expired' : 'Until'} ${date(token.expires_at)}, ${token.used_at
          ? `last used ${dateTime(token.used_at)}` : 'never used'}<br>${token.scopes.join(', ')}</small></span>
      <button class="btn sm" aria-label="Revoke ${token.name}" @click=${() => this.revoke(token)}>Revoke</button></li>`;
  }

  private once() {
    return html`<div class="one-time-link" role="group" aria-labelledby="token-title"><b id="token-title">Your new token</b>
      <p class="small">Copy it into the program now: it is not shown again. Whoever has it can do what you allowed it.</p>
      <div class="row"><input readonly aria-label="API token" .value=${this.secret}>
        <button class="btn" @click=${this.copy}>${icon(this.copied ? 'check' : 'copy')}${this.copied ? 'Copied' : 'Copy'}</button>
        <button class="iconbtn" aria-label="Close" @click=${() => this.open(false)}>${icon('x')}</button></div></div>`;
  }

  private form() {
    const wrong = this.problem?.about('scopes');
    return html`<form class="stack" @submit=${this.submit}>${errorList(this.problem?.errors.length ? null : this.problem)}
      ${field('token-name', { label: 'What it is for', required: true, most: 100,
        hint: 'For example “Night export to accounting”.' }, null)}
      ${select('token-days', 'Works for', lifetimes, this.days, value => { this.days = value; })}
      <fieldset class="field"><legend>What it may do</legend>${this.told.scopes.map(scope => html`<label class="check"><input
        type="checkbox" name="scope" value=${scope.name}><span>${scope.sentence}
          <small class="muted">${scope.name}</small></span></label>`)}
        ${wrong ? html`<p class="error" role="alert">${wrong}</p>` : nothing}</fieldset>
      <div class="acts"><button type="button" class="btn" @click=${() => this.open(false)}>Cancel</button>
        <button class="btn primary" ?disabled=${this.busy}>Make token</button></div></form>`;
  }
}
customElements.define('lb-tokens', TokenCard);
