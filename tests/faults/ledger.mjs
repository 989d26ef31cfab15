// A clinic's busy hour from 16 connections that writes down what it was told is stored: a line per acknowledged write, and
// one per write that was never answered and must settle by its Idempotency-Key.
import { randomUUID } from 'node:crypto';
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';
import { number, rows } from './store.mjs';

const empty_client = { preferred_name: '', pronouns: '', birth_date: '1981-05-04', phone: '', email: '', address: '',
  emergency_contact: '', note: '' };
const one_of = (list, random) => list[Math.floor(random() * list.length)];

// The same session on a connection of its own.
function beside(api) {
  const other = new Api(api.base, { connections: 1 });
  other.cookie = api.cookie;
  other.csrf = api.csrf;
  return other;
}

// A question of plain text that is open from the start: the way to it, outermost group first.
function text_question(items) {
  for (const item of items) {
    if (item.enableWhen?.length) continue;
    if (item.type === 'text' || item.type === 'string') return [item];
    const below = item.type === 'group' ? text_question(item.item ?? []) : null;
    if (below) return [item, ...below];
  }
  return null;
}

const answers_of = (way, text) => ({ resourceType: 'QuestionnaireResponse', status: 'in-progress',
  item: [way.reduceRight((below, item) => (below ? { linkId: item.linkId, item: [below] } : { linkId: item.linkId, answer: [{ valueString: text }] }), null)] });

// A draft that one person types: save number n stands in every field, so that half a save shows.
class Draft {
  constructor(api, what) {
    Object.assign(this, what, { api, acknowledged: 0, sent: 0, seen: 0, audit_rows: 0 });
  }
  words(n) { return `save ${n} of ${this.id}`; }
  async save() {
    this.sent = this.acknowledged + 1;
    const answer = await this.api.put(this.path, this.body(this.words(this.sent)), this.version);
    if (answer.status !== 200) return answer;
    this.acknowledged = this.sent;
    this.version = answer.json.version;
    return answer;
  }
}

const most_days = 1000;  // a visit is at most three years away

export class Ledger {
  constructor(server, random) {
    Object.assign(this, { server, random, run: randomUUID().slice(0, 8), clients: [], bookings: [], open: [], drafts: [], refused: 0, strange: [] });
  }

  async prepare() {
    this.desk = await new Api(this.server.base).sign_in('desk');
    this.amara = await new Api(this.server.base).sign_in('amara');
    this.services = expect_answer(await this.desk.get('/services'), 200).filter(s => s.active);
    this.today = expect_answer(await this.desk.get('/board'), 200).date;
    this.known = expect_answer(await this.desk.get('/clients?limit=50'), 200).map(c => c.id);
    for (let i = 0; i < 3; i++) {
      for (const had = this.bookings.length; this.bookings.length === had;) await this.book(this.desk, 1 + i);  // the client may be taken
      const visit = this.bookings.at(-1);
      const note = expect_answer(await this.amara.post('/notes/notes', { appointment: visit.id }), 201);
      this.drafts.push(new Draft(beside(this.amara), { id: note.id, path: `/notes/notes/${note.id}`, action: 'note.autosave', version: note.version,
        body: text => ({ subjective: text, objective: text, assessment: text, plan: text, marks: [], pain_before: null, pain_after: null }),
        texts: async api => { const n = expect_answer(await api.get(`/notes/notes/${note.id}`), 200); return [n.version, [n.subjective, n.objective, n.assessment, n.plan]]; } }));
      this.drafts.push(await this.form_of(this.known[i]));
    }
  }

