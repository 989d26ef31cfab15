import { html } from 'lit';
import { drawings } from 'lumbar:icons';

// An icon by its lucide name; a piece of puzzle for a name that the kit does not have.
export function icon(name: string, classes = '') {
  return html`<svg class="i ${classes}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${
    drawings[name] ?? drawings['puzzle']}</svg>`;
}
