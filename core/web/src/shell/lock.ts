import { html, nothing, render } from 'lit';
import { Problem } from './api';
import { giveCode, half, session, signIn, stillIn } from './session';

let asking: Promise<boolean> | undefined;

function ask(): Promise<boolean> {
  return new Promise(answer => {
    const dialog = document.createElement('dialog');
    dialog.className = 'question';
    dialog.setAttribute('aria-labelledby', 'lock-title');
    let done = false;
    const wrongIf = (wrong: string) => html`<p class="error" id="lock-error" role="alert"
      ?hidden=${!wrong}>${wrong || nothing}</p>`;
    const password = (wrong: string) => html`<div class="field"><label for="lock-login">Name to sign in</label>
        <input id="lock-login" class="input" value=${session.user.login} autocomplete="username" required></div>
      <div class="field"><label for="lock-password">Password</label>
        <input id="lock-password" class="input" type="password" autocomplete="current-password" required autofocus
          aria-invalid=${wrong ? 'true' : 'false'} aria-describedby="lock-error">${wrongIf(wrong)}</div>`;
    const code = (wrong: string) => html`<div class="field"><label for="lock-code">Code from your app</label>
        <input id="lock-code" class="input" autocomplete="one-time-code" required maxlength="40"
          aria-invalid=${wrong ? 'true' : 'false'} aria-describedby="lock-error">${wrongIf(wrong)}</div>`;
    const draw = (wrong: string) => render(html`<form @submit=${submit}>
      <h2 id="lock-title">Sign in again</h2>
      <p>Your session has ended. What you were doing is still here.</p>
      ${half.wanted ? code(wrong) : password(wrong)}
      <div class="acts"><button type="button" class="btn" @click=${() => location.assign('/sign-in')}>Somebody else</button>
        <button class="btn primary">Sign in</button></div></form>`, dialog);
    const value = (id: string) => dialog.querySelector<HTMLInputElement>(id)!.value;
    // True: in. A second step that is to be set up needs the whole page.
    const oneStep = async () => {
      if (half.wanted) {
        await giveCode(value('#lock-code'));
        return true;
      }
      if (await signIn(value('#lock-login'), value('#lock-password'))) return true;
      if (half.wanted!.step === 'set_up') location.assign('/sign-in');
      return false;
    };
    const submit = async (event: Event) => {
      event.preventDefault();
      try {
        done = await oneStep();
        if (done) return dialog.close();
        draw('');
        dialog.querySelector<HTMLElement>('#lock-code')?.focus();
      } catch (thrown) {
        const problem = Problem.from(thrown);
        if (problem.code === 'start_again') half.wanted = null;
        draw(problem.detail);
      }
    };
    half.wanted = null;
    draw('');
    dialog.addEventListener('cancel', event => event.preventDefault());
    dialog.addEventListener('close', () => { dialog.remove(); answer(done); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// One dialog, however many requests find the session over. True: signed in again, perhaps in another window meanwhile.
export function askPassword() {
  asking ??= stillIn().then(yes => yes || ask()).finally(() => { asking = undefined; });
  return asking;
}
