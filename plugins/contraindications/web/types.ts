// What GET /contraindications/clients/… and /appointments/… answer.
export type Tier = 'refer' | 'clearance' | 'local' | 'modify' | 'note';
export type Word = 'proceed' | 'adapt' | 'do_not_treat' | 'needs_letter';

export interface Answer { answer: Word; reason: string; until: string | null; by: string; at: string; holds: boolean }

export interface Finding {
  id: string | null;
  appointment: string | null;
  entry: string;
  label: string;
  tier: Tier;
  urgency: 'emergency' | 'same_day' | 'routine';
  advice: string;
  because: string[];
  provisional: boolean;
  open: string[];
  conflicts: string[];
  caution: string[];
  regions: string[];
  source: string;
  sources: { name: string; says: string }[];
  choices: Word[];
  answer?: Answer;
  earlier: Answer[];
}

export interface Fact {
  id: string;
  kind: string;
  code: string;
  text: string;
  status: 'present' | 'past' | 'family' | 'absent' | 'unknown';
  recorded_at: string;
  recorded_by: string;
}

export interface Screening { appointment: string | null; screened: boolean; reason: string; by: string; at?: string; clear: boolean }

export interface Checked {
  client: string;
  appointment: string | null;
  rules: string;
  facts: Fact[];
  findings: Finding[];
  understood: { text: string; word: string; label: string; status: Fact['status'] }[];
  not_understood: string[];
  not_asked: string[];
  screening?: Screening;
}

export const words: Record<Word, string> = {
  proceed: 'Proceed', adapt: 'Adapt', do_not_treat: 'Do not treat', needs_letter: 'Needs doctor’s letter',
};

// What the therapist is asked to write with an answer.
export const reasonFor: Record<Word, string> = {
  proceed: 'Why it is safe to go on', adapt: 'How the treatment is adapted', do_not_treat: 'What was agreed (may stay empty)',
  needs_letter: 'What the letter should say (may stay empty)',
};

export const needsReason = (word: Word) => word === 'proceed' || word === 'adapt';

export const stops = (finding: Finding) => finding.tier === 'refer' || finding.tier === 'clearance' || finding.conflicts.length > 0;
