import type { Mark } from '@lumbar/ui/body-chart';
import { type NoteText, sections } from './types';

export type Part = keyof NoteText;

const parts: readonly Part[] = ['subjective', 'objective', 'assessment', 'plan', 'marks', 'pain_before', 'pain_after',
  'relaxation_before', 'relaxation_after'];

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export const sameText = (a: NoteText, b: NoteText) => parts.every(part => same(a[part], b[part]));

export interface Merged { text: NoteText; conflicts: Part[] }

// Both sides go on from `base`. What only one of them has changed is taken; what both have changed differently stays mine
// and is named. `sent` is what this window last sent without hearing back: if the server has just that, it is no conflict.
export function merge(base: NoteText, mine: NoteText, theirs: NoteText, sent?: NoteText): Merged {
  const text: Record<string, unknown> = {};
  const conflicts: Part[] = [];
  for (const part of parts) {
    const [from, my, their] = [base[part], mine[part], theirs[part]];
    const ours = same(my, their) || same(their, from) || (sent !== undefined && same(their, sent[part]));
    text[part] = ours || !same(my, from) ? my : their;
    if (!ours && !same(my, from)) conflicts.push(part);
  }
  return { text: text as unknown as NoteText, conflicts };
}

// Both texts of each part in conflict, theirs after mine; all marks; my scores.
export function keepBoth(mine: NoteText, theirs: NoteText, conflicts: readonly Part[]): NoteText {
  const both: NoteText = { ...mine };
  for (const [section] of sections) {
    if (conflicts.includes(section)) both[section] = [mine[section], theirs[section]].filter(text => text.trim()).join('\n\n');
  }
  if (conflicts.includes('marks')) {
    const all = [...mine.marks, ...theirs.marks];
    both.marks = all.filter((mark: Mark, i) => all.findIndex(other => same(other, mark)) === i);
  }
  return both;
}

export function takeTheirs(mine: NoteText, theirs: NoteText, conflicts: readonly Part[]): NoteText {
  return { ...mine, ...Object.fromEntries(conflicts.map(part => [part, theirs[part]])) };
}
