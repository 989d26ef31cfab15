import { type Shell, isProblem } from '@lumbar/ui';
import type { FormResponse } from './answers';

export type SaveState = 'saved' | 'waiting' | 'saving' | 'offline' | 'refused';

interface Saved { version: number }

// Sends the answers at most every three seconds, one request at a time, always the newest.
export class Autosave {
  state: SaveState = 'saved';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private dirty = false;

  constructor(
    private readonly shell: Shell,
    public version: number,
    private readonly answers: () => FormResponse,
    private readonly changed: () => void,
    private readonly refused: (problem: unknown) => void,
  ) {}

  touched() {
    this.dirty = true;
    if (this.state !== 'saving') this.now('waiting');
    this.timer ??= setTimeout(() => void this.flush(), 3000);
  }

  // Resolves when nothing is waiting any more, or when saving has failed.
  async flush(keepalive = false): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.running) await this.running;
    if (!this.dirty) return;
    this.running = this.send(keepalive);
    await this.running;
    this.running = undefined;
    if (this.dirty && this.state === 'waiting') this.timer ??= setTimeout(() => void this.flush(), 3000);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.dirty = false;
  }

  private async send(keepalive: boolean) {
    this.dirty = false;
    this.now('saving');
    try {
      const saved = await this.shell.api.put<Saved>('/intake/mine', { answers: this.answers() }, { version: this.version, keepalive });
      this.version = saved.version;
      this.now(this.dirty ? 'waiting' : 'saved');
    } catch (problem) {
      this.dirty = true;
      const away = isProblem(problem) && (problem.status === 0 || problem.status >= 500);
      this.now(away ? 'offline' : 'refused');
      if (away) this.timer = setTimeout(() => void this.flush(), 5000);
      else this.refused(problem);
    }
  }

  private now(state: SaveState) {
    this.state = state;
    this.changed();
  }
}
