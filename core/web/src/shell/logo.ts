import { html } from 'lit';

export const logo = () => html`<svg viewBox="0 0 32 32" aria-hidden="true"><rect class="tile" width="32" height="32"
  rx="9"></rect>
  <path class="back" d="M11 7c6 3 6 6 3 9s-2 6 5 9"></path><path class="back faint"
    d="M18 7c5 3 5 6 2.5 9s-2 6 4 9"></path></svg>`;
