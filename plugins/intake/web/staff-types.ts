// What the staff routes answer.

export interface FormLine { id: string; name: string; title: string; version: number; published_at: string }

export type Status = 'requested' | 'in_progress' | 'submitted' | 'withdrawn';

export interface WaitingVisit {
  appointment: string;
  client: string;
  client_name: string;
  starts_at: string;
  response?: string;
  status?: Status;
  reason: string;
}

export interface ResponseLine {
  id: string;
  client: string;
  appointment: string | null;
  form_title: string;
  form_version: number;
  status: Status;
  requested_at: string;
  updated_at: string;
  signed_name: string;
  signed_at?: string;
}

export interface Asked { response: string; url: string; expires_at: string }

export const statusWords: Record<Status, [words: string, chip: string]> = {
  requested: ['Not begun', 'warn'], in_progress: ['Begun, not sent', 'warn'], submitted: ['Signed', 'ok'], withdrawn: ['Withdrawn', ''],
};
