// Bodies of the API, as /api/v1/openapi.json describes them.

export interface ClientLine {
  id: string;
  number: number;
  name: string;
  given_name: string;
  family_name: string;
  birth_date?: string | null;
  phone: string;
  email: string;
  pronouns: string;
  similar?: boolean;               // the name is not as typed, but like it
}
export interface Client extends Omit<ClientLine, 'name' | 'similar'> {
  preferred_name: string;
  address: string;
  emergency_contact: string;
  note: string;
  archived: boolean;
  version: number;
}
export interface ClientMatch {
  client: ClientLine;
  because: string[];
}

export type Status = 'booked' | 'confirmed' | 'arrived' | 'in_session' | 'done' | 'no_show' | 'cancelled';
export interface Badge {
  icon: string;
  label: string;
  tone: 'info' | 'warn' | 'bad';
}
export interface VisitCard {
  id: string;
  client: string;
  client_name: string;
  client_number: number;
  phone: string;
  practitioner: string;
  practitioner_name: string;
  room: string;
  room_name: string;
  service: string;
  service_name: string;
  starts_at: string;
  ends_at: string;
  status: Status;
  note: string;
  new_client: boolean;
  alerts: { stop: number; caution: number; note: number; unanswered: number };
  screened: boolean;
  screening_reason: string;
  badges: Badge[];
  version: number;
}
export interface VisitDetails extends VisitCard {
  cancel_reason: string;
  override_reason: string;
  overridden_by: string;
  screening: string;
  screening_now: Screening;
  alert_rows: Alert[];
  failed: string[];
}
export interface BoardPractitioner {
  id: string;
  name: string;
  initials: string;
  room: string;
  room_name: string;
  booked_minutes: number;
  hours: { from: string; to: string; is_break: boolean }[];
}
export interface Board {
  date: string;
  zone: string;
  now: string;
  opens_minute: number;
  closes_minute: number;
  practitioners: BoardPractitioner[];
  rooms: { id: string; name: string }[];
  visits: VisitCard[];
  failed: string[];
}

export interface Alert {
  client: string;
  appointment: string;
  code: string;
  tier: 'refer' | 'clearance' | 'local' | 'modify' | 'note';
  urgency: 'emergency' | 'same_day' | 'routine';
  title: string;
  advice: string;
  because: string;
  source: string;
  provisional: boolean;
  answer: string;
  answered_by: string;
  finding: string;
}
export interface Screening {
  appointment: string;
  screened: boolean;
  reason: string;
  by: string;
  at?: string | null;
  clear: boolean;
}
export interface Alerts {
  screening?: Screening | null;
  alerts: Alert[];
  failed: string[];
}

export interface VisitLine {
  id: string;
  practitioner: string;
  service: string;
  starts_at: string;
  ends_at: string;
  status: Status;
  practitioner_name: string;
  room_name: string;
  service_name: string;
  note: string;
}
export interface Opening {
  starts_at: string;
  ends_at: string;
  practitioner: string;
  practitioner_name: string;
  room: string;
  room_name: string;
}
export interface Room {
  id: string;
  name: string;
  position: number;
  active: boolean;
  version: number;
}
export interface Service {
  id: string;
  name: string;
  minutes: number;
  price_cents: number;
  modality: string;
  pressure: string;
  areas: string[];
  positions: string[];
  active: boolean;
  version: number;
}
export interface WeeklyHours {
  weekday: number;
  from_minute: number;
  to_minute: number;
  is_break: boolean;
}
export interface Practitioner {
  id: string;
  name: string;
  title: string;
  licence: string;
  room: string;
  position: number;
  active: boolean;
  hours: WeeklyHours[];
  version: number;
}
export interface GuardReason {
  code: string;
  detail: string;
  overridable: boolean;
  by: string;
}
