import type { Shell } from '@lumbar/ui';
import { type TemplateResult, html, nothing, render } from 'lit';
import { type Merged, type Part, keepBoth, takeTheirs } from './merge';
import { chartOf, scoresOf, sectionsOf } from './reading';
import { clock } from './times';
import { type GuardReason, type Note, type NoteText, scores, sections, textOf } from './types';

// A modal dialog that answers once; Esc gives `otherwise`.
function ask<T>(label: string, otherwise: T, content: (answer: (value: T) => void) => TemplateResult, wide = true): Promise<T> {
  return new Promise(resolve => {
    const dialog = document.createElement('dialog');
    dialog.className = wide ? 'question note-dialog' : 'question';
    dialog.setAttribute('aria-label', label);
    let given = otherwise;
    render(content(value => { given = value; dialog.close(); }), dialog);
    dialog.addEventListener('close', () => { dialog.remove(); resolve(given); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const wordsOf = (text: NoteText, part: Part): string => {
  const value = text[part];
  if (part === 'marks') return `${text.marks.length} marks`;
  return value === undefined || value === '' ? '(empty)' : String(value);
};

const nameOf = (part: Part) =>
  sections.find(([section]) => section === part)?.[1] ?? scores.find(([score]) => score === part)?.[1] ?? 'Body chart';

// Nothing is overwritten unseen: both versions of each part that differs, and three ways on.
export function askConflict(shell: Shell, current: Note, { text, conflicts }: Merged): Promise<NoteText> {
  const theirs = textOf(current);
  const both = keepBoth(text, theirs, conflicts);
  return ask<NoteText>('Two versions of this note', both, answer => html`
    <h2>${current.updated_by === shell.user.name ? 'In another window you' : current.updated_by} changed this at ${clock(shell, current.updated_at)}</h2>
    <p>You have changed the same parts. Nothing is lost until you choose.</p>
    ${conflicts.map(part => html`<h3>${nameOf(part)}</h3><div class="note-versions">
      <div><b>Yours</b><p>${wordsOf(text, part)}</p></div><div><b>Theirs</b><p>${wordsOf(theirs, part)}</p></div></div>`)}
    <div class="acts"><button type="button" class="btn" @click=${() => answer(text)}>Keep mine</button>
      <button type="button" class="btn" @click=${() => answer(takeTheirs(text, theirs, conflicts))}>Take theirs</button>
      <button type="button" class="btn primary" @click=${() => answer(both)}>Keep both</button></div>`);
}

// Shows the whole note once, as it will stay.
export function askToSign(shell: Shell, note: Note, text: NoteText): Promise<boolean> {
  return ask('Sign note', false, answer => html`<h2>Sign this note?</h2>
    <p>${note.client_name}, ${note.service_name}, ${clock(shell, note.starts_at)}. After signing it does not change; later words are added as addenda.</p>
    <div class="note-preview">${sectionsOf(text)}${scoresOf(text)}${text.marks.length ? chartOf(text) : nothing}</div>
    <div class="acts"><button type="button" class="btn" @click=${() => answer(false)}>Go on writing</button>
      <button type="button" class="btn primary" @click=${() => answer(true)}>Sign note</button></div>`);
}

// Why the note cannot be signed. Gives the reason to sign all the same; empty means not to.
export function askOverride(reasons: readonly GuardReason[], mayOverride: boolean): Promise<string> {
  const open = mayOverride && reasons.every(reason => reason.overridable);
  return ask('This note cannot be signed yet', '', answer => html`<h2>This note cannot be signed yet</h2>
    <ul class="reasons">${reasons.map(reason => html`<li class="alert warn"><span>${reason.detail}</span></li>`)}</ul>
    ${open ? html`<div class="field"><label for="override-reason">Sign all the same, because</label>
      <textarea id="override-reason" rows="2" maxlength="1000"></textarea></div>` : nothing}
    <div class="acts"><button type="button" class="btn" @click=${() => answer('')}>Go back</button>
      ${open ? html`<button type="button" class="btn danger" @click=${(e: Event) =>
        answer((e.target as HTMLElement).closest('dialog')!.querySelector('textarea')!.value.trim())}>Sign with this reason</button>` : nothing}</div>`, false);
}
