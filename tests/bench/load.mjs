// Closed loop against a server with the demo clinic: CONNECTIONS at once, SECONDS for each kind of request.
//   node load.mjs http://127.0.0.1:8080 16 5
import http from 'node:http';
import { randomUUID } from 'node:crypto';

const [base, connections, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const agent = new http.Agent({ keepAlive: true, maxSockets: connections });

function call(method, path, { session, body, version } = {}) {
  const url = new URL(`/api/v1${path}`, base);
  const headers = { accept: 'application/json', origin: url.origin };
  if (session) Object.assign(headers, { cookie: session.cookie, 'x-lumbar-csrf': session.csrf });
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method === 'POST') headers['idempotency-key'] = randomUUID();
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent }, response => {
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode, headers: response.headers, json: text ? JSON.parse(text) : null });
      });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function sign_in(login, password) {
  const answer = await call('POST', '/session', { body: { login, password } });
  if (answer.status !== 200) throw new Error(`sign-in of ${login}: ${answer.status}`);
  const cookie = answer.headers['set-cookie'].map(c => c.split(';')[0]).join('; ');
  return { cookie, csrf: answer.json.csrf };
}

async function measure(name, step) {
  const times = [];
  const refused = new Map();
  const until = performance.now() + seconds * 1000;
  await Promise.all(Array.from({ length: connections }, async (_, lane) => {
    for (let i = 0; performance.now() < until; i++) {
      const began = performance.now();
      const status = await step(lane, i);
      times.push(performance.now() - began);
      if (status >= 300) refused.set(status, (refused.get(status) ?? 0) + 1);
    }
  }));
  times.sort((a, b) => a - b);
  const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  const others = [...refused].map(([status, n]) => `, ${n} answered ${status}`).join('');
  console.log(`  ${name.padEnd(14)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${Math.round(times.length / seconds)}/s${others}`);
}

const desk = await sign_in('desk', process.env.LUMBAR_DEMO_PASSWORD ?? 'river stone lavender');
const therapist = await sign_in('amara', process.env.LUMBAR_DEMO_PASSWORD ?? 'river stone lavender');
const board = (await call('GET', '/board', { session: desk })).json;
const services = (await call('GET', '/services', { session: desk })).json;
const clients = (await call('GET', '/clients?limit=100', { session: desk })).json;

await measure('day view', async () => (await call('GET', '/board', { session: desk })).status);

const words = ['mu', 'an', 'sa', 'o', 'li', 'jo', 'mar', 'k'];
await measure('client search', async (lane, i) => (await call('GET', `/clients?q=${words[(lane + i) % words.length]}`, { session: desk })).status);

// Each lane books its own practitioner and client, far ahead, one free quarter of an hour after the other.
const far = Date.parse(`${board.date}T06:00:00Z`) + 400 * 86_400_000;
await measure('booking', async (lane, i) => {
  const who = board.practitioners[lane % board.practitioners.length];
  const turn = Math.floor(lane / board.practitioners.length) + i * 3;
  const answer = await call('POST', '/appointments', { session: desk, body: {
    client: clients[(lane * 5 + i) % clients.length].id, service: services[0].id, practitioner: who.id, room: who.room,
    starts_at: new Date(far + turn * 2 * 3_600_000).toISOString(), note: '' } });
  return answer.status;
});

const visits = board.visits.filter(v => v.status !== 'cancelled').slice(0, connections);
const drafts = await Promise.all(visits.map(async v => (await call('POST', '/notes/notes', { session: therapist, body: { appointment: v.id } })).json));
await measure('note autosave', async (lane, i) => {
  const draft = drafts[lane % drafts.length];
  if (lane >= drafts.length) return 200;
  const body = { ...draft.editable, subjective: `Typed for ${i} saves. `.repeat(10) };
  const answer = await call('PUT', `/notes/notes/${draft.id}`, { session: therapist, body, version: draft.version });
  if (answer.status < 300) draft.version = answer.json.version;
  return answer.status;
});
agent.destroy();
