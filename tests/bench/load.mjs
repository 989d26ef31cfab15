// Closed loop against a server with the demo clinic: CONNECTIONS at once, SECONDS for each kind of request.
//   node load.mjs http://127.0.0.1:8080 16 5
import { Api } from '../kit/api.mjs';

const [base, connections, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];

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

const desk = await new Api(base, { connections }).sign_in('desk');
const therapist = await new Api(base, { connections }).sign_in('amara');
const board = (await desk.get('/board')).json;
const services = (await desk.get('/services')).json;
const clients = (await desk.get('/clients?limit=100')).json;

await measure('day view', async () => (await desk.get('/board')).status);

const words = ['mu', 'an', 'sa', 'o', 'li', 'jo', 'mar', 'k'];
await measure('client search', async (lane, i) => (await desk.get(`/clients?q=${words[(lane + i) % words.length]}`)).status);

// Each lane books for its own practitioner, room and clients, far ahead, one free time after the other.
const far = Date.parse(`${board.date}T06:00:00Z`) + 400 * 86_400_000;
await measure('booking', async (lane, i) => {
  const who = board.practitioners[lane % board.practitioners.length];
  const turn = Math.floor(lane / board.practitioners.length) + i * 3;
  const answer = await desk.post('/appointments', {
    client: clients[(lane * 6 + i) % clients.length].id, service: services[0].id, practitioner: who.id, room: who.room,
    starts_at: new Date(far + turn * 2 * 3_600_000).toISOString(), note: '' });
  return answer.status;
});

// Each lane keeps saving a draft of its own.
const draft_body = i => ({ subjective: `Typed for ${i} saves. `.repeat(10), objective: '', assessment: '', plan: '', marks: [] });
const drafts = [];
for (let ahead = 1; ahead < 14 && drafts.length < connections; ahead++) {
  const date = new Date(Date.parse(`${board.date}T12:00:00Z`) + ahead * 86_400_000).toISOString().slice(0, 10);
  for (const visit of (await desk.get(`/board?date=${date}`)).json.visits) {
    const draft = (await therapist.post('/notes/notes', { appointment: visit.id })).json;
    if (draft.status === 'draft' && drafts.length < connections) drafts.push(draft);
  }
}
await measure('note autosave', async (lane, i) => {
  const draft = drafts[lane % drafts.length];
  const answer = await therapist.put(`/notes/notes/${draft.id}`, draft_body(i), draft.version);
  if (answer.status < 300) draft.version = answer.json.version;
  return answer.status;
});
desk.close();
therapist.close();
