import type { FieldProblem } from '@lumbar/ui';

const sentences: Record<number, string> = {
  0: 'The server cannot be reached. Check the connection and try again.',
  403: 'You may not do this. Ask somebody who may change roles.',
  404: 'This is not here. It may have been removed, or its plugin is turned off.',
  429: 'Too many tries. Wait a minute, then try again.',
  503: 'The server is busy. Try again in a moment.',
};

// A refusal of the server (RFC 9457), or that it could not be reached.
export class Problem extends Error {
  readonly errors: readonly FieldProblem[];

  constructor(readonly status: number, readonly body: Readonly<Record<string, unknown>> = {}) {
    super(typeof body['detail'] === 'string' && body['detail'] ? body['detail'] : sentences[status] ??
      'This did not work. Try again; if it keeps failing, tell the person who runs Lumbar.');
    this.name = 'Problem';
    this.errors = Array.isArray(body['errors']) ? body['errors'] as FieldProblem[] : [];
  }

  get code() {
    return String(this.body['code'] ?? (this.status ? 'unknown' : 'offline'));
  }
  get detail() {
    return this.message;
  }
  get requestId() {
    return String(this.body['request_id'] ?? '');
  }

  // What was said about one field; empty if nothing.
  about(field: string) {
    return this.errors.find(e => e.pointer === `/${field}`)?.detail ?? '';
  }

  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    if (isProblem(thrown)) return new Problem(thrown.status, thrown.body);
    console.error(thrown);
    return new Problem(-1);
  }
}

export function isProblem(thrown: unknown): thrown is Problem {
  return thrown instanceof Error && thrown.name === 'Problem';
}
