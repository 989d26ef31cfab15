import { html, render } from 'lit';

// Somebody else has saved meanwhile: both versions side by side, field by field. What to save now, or null to leave it.
// Nothing is overwritten without being seen.
export function settleConflict(labels: Record<string, string>, mine: Record<string, string>,
  current: object): Promise<Record<string, string> | null> {
  const theirs = current as Record<string, unknown>;
  const differing = Object.keys(labels).filter(name => name in mine && String(theirs[name] ?? '') !== mine[name]);
  return new Promise(answer => {
    const dialog = document.createElement('dialog');
    dialog.className = 'question';
    dialog.setAttribute('aria-labelledby', 'conflict-title');
    let result: Record<string, string> | null = null;
    const settle = (event: Event) => {
      event.preventDefault();
      const chosen = new FormData(event.target as HTMLFormElement);
      const theirText = (name: string) => String(theirs[name] ?? '');
      result = { ...mine };
      for (const name of differing) if (chosen.get(name) === 'theirs') result[name] = theirText(name);
      dialog.close();
    };
    render(html`<form @submit=${settle}><h2 id="conflict-title">Somebody else changed this meanwhile</h2>
      <p>Choose what to keep. Nothing has been overwritten.</p>
      ${differing.map(name => html`<fieldset class="field"><legend>${labels[name]}</legend>
        <label class="check"><input type="radio" name=${name} value="mine" checked><span><small
          class="muted">Mine</small><br>${mine[name] || '(empty)'}</span></label>
        <label class="check"><input type="radio" name=${name} value="theirs"><span><small
          class="muted">Theirs</small><br>${String(theirs[name] ?? '') || '(empty)'}</span></label></fieldset>`)}
      <div class="acts"><button type="button" class="btn" @click=${() => dialog.close()}>Go on editing</button><button
        class="btn primary">Save this</button></div></form>`, dialog);
    dialog.addEventListener('close', () => { dialog.remove(); answer(result); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