  async form_of(client) {
    const asked = expect_answer(await this.desk.post('/intake/requests', { client }), 201);
    const phone = new Api(this.server.base, { connections: 1 });
    phone.keep_cookies(await phone.get(new URL(asked.url).pathname));
    phone.csrf = expect_answer(await phone.get('/client-session'), 200).csrf;
    const mine = expect_answer(await phone.get('/intake/mine'), 200);
    const way = text_question(mine.questionnaire.item);
    expect(way, 'the form has a question of plain text');
    return new Draft(phone, { id: asked.response, path: '/intake/mine', action: 'intake.autosave', version: mine.version,
      body: text => ({ answers: answers_of(way, text) }),
      texts: async api => {
        const now = expect_answer(await api.get('/intake/mine'), 200);
        const found = JSON.stringify(now.response).match(/"valueString":"([^"]*)"/);
        return [now.version, [found ? found[1] : '']];
      } });
  }

  // Sends a POST; what is answered goes into the ledger, what is not into `open`.
  async post(api, path, body, list) {
    const entry = { path, body, key: randomUUID(), api };
    this.open.push(entry);
    const answer = await api.post(path, body, { key: entry.key });
    this.settle(entry, answer, list);
    return answer;
  }

  // 503 means that nothing was promised, whichever way it went.
  settle(entry, answer, list) {
    if (answer.status === 503) return;
    this.open.splice(this.open.indexOf(entry), 1);
    if (answer.status === 201) list.push({ ...entry, id: answer.json.id });
    else if (answer.status === 409) this.refused++;
    else this.strange.push(`${entry.path} answered ${answer.status} ${answer.text.slice(0, 300)}`);
  }

  register(api) {
    const body = { ...empty_client, given_name: 'Ledger', family_name: `${this.run} ${randomUUID()}` };
    return this.post(api, '/clients', body, this.clients);
  }

  // Near enough that two often want the same time, far enough that there are free ones.
  some_day() { return 1 + Math.floor(this.random() * (14 + Math.min(this.bookings.length / 8, most_days))); }

  // A time that was free a moment ago: often somebody else has it by now.
  async book(api, in_days = this.some_day()) {
    const service = one_of(this.services, this.random).id;
    const date = new Date(Date.parse(`${this.today}T12:00:00Z`) + in_days * 86_400_000).toISOString().slice(0, 10);
    const openings = (await api.get(`/openings?service=${service}&date=${date}`)).json ?? [];
    if (!openings.length) return this.book(api);
    const at = one_of(openings, this.random);
    const client = one_of(this.known.concat(this.clients.slice(-20).map(c => c.id)), this.random);
    return this.post(api, '/appointments', { client, service, practitioner: at.practitioner, room: at.room, starts_at: at.starts_at,
      note: `ledger ${this.run}` }, this.bookings);
  }

  // 16 connections at work until the server is gone; `stop()` ends them.
  begin() {
    this.working = true;
    const worker = async (api, step) => {
      while (this.working) {
        try {
          const answer = await step(api);
          if (answer.status >= 500 && answer.status !== 503) this.strange.push(`answered ${answer.status} ${answer.text.slice(0, 300)}`);
        } catch (error) {
          if (!error.code && !(error instanceof SyntaxError)) throw error;
          return;  // the connection ended with the server
        }
      }
    };
    const all = this.drafts.map(d => worker(d.api, () => d.save()));
    for (let i = 0; i < 5; i++) all.push(worker(beside(this.desk), api => this.register(api)), worker(beside(this.desk), api => this.book(api)));
    this.done = Promise.all(all);
  }

  async stop() {
    this.working = false;
    await this.done;
  }

  // What was never answered is asked again with its key: done now, or told as it was done then.
  async settle_open() {
    for (const entry of [...this.open]) {
      const answer = await this.desk.post(entry.path, entry.body, { key: entry.key });
      expect([201, 409].includes(answer.status), `asked again, ${entry.path} answered ${answer.status} ${answer.text.slice(0, 300)}`);
      this.settle(entry, answer, entry.path === '/clients' ? this.clients : this.bookings);
      const again = await this.desk.post(entry.path, entry.body, { key: entry.key });
      expect(again.status === answer.status && again.json.id === answer.json.id, `the same key was answered ${answer.status} and then ${again.status}`);
    }
  }

  async verify() {
    expect(this.strange.length === 0, `unexpected answers: ${this.strange.slice(0, 3).join('\n')}`);
    await this.settle_open();
    // Counted once for all: a thousand kills leave more than can be looked for one by one.
    const told = (column, action) => `WITH told AS (SELECT ${column} AS about, count(*) AS times FROM audit WHERE action = '${action}' GROUP BY ${column})`;
    await this.verify_rows('client', this.clients, `${told('client', 'client.create')} SELECT c.id, c.family_name AS mark, coalesce(t.times, 0) AS told,
        (SELECT count(*) FROM client_keys k WHERE k.client = c.id AND k.kind = 'name') AS parts
      FROM clients c LEFT JOIN told t ON t.about = c.id WHERE c.family_name LIKE '${this.run} %'`, 1);
    await this.verify_rows('booking', this.bookings, `${told('object', 'appointment.book')} SELECT v.id, '' AS mark, coalesce(t.times, 0) AS told,
        (SELECT count(*) FROM claims k WHERE k.appointment = v.id AND k.from_ms <= v.starts_at AND k.to_ms >= v.ends_at) AS parts
      FROM appointments v LEFT JOIN told t ON t.about = v.id WHERE v.note = 'ledger ${this.run}'`, 3);
    for (const draft of this.drafts) await this.verify_draft(draft);
    await this.verify_whole();
  }

  // Each acknowledged row once, whole, with one audit row, and no row beside them.
  async verify_rows(what, acknowledged, sql, parts) {
    const stored = new Map((await rows(this.server, sql)).map(row => [row.id, row]));
    for (const { id, body } of acknowledged) {
      const row = stored.get(id);
      expect(row, `the acknowledged ${what} ${id} is lost`);
      expect(!row.mark || row.mark === body.family_name, `the ${what} ${id} is not what was sent`);
      expect(Number(row.told) === 1, `the ${what} ${id} has ${row.told} audit rows`);
      expect(Number(row.parts) === parts, `the ${what} ${id} is half there: ${row.parts} of ${parts}`);
    }
    const twice = acknowledged.length - new Set(acknowledged.map(a => a.id)).size;
    expect(twice === 0, `${twice} answers named a ${what} that another answer had named`);
    expect(stored.size === acknowledged.length, `${stored.size} stored for ${acknowledged.length} acknowledged: a ${what} is there that nobody was told of`);
  }

  // The last acknowledged save, or the one that was under way; a row in the log for each life of the server that saved (they
  // fold within a minute), none without.
  async verify_draft(draft) {
    const [version, texts] = await draft.texts(draft.api);
    const allowed = [draft.acknowledged, draft.sent].map(n => (n ? draft.words(n) : ''));
    expect(texts.every(t => t === texts[0]), `half a save: ${JSON.stringify(texts)}`);
    expect(allowed.includes(texts[0]), `${draft.action} ${draft.acknowledged} of ${draft.id} was acknowledged, and "${texts[0]}" is there`);
    const there = texts[0] === allowed[0] ? draft.acknowledged : draft.sent;
    const audited = await number(this.server, `SELECT count(*) FROM audit WHERE action = '${draft.action}' AND object = '${draft.id}' AND outcome = 'done'`);
    const more = audited - draft.audit_rows;
    expect(there > draft.seen ? more >= 1 && more <= 2 : more === 0, `${more} new audit rows for saves ${draft.seen + 1} to ${there} of ${draft.id}`);
    Object.assign(draft, { acknowledged: there, sent: there, seen: there, version, audit_rows: audited });
  }

  async verify_whole() {
    const overlaps = await number(this.server, `SELECT count(*) FROM (SELECT from_ms, max(to_ms) OVER (PARTITION BY kind, resource
      ORDER BY from_ms, to_ms ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM claims) AS claimed WHERE from_ms < before`);
    expect(overlaps === 0, `${overlaps} visits overlap`);
    const unpaired = await number(this.server, `SELECT count(*) FROM idempotency WHERE status = 0`);
    expect(unpaired === 0, `${unpaired} keys were taken without an answer`);
  }

  get size() { return this.clients.length + this.bookings.length + this.drafts.reduce((sum, d) => sum + d.acknowledged, 0); }

  close() {
    for (const api of [this.desk, this.amara, ...this.drafts.map(d => d.api)]) api?.close();
  }
}
