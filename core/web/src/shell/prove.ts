import { html, nothing, render } from 'lit';
import { Problem, api } from './api';
import { type SessionView, type WantedCode, session } from './session';

// Asks, over whatever is on the screen, whether it is still who signed in: the password, and the code if there is a second step.
let asking: Promise<boolean> | undefined;

const box = (id: string, label: string, type: string, autocomplete: 'current-password' | 'one-time-code', wrong: string) => html`
  <div class="field"><label for=${id}>${label}</label>
    <input id=${id} class="input" type=${type} autocomplete=${autocomplete} required maxlength="128" autofocus
      aria-invalid=${wrong ? 'true' : 'false'} aria-describedby="proof-error">
    <p class="error" id="proof-error" role="alert" ?hidden=${!wrong}>${wrong || nothing}</p></div>`;

function ask(): Promise<boolean> {
  return new Promise(answer => {
    const dialog = document.createElement('dialog');
    dialog.className = 'question';
    dialog.setAttribute('aria-labelledby', 'proof-title');
    let done = false, busy = false;
    let ticket = '';
    const draw = (wrong = '') => render(html`<form @submit=${submit}>
      <h2 id="proof-title">Is it still you?</h2>
      <p>Nobody but ${session.user.name} may do this. Give your password again; what you were doing stays as it is.</p>
      <input hidden autocomplete="username" .value=${session.user.login}>
      ${ticket ? box('proof-code', 'Code from your app', 'text', 'one-time-code', wrong)
        : box('proof-password', 'Your password', 'password', 'current-password', wrong)}
      <div class="acts"><button type="button" class="btn" @click=${() => dialog.close()}>Cancel</button>
        <button class="btn primary" ?disabled=${busy}>Continue</button></div></form>`, dialog);
    const typed = () => dialog.querySelector<HTMLInputElement>('.field input')!;
    // True: proved.
    const oneStep = async () => {
      if (ticket) {
        await api.post<SessionView>('/session/proof/code', { ticket, code: typed().value });
        return true;
      }
      const next = await api.post<SessionView | WantedCode>('/session/proof', { password: typed().value });
      ticket = 'ticket' in next ? next.ticket : '';
      return !ticket;
    };
    const submit = async (event: Event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      let wrong = '';
      try {
        done = await oneStep();
      } catch (thrown) {
        const problem = Problem.from(thrown);
        if (problem.code === 'start_again') ticket = '';
        wrong = problem.about('password') || problem.detail;
      }
      busy = false;
      if (done) return dialog.close();
      draw(wrong);
      typed().value = '';
      typed().focus();
    };
    draw();
    dialog.addEventListener('close', () => { dialog.remove(); answer(done); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// One dialog, however many requests want it.
export function askProof() {
  asking ??= ask().finally(() => { asking = undefined; });
  return asking;
}
