// The steps of a clinic's day that several tests take.
import { Api } from '../kit/api.mjs';
import { expect, expect_answer } from '../kit/expect.mjs';

// The first time on the day board, from tomorrow on, at which this service can be had.
export async function free_time(desk, service, skip = 0) {
  const board = expect_answer(await desk.get('/board'), 200);
  for (let day = 1; day < 14; day++) {
    const date = new Date(Date.parse(`${board.date}T12:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);
    const openings = expect_answer(await desk.get(`/openings?service=${service}&date=${date}`), 200);
    if (openings.length > skip) return openings[skip];
  }
  throw new Error('no opening within two weeks');
}

export const new_client = (given_name, family_name, more = {}) => ({
  given_name, family_name, preferred_name: '', pronouns: '', birth_date: '1981-05-04', phone: '', email: '', address: '',
  emergency_contact: '', note: '', ...more });

// Answers every required question of a questionnaire: the first "no" where there is one.
export function fill(questionnaire, given) {
  const answered = new Map();
  const open = item => (item.enableWhen ?? []).length === 0 ||
    item.enableWhen[item.enableBehavior === 'all' ? 'every' : 'some'](w => {
      const answer = answered.get(w.question);
      if (w.operator === 'exists') return (answer !== undefined) === w.answerBoolean;
      const wanted = w.answerCoding?.code ?? w.answerBoolean ?? w.answerString ?? w.answerInteger;
      const values = answer === undefined ? [] : [answer].flat();
      return w.operator === '!=' ? !values.includes(wanted) : values.includes(wanted);
    });
  const value_of = item => {
    if (item.linkId in given) return given[item.linkId];
    if (!item.required) return undefined;
    const codes = (item.answerOption ?? []).map(o => o.valueCoding.code);
    switch (item.type) {
      case 'choice': return codes.includes('no') ? 'no' : codes[0];
      case 'boolean': return true;
      case 'date': return '1981-05-04';
      case 'integer': return 3;
      case 'decimal': return 36.6;
      default: return 'As asked';
    }
  };
  const coded = (item, value) => {
    const one = v => {
      switch (item.type) {
        case 'choice': return { valueCoding: item.answerOption.find(o => o.valueCoding.code === v).valueCoding };
        case 'boolean': return { valueBoolean: v };
        case 'date': return { valueDate: v };
        case 'integer': return { valueInteger: v };
        case 'decimal': return { valueDecimal: v };
        default: return { valueString: v };
      }
    };
    return [value].flat().map(one);
  };
  const walk = items => items.flatMap(item => {
    if (!open(item) || item.type === 'display') return [];
    const out = { linkId: item.linkId };
    const value = item.type === 'group' ? undefined : value_of(item);
    if (value !== undefined) {
      answered.set(item.linkId, value);
      out.answer = coded(item, value);
    }
    const below = walk(item.item ?? []);
    if (below.length && item.type === 'group') out.item = below;
    else if (below.length && out.answer) out.answer[0].item = below;
    return out.answer || out.item ? [out] : [];
  });
  return { resourceType: 'QuestionnaireResponse', status: 'in-progress', item: walk(questionnaire.item) };
}

export async function open_link(base, url) {
  const client = new Api(base);
  const opened = await client.get(new URL(url).pathname);
  expect(opened.status === 303 && opened.headers.location === '/f', `opening the link answered ${opened.status}`);
  client.keep_cookies(opened);
  client.csrf = expect_answer(await client.get('/client-session'), 200).csrf;
  return client;
}

// The questions of a questionnaire, at any depth, that are asked for this code.
export const with_code = (items, system, code) => items.flatMap(i =>
  [...((i.code ?? []).some(c => c.system.includes(system) && c.code === code) ? [i] : []), ...with_code(i.item ?? [], system, code)]);
