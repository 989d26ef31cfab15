// What the kit has no class for. Tokens only.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.note-alerts { position: sticky; top: 0; z-index: 4; display: grid; gap: 6px; margin-bottom: 16px; background: var(--bg); }
.note-alerts .alert { margin: 0; }
.note-alerts.quiet { position: static; }
.note-words { white-space: pre-line; overflow-wrap: anywhere; }
.note-scores { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 12px 20px; }
.note-scores fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
.note-scores .choices.scale { grid-template-columns: repeat(6, minmax(0, 1fr)); margin-top: 6px; }
.note-dialog { width: min(760px, calc(100vw - 32px)); max-height: calc(100dvh - 48px); overflow: auto; }
.note-dialog .note-preview { display: grid; gap: 10px; margin: 16px 0; }
.note-dialog .card { padding: 12px 16px; box-shadow: none; }
.note-dialog h3 { margin-top: 14px; }
.note-versions { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; margin-top: 4px; }
.note-versions > div { padding: 10px 12px; border: 1px solid var(--line); border-radius: 10px; }
.note-versions p { white-space: pre-line; overflow-wrap: anywhere; }
@media (max-width: 719px) {
  .note-versions { grid-template-columns: 1fr; }
  .note-alerts:not(.quiet) { max-height: 38dvh; overflow: auto; }
}
@media print { .note-alerts { position: static; max-height: none; } }
`);

export function addStyles() {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter(other => other !== sheet); };
}
