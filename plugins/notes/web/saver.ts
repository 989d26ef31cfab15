import { type Shell, isProblem } from '@lumbar/ui';
import { type Merged, merge, sameText } from './merge';
import { type Note, type NoteText, textOf } from './types';

export type SaveState = 'saved' | 'editing' | 'saving' | 'local' | 'failed';

// What lies on this device while the server does not have all of it.
interface Draft { version: number; base: NoteText; text: NoteText; sent?: NoteText }

interface Hooks {
  changed(): void;
  // Both sides changed the same parts: what shall the note say?
  settle(current: Note, merged: Merged): Promise<NoteText>;
  signedMeanwhile(): void;
}

// Keeps a draft: on the device 0.8 s after the last key, on the server at most every 3 s, one request at a time.
export class NoteSaver {
  state: SaveState = 'saved';
  savedAt: string;
  text: NoteText;
  why = '';
  private base: NoteText;
  private sent: NoteText | undefined;
  private running: Promise<void> | undefined;
  private localTimer: ReturnType<typeof setTimeout> | undefined;
  private serverTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly shell: Shell, private readonly note: Note, private readonly hooks: Hooks, public version = note.version) {
    this.base = this.text = textOf(note);
    this.savedAt = note.updated_at;
  }

  get dirty() {
    return !sameText(this.text, this.base);
  }

  // Takes up what this device kept when the page or the server went away.
  async resume() {
    const draft = await this.shell.drafts.get<Draft>(this.note.id).catch(() => undefined);
    if (!draft) return;
    const merged = draft.version === this.version
      ? { text: draft.text, conflicts: [] } : merge(draft.base, draft.text, this.base, draft.sent);
    this.text = merged.conflicts.length ? await this.hooks.settle(this.note, merged) : merged.text;
    if (this.dirty) this.edit(this.text);
    else await this.forget();
  }

  edit(text: NoteText) {
    this.text = text;
    if (this.state !== 'saving') this.now('editing');
    clearTimeout(this.localTimer);
    this.localTimer = setTimeout(() => void this.keep(), 800);
    this.serverTimer ??= setTimeout(() => void this.flush(), 3000);
  }

  // Everything to the device and to the server, now. True when the server has it all.
  async flush(keepalive = false): Promise<boolean> {
    clearTimeout(this.serverTimer);
    this.serverTimer = undefined;
    if (this.running) await this.running;
    if (!this.dirty) {
      if (this.state === 'editing') this.now('saved');
      await this.forget();
      return true;
    }
    await this.keep();
    this.running = this.send(keepalive);
    await this.running;
    this.running = undefined;
    if (this.dirty && this.state === 'editing') this.serverTimer ??= setTimeout(() => void this.flush(), 3000);
    return !this.dirty;
  }

  stop() {
    clearTimeout(this.localTimer);
    clearTimeout(this.serverTimer);
    this.serverTimer = undefined;
  }

  async forget() {
    clearTimeout(this.localTimer);
    await this.shell.drafts.drop(this.note.id).catch(() => undefined);
  }

  private async keep() {
    clearTimeout(this.localTimer);
    const draft: Draft = { version: this.version, base: this.base, text: this.text, ...(this.sent ? { sent: this.sent } : {}) };
    await this.shell.drafts.put(this.note.id, draft).catch(() => undefined);
  }

  private async send(keepalive: boolean) {
    const text = this.text;
    this.sent = text;
    this.now('saving');
    try {
      const saved = await this.shell.api.put<{ saved_at: string; version: number }>(
        `/notes/notes/${this.note.id}`, text, { version: this.version, keepalive });
      this.version = saved.version;
      this.savedAt = saved.saved_at;
      this.base = text;
      this.sent = undefined;
      if (!this.dirty) await this.forget();
      this.now(this.dirty ? 'editing' : 'saved');
    } catch (problem) {
      await this.refused(problem);
    }
  }

  private async refused(problem: unknown) {
    if (!isProblem(problem)) throw problem;
    if (problem.status === 412) return this.meet(problem.body['current'] as Note);
    if (problem.code === 'note_already_signed') return this.hooks.signedMeanwhile();
    this.why = problem.errors[0]?.detail ?? problem.detail;
    const away = problem.status === 0 || problem.status >= 500;
    this.now(away ? 'local' : 'failed');
    if (away) this.serverTimer ??= setTimeout(() => void this.flush(), 5000);
  }

  // Somebody else saved first: join the two, ask where they cannot be joined, and go on from there.
  private async meet(current: Note) {
    if (current.status === 'signed') return this.hooks.signedMeanwhile();
    const theirs = textOf(current);
    const merged = merge(this.base, this.text, theirs, this.sent);
    const text = merged.conflicts.length ? await this.hooks.settle(current, merged) : merged.text;
    this.version = current.version;
    this.base = theirs;
    this.sent = undefined;
    this.savedAt = current.updated_at;
    this.state = 'editing';
    if (sameText(text, theirs)) {
      this.text = text;
      await this.forget();
      return this.now('saved');
    }
    this.edit(text);
    await this.keep();
  }

  private now(state: SaveState) {
    this.state = state;
    this.hooks.changed();
  }
}
