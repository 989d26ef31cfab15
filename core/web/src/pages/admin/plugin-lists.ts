import { html } from 'lit';

// Lists under their headings, those that are empty left out.
export function lists(terms: [string, string[]][]) {
  return html`<dl class="brings">${terms.filter(([, entries]) => entries.length).map(([term, entries]) => html`
    <div><dt>${term}</dt>${entries.map(entry => html`<dd>${entry}</dd>`)}</div>`)}</dl>`;
}
