import type { Api, Sending } from '@lumbar/ui';
import { Problem } from '../kit/problem';
import { net, nowOnline, nowSending } from './net';
import { newId } from './new-id';

// The only place that calls fetch.
type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const unsafe = (verb: Verb) => verb !== 'GET';

// The anti-forgery token of the session, and what to do when the session is over, or the server wants to know that it is still
// the same person: true = send it once more.
export const access = {
  csrf: '',
  signInAgain: async (): Promise<boolean> => false,
  prove: async (): Promise<boolean> => false,
};

function requestOf(verb: Verb, body: unknown, sending: Sending, key: string): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (unsafe(verb)) headers['x-lumbar-csrf'] = access.csrf;
  if (verb === 'POST') headers['idempotency-key'] = key;
  if (sending.version !== undefined) headers['if-match'] = `"${sending.version}"`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  return { method: verb, headers, credentials: 'same-origin', cache: 'no-store', keepalive: sending.keepalive ?? false, ...text };
}

// An answer, read to its end. Without a body, content is undefined.
type Answer = { answer: Response; content: unknown };

// What is not JSON is not from the server, whatever its status says: a page of a proxy, say.
function contentOf(answer: Response, text: string): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (answer.ok) throw new Problem(0);
    return undefined;
  }
}

// A POST carries the same key when it is sent again, so that it cannot happen twice. An answer cut off half-way is none.
async function reach(path: string, make: () => RequestInit, again: boolean): Promise<Answer> {
  try {
    const answer = await fetch(`/api/v1${path}`, make());
    const text = await answer.text();
    nowOnline(true);
    return { answer, content: contentOf(answer, text) };
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    if (again && navigator.onLine) {
      await new Promise(done => setTimeout(done, 400));
      return reach(path, make, false);
    }
    nowOnline(false);
    throw new Problem(0);
  }
}

async function exchange(verb: Verb, path: string, body?: unknown, sending: Sending = {}) {
  const key = newId();
  const make = () => requestOf(verb, body, sending, key);
  const counts = unsafe(verb);
  if (counts) nowSending(1);
  try {
    const repeatable = verb === 'GET' || verb === 'POST';
    let { answer, content } = await reach(path, make, repeatable);
    const refused = (status: number, code: string) =>
      answer.status === status && (content as { code?: string } | undefined)?.code === code;
    const again = async () => { ({ answer, content } = await reach(path, make, repeatable)); };
    if (refused(401, 'sign_in_first') && await access.signInAgain()) await again();
    if (refused(403, 'recent_sign_in_needed') && await access.prove()) await again();
    if (!answer.ok) throw new Problem(answer.status, (content ?? {}) as Record<string, unknown>);
    return { answer, content };
  } finally {
    if (counts) nowSending(-1);
  }
}

async function send<T>(verb: Verb, path: string, body?: unknown, sending?: Sending): Promise<T> {
  return (await exchange(verb, path, body, sending)).content as T;
}

// A GET that asks nobody to sign in; undefined when it is refused.
export async function look<T>(path: string): Promise<T | undefined> {
  const { answer, content } = await reach(path, () => requestOf('GET', undefined, {}, ''), true);
  return answer.ok ? content as T : undefined;
}

// A page of a list, and the path of the next one; empty after the last.
export async function getPage<T>(path: string): Promise<{ items: T[]; next: string }> {
  const { answer, content } = await exchange('GET', path);
  const next = /<(?:\/api\/v1)?([^>]+)>;\s*rel="?next"?/.exec(answer.headers.get('link') ?? '')?.[1] ?? '';
  return { items: content as T[], next };
}

export const api: Api = Object.freeze({
  get: <T>(path: string) => send<T>('GET', path),
  post: <T>(path: string, body: unknown = {}, sending?: Sending) => send<T>('POST', path, body, sending),
  put: <T>(path: string, body: unknown, sending: Sending) => send<T>('PUT', path, body, sending),
  patch: <T>(path: string, body: unknown, sending: Sending) => send<T>('PATCH', path, body, sending),
  del: <T>(path: string, sending: Sending) => send<T>('DELETE', path, undefined, sending),
});

export { net, Problem };
