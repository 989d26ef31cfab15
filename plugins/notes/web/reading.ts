import '@lumbar/ui/body-chart';
import { html, nothing } from 'lit';
import { type NoteText, scores, sections } from './types';

// A note as text: signed ones, the sign dialog, print.
export const sectionsOf = (text: NoteText) => sections.map(([section, label]) => text[section].trim()
  ? html`<section class="card"><h2>${label}</h2><p class="note-words">${text[section]}</p></section>` : nothing);

export function scoresOf(text: NoteText) {
  const given = scores.filter(([score]) => text[score] !== undefined);
  if (!given.length) return nothing;
  return html`<section class="card"><h2>What the client reported</h2><dl class="facts cols">${given.map(([score, label]) => html`
    <div><dt>${label}</dt><dd>${text[score]} of 10</dd></div>`)}</dl></section>`;
}

export const chartOf = (text: NoteText) => html`<section class="card"><h2>Body chart</h2>
  <lb-body-chart readonly .marks=${text.marks}></lb-body-chart></section>`;
