import type { Mark } from '@lumbar/ui/body-chart';

// What the author writes; the body of PUT /notes/notes/{note}.
export interface NoteText {
  subjective: string;
  objective: string;
  assessment: string;
  plan: string;
  marks: readonly Mark[];
  pain_before?: number | undefined;
  pain_after?: number | undefined;
  relaxation_before?: number | undefined;
  relaxation_after?: number | undefined;
}

export interface Addendum { id: string; author_name: string; text: string; created_at: string }

export interface Note extends NoteText {
  id: string;
  appointment: string;
  client: string;
  client_name: string;
  client_number: number;
  client_pronouns: string;
  client_age?: number;
  service_name: string;
  starts_at: string;
  ends_at: string;
  author: string;
  author_name: string;
  status: 'draft' | 'signed';
  screening: string;
  updated_at: string;
  updated_by: string;
  signed_by_name: string;
  signed_at?: string;
  override_reason: string;
  content_hash: string;
  verified?: boolean;
  addenda: Addendum[];
  can_edit: boolean;
  version: number;
}

export interface NoteLine {
  id: string;
  appointment: string;
  client: string;
  client_name: string;
  author_name: string;
  status: 'draft' | 'signed';
  service_name: string;
  starts_at: string;
  summary: string;
  addenda: number;
  updated_at: string;
  signed_at?: string;
}

export interface GuardReason { code: string; detail: string; overridable: boolean; by: string }

export type Section = 'subjective' | 'objective' | 'assessment' | 'plan';
export type Score = 'pain_before' | 'pain_after' | 'relaxation_before' | 'relaxation_after';

export const sections: readonly [Section, label: string, hint: string, phrases: readonly string[]][] = [
  ['subjective', 'Subjective', 'What the client tells you',
    ['Worse after sitting', 'Worse in the morning', 'Sleep disturbed', 'Better since last visit', 'No new medicines', 'No change in health']],
  ['objective', 'Objective', 'What you see, feel and do',
    ['Upper trapezius hypertonic', 'Reduced cervical rotation', 'Tender to palpation', 'No redness or heat', 'Pressure adapted to feedback']],
  ['assessment', 'Assessment', 'What you make of it', ['Responded well', 'No clear change', 'Tissue softer after treatment', 'Contraindications considered']],
  ['plan', 'Plan', 'Next steps and home care', ['Return in 2 weeks', 'Heat 15 min daily', 'Gentle stretching daily', 'Referred to doctor']],
];

export const scores: readonly [Score, string][] = [
  ['pain_before', 'Pain before'], ['pain_after', 'Pain after'],
  ['relaxation_before', 'Relaxation before'], ['relaxation_after', 'Relaxation after'],
];

export const textOf = (n: NoteText): NoteText => ({
  subjective: n.subjective, objective: n.objective, assessment: n.assessment, plan: n.plan, marks: n.marks,
  pain_before: n.pain_before, pain_after: n.pain_after, relaxation_before: n.relaxation_before, relaxation_after: n.relaxation_after,
});
