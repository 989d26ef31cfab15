import { html, nothing, render } from 'lit';
import { Problem } from './api';
import { session, signIn } from './session';

let asking: Promise<boolean> | undefined;

function ask(): Promise<boolean> {
  return new Promise(answer => {
    const dialog = document.createElement('dialog');
    dialog.className = 'question';
    dialog.setAttribute('aria-labelledby', 'lock-title');
    let done = false;
    const draw = (wrong: string) => render(html`<form @submit=${submit}>
      <h2 id="lock-title">Sign in again</h2>
      <p>Your session has ended. What you were doing is still here.</p>
      <div class="field"><label for="lock-login">Name to sign in</label>
        <input id="lock-login" class="input" value=${session.user.login} autocomplete="username" required></div>
      <div class="field"><label for="lock-password">Password</label>
        <input id="lock-password" class="input" type="password" autocomplete="current-password" required autofocus
          aria-invalid=${wrong ? 'true' : 'false'} aria-describedby="lock-error">
        <p class="error" id="lock-error" role="alert" ?hidden=${!wrong}>${wrong || nothing}</p></div>
      <div class="acts"><button type="button" class="btn" @click=${() => location.assign('/sign-in')}>Somebody else</button>
        <button class="btn primary">Sign in</button></div></form>`, dialog);
    const submit = async (event: Event) => {
      event.preventDefault();
      const value = (id: string) => dialog.querySelector<HTMLInputElement>(id)!.value;
      try {
        await signIn(value('#lock-login'), value('#lock-password'));
        done = true;
        dialog.close();
      } catch (thrown) {
        draw(Problem.from(thrown).detail);
      }
    };
    draw('');
    dialog.addEventListener('cancel', event => event.preventDefault());
    dialog.addEventListener('close', () => { dialog.remove(); answer(done); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// One dialog, however many requests find the session over. True: signed in again.
export function askPassword() {
  asking ??= ask().finally(() => { asking = undefined; });
  return asking;
}
