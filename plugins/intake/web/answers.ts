// The parts of FHIR's Questionnaire and QuestionnaireResponse that the form uses, and what the client has answered so far.
// Which questions are open follows the same rules as on the server (answers.cpp); the server has the last word.

export type Value = string | number | boolean;

export interface Item {
  linkId: string;
  text: string;
  type: 'group' | 'display' | 'choice' | 'boolean' | 'string' | 'text' | 'date' | 'integer' | 'decimal';
  required?: boolean;
  repeats?: boolean;
  maxLength?: number;
  extension?: { url: string; valueInteger?: number; valueDecimal?: number; valueDate?: string }[];
  answerOption?: { valueCoding: { code: string; display: string } }[];
  enableWhen?: Condition[];
  enableBehavior?: 'all' | 'any';
  code?: { system: string; code: string }[];
  item?: Item[];
}

export interface Condition {
  question: string;
  operator: string;
  answerBoolean?: boolean;
  answerCoding?: { code: string };
  answerString?: string;
  answerInteger?: number;
  answerDecimal?: number;
  answerDate?: string;
}

export interface Questionnaire {
  title: string;
  item: Item[];
}

interface Answer {
  valueCoding?: { code: string; display?: string };
  valueBoolean?: boolean;
  valueString?: string;
  valueDate?: string;
  valueInteger?: number;
  valueDecimal?: number;
  item?: ResponseItem[];
}

interface ResponseItem {
  linkId: string;
  answer?: Answer[];
  item?: ResponseItem[];
}

export interface FormResponse {
  resourceType: 'QuestionnaireResponse';
  status: string;
  item?: ResponseItem[];
}

export type Given = ReadonlyMap<string, readonly Value[]>;

export const asks = (item: Item) => item.type !== 'group' && item.type !== 'display';
// Where a question's first control is to be found in the page.
export const fieldId = (linkId: string) => `q-${linkId}`;

// A yes-or-no question gives a fact or a detail; any other boolean is a box to tick.
export const isCoded = (item: Item) => (item.code?.length ?? 0) > 0;

function valueOf(answer: Answer): Value | undefined {
  return answer.valueCoding?.code ?? answer.valueBoolean ?? answer.valueString ?? answer.valueDate ?? answer.valueInteger
    ?? answer.valueDecimal;
}

export function givenIn(response: FormResponse | null): Map<string, Value[]> {
  const given = new Map<string, Value[]>();
  const read = (items: ResponseItem[] | undefined) => items?.forEach(item => {
    const values = (item.answer ?? []).map(valueOf).filter(value => value !== undefined);
    if (values.length) given.set(item.linkId, values);
    read(item.item);
    item.answer?.forEach(answer => read(answer.item));
  });
  read(response?.item);
  return given;
}

function answerOf(item: Item, value: Value): Answer {
  switch (item.type) {
    case 'choice': return { valueCoding: { code: String(value) } };
    case 'boolean': return { valueBoolean: value === true };
    case 'integer': return { valueInteger: Number(value) };
    case 'decimal': return { valueDecimal: Number(value) };
    case 'date': return { valueDate: String(value) };
    default: return { valueString: String(value) };
  }
}

export function responseOf(form: Questionnaire, given: Given): FormResponse {
  const write = (items: Item[] = []): ResponseItem[] => items.flatMap((item): ResponseItem[] => {
    const inner = write(item.item);
    if (item.type === 'group') return inner.length ? [{ linkId: item.linkId, item: inner }] : [];
    const answer = (given.get(item.linkId) ?? []).map(value => answerOf(item, value));
    if (!answer.length) return [];
    if (inner.length) answer[0]!.item = inner;
    return [{ linkId: item.linkId, answer }];
  });
  return { resourceType: 'QuestionnaireResponse', status: 'in-progress', item: write(form.item) };
}

function expected(condition: Condition): Value | undefined {
  return condition.answerCoding?.code ?? condition.answerBoolean ?? condition.answerString ?? condition.answerInteger
    ?? condition.answerDecimal ?? condition.answerDate;
}

function holds(condition: Condition, values: readonly Value[] | undefined): boolean {
  const wanted = expected(condition);
  if (condition.operator === 'exists') return (values !== undefined) === wanted;
  if (!values || wanted === undefined) return false;
  switch (condition.operator) {
    case '!=': return !values.includes(wanted);
    case '>': return values.some(value => value > wanted);
    case '<': return values.some(value => value < wanted);
    case '>=': return values.some(value => value >= wanted);
    case '<=': return values.some(value => value <= wanted);
    default: return values.includes(wanted);
  }
}

// The linkIds of all that is shown. Follow-ups of a question without an answer are closed; its help texts are not.
export function openItems(form: Questionnaire, given: Given): Set<string> {
  const open = new Set<string>();
  const counted = new Map<string, readonly Value[]>();
  const isAsked = (item: Item) => {
    const conditions = item.enableWhen ?? [];
    if (!conditions.length) return true;
    const one = (condition: Condition) => holds(condition, counted.get(condition.question));
    return item.enableBehavior === 'any' ? conditions.some(one) : conditions.every(one);
  };
  const walk = (items: Item[] = [], answered = true) => items.forEach(item => {
    if ((!answered && item.type !== 'display') || !isAsked(item)) return;
    open.add(item.linkId);
    const values = given.get(item.linkId);
    if (values?.length) counted.set(item.linkId, values);
    walk(item.item, !asks(item) || (values?.length ?? 0) > 0);
  });
  walk(form.item);
  return open;
}

// The words for an answer, as a person reads them.
export function wordsFor(item: Item, value: Value): string {
  if (item.type === 'boolean') return value === true ? 'Yes' : 'No';
  const option = item.answerOption?.find(o => o.valueCoding.code === value);
  return option?.valueCoding.display ?? String(value);
}

// A required box to tick is a consent: only "yes" will do.
export function isMissing(item: Item, given: Given): boolean {
  if (!item.required || !asks(item)) return false;
  const values = given.get(item.linkId);
  return !values?.length || (item.type === 'boolean' && !isCoded(item) && values[0] !== true);
}
