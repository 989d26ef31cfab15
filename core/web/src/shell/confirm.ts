import type { Question } from '@lumbar/ui';
import { html, nothing, render } from 'lit';

// Asks in a dialog. False when closed without confirming; a text when a reason was asked for; otherwise true.
export function confirm(question: Question, details: unknown = nothing): Promise<string | boolean> {
  return new Promise(answer => {
    const dialog = document.createElement('dialog');
    dialog.className = 'question';
    dialog.setAttribute('aria-labelledby', 'question-title');
    let result: string | boolean = false;
    const agree = (event: Event) => {
      event.preventDefault();
      const reason = dialog.querySelector('textarea')?.value.trim() ?? '';
      result = question.reason ? reason : true;
      dialog.close();
    };
    render(html`<form method="dialog" @submit=${agree}>
      <h2 id="question-title">${question.title}</h2>
      ${question.text ? html`<p>${question.text}</p>` : nothing}
      ${details}
      ${question.reason ? html`<div class="field"><label for="question-reason">${question.reason.label}
          ${question.reason.required ? nothing : html`<small>(optional)</small>`}</label>
        <textarea id="question-reason" rows="3" maxlength="500"
          ?required=${question.reason.required ?? false}></textarea></div>` : nothing}
      <div class="acts"><button type="button" class="btn" @click=${() => dialog.close()}>${question.cancel ?? 'Cancel'}</button>
        ${question.confirm ? html`<button
          class="btn ${question.danger ? 'danger' : 'primary'}">${question.confirm}</button>` : nothing}</div>
    </form>`, dialog);
    dialog.addEventListener('close', () => { dialog.remove(); answer(result); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
