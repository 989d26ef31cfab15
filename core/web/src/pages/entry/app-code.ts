import { html } from 'lit';
import type { Problem } from '../../shell/api';
import { field } from '../form';

// How an app gets to know the secret, and the field for the first code that it shows.
export function appSetUp(secret: string, uri: string, problem: Problem | null) {
  void import('./qr');
  return html`<ol class="steps"><li>Scan this with an authenticator app on your phone.</li>
      <li>Type the six digits that the app shows.</li></ol>
    <lb-qr .text=${uri}></lb-qr>
    <details><summary>Your app cannot scan?</summary>
      <p class="small">Type this key into it: <code class="app-key">${secret.replace(/.{4}(?=.)/g, '$& ')}</code></p>
      <p class="small">Or give it this address: <code class="app-key">${uri}</code></p></details>
    ${codeField(problem, 'Six digits from the app')}`;
}

export function codeField(problem: Problem | null, label = 'Code from your app', hint = '') {
  return field('code', { label, required: true, autocomplete: 'one-time-code', most: 40, ...(hint ? { hint } : {}) }, problem);
}
