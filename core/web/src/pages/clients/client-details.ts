import { LitElement, html } from 'lit';
import type { Client } from '../types';

// How to reach a client.
class ClientDetails extends LitElement {
  static override properties = { client: { attribute: false } };
  client!: Client;

  override createRenderRoot() {
    return this;
  }

  override render() {
    const { client } = this;
    const all: [string, string][] = [['Phone', client.phone], ['Email', client.email], ['Address', client.address],
      ['Emergency contact', client.emergency_contact], ['Legal name', client.preferred_name ? `${client.given_name} ${client.family_name}`.trim() : ''],
      ['Note for the desk', client.note]];
    const known = all.filter(([, value]) => value);
    return html`<section class="card"><h2>Details</h2>${known.length
      ? html`<dl class="facts">${known.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`
      : html`<p class="muted">Only the name is known so far.</p>`}</section>`;
  }
}
customElements.define('lb-client-details', ClientDetails);
