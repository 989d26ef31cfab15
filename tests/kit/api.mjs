// The HTTP API as a script uses it: JSON in and out, a session's cookie and token, If-Match and Idempotency-Key.
import http from 'node:http';
import https from 'node:https';
import { randomUUID } from 'node:crypto';
import { demo_password } from './server.mjs';

export class Api {
  // `tls` are the options of Node's TLS, when the base is https.
  constructor(base, { connections = 16, tls = {} } = {}) {
    this.base = base;
    this.protocol = base.startsWith('https:') ? https : http;
    this.agent = new this.protocol.Agent({ keepAlive: true, maxSockets: connections, ...tls });
    this.cookie = '';
    this.csrf = '';
  }

  // `text` sends a body as it is; `headers` overrule what would be sent.
  call(method, path, { body, text, version, key, headers: more = {} } = {}) {
    const url = new URL(path.startsWith('/api') || path.startsWith('/f/') || path.endsWith('z') ? path : `/api/v1${path}`, this.base);
    const headers = { accept: 'application/json', origin: url.origin };
    if (this.cookie) headers.cookie = this.cookie;
    if (this.csrf) headers['x-lumbar-csrf'] = this.csrf;
    if (body !== undefined || text !== undefined) headers['content-type'] = 'application/json';
    if (method === 'POST') headers['idempotency-key'] = key ?? randomUUID();
    if (version !== undefined) headers['if-match'] = `"${version}"`;
    Object.assign(headers, more);
    return new Promise((resolve, reject) => {
      const request = this.protocol.request(url, { method, headers, agent: this.agent }, response => {
        const parts = [];
        response.on('data', part => parts.push(part));
        response.on('end', () => resolve(answer_of(response, Buffer.concat(parts).toString())));
      });
      request.on('error', reject);
      request.setTimeout(60_000, () => request.destroy(new Error(`nothing came for 60 s after ${method} ${url.pathname}`)));
      request.end(text ?? (body === undefined ? undefined : JSON.stringify(body)));
    });
  }

  get(path, options) { return this.call('GET', path, options); }
  post(path, body, options) { return this.call('POST', path, { body, ...options }); }
  put(path, body, version, options) { return this.call('PUT', path, { body, version, ...options }); }

  keep_cookies(answer) {
    this.cookie = (answer.headers['set-cookie'] ?? []).map(c => c.split(';')[0]).join('; ');
  }

  async sign_in(login, password = demo_password) {
    const answer = await this.post('/session', { login, password });
    if (answer.status !== 200) throw new Error(`sign-in of ${login} answered ${answer.status}: ${answer.text}`);
    this.keep_cookies(answer);
    this.csrf = answer.json.csrf;
    return this;
  }

  close() { this.agent.destroy(); }
}

function answer_of(response, text) {
  const type = response.headers['content-type'] ?? '';
  const json = text && type.includes('json') ? JSON.parse(text) : null;
  return { status: response.statusCode, headers: response.headers, text, json, code: json?.code };
}
