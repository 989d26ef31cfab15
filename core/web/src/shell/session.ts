import { Problem, access, api, look } from './api';
import { tell } from './bus';

export interface SessionUser {
  id: string;
  name: string;
  login: string;
  practitioner: string;
  roles: string[];
  permissions: string[];
}
export interface SessionView {
  user: SessionUser;
  csrf: string;
  clinic: { name: string; zone: string; currency: string };
  set_up: boolean;
}

// Who is signed in in this window. `state` is "unknown" until the server has been asked.
export const session = {
  state: 'unknown' as 'unknown' | 'in' | 'out' | 'no-clinic',
  user: { id: '', name: '', login: '', practitioner: '', roles: [], permissions: [] } as SessionUser,
  clinic: { name: '', zone: 'UTC', currency: 'EUR' },
};

export const can = (permission: string) => session.user.permissions.includes(permission);

export function signedIn(view: SessionView) {
  access.csrf = view.csrf;
  session.user = view.user;
  session.clinic = view.clinic;
  session.state = 'in';
  tell('session');
}

// The session that this window knew is over. Another window may have begun one in its place; if not, the password is asked for.
export async function renewSession() {
  try {
    comesIn(await api.get<SessionView>('/session'));
  } catch (thrown) {
    Problem.from(thrown);
  }
}

export async function askSession() {
  try {
    signedIn(await api.get<SessionView>('/session'));
  } catch (thrown) {
    const problem = Problem.from(thrown);
    if (problem.status !== 401) throw problem;
    session.state = problem.code === 'set_up_first' ? 'no-clinic' : 'out';
    tell('session');
  }
}

// What the server still wants after the password: a code of the app, or the first code of one that is set up now.
export interface WantedCode {
  step: 'code' | 'set_up';
  ticket: string;
  secret: string;
  uri: string;
}
export const half = { wanted: null as WantedCode | null };

function comesIn(view: SessionView, stays = false) {
  const other = session.user.id !== '' && session.user.id !== view.user.id;
  half.wanted = null;
  signedIn(view);
  if (other && !stays) location.reload();
}

// False: half.wanted is to be answered with giveCode() first.
export async function signIn(login: string, password: string): Promise<boolean> {
  const answer = await api.post<SessionView | WantedCode>('/session', { login, password });
  if ('ticket' in answer) half.wanted = answer;
  else comesIn(answer);
  return !half.wanted;
}

// The recovery codes of a second step that was set up with this code; none otherwise.
export async function giveCode(code: string): Promise<string[]> {
  const { session: view, recovery_codes } = await api.post<{ session: SessionView; recovery_codes: string[] }>('/session/code',
    { ticket: half.wanted?.ticket ?? '', code });
  comesIn(view, recovery_codes.length > 0);
  return recovery_codes;
}

// Whether this browser holds a session of the same user after all: another window may have got a new cookie meanwhile.
export async function stillIn(): Promise<boolean> {
  const view = await look<SessionView>('/session').catch(() => undefined);
  if (view) comesIn(view);
  return view !== undefined;
}

export async function signOut(everywhere = false) {
  await api.post(everywhere ? '/session/end-everywhere' : '/session/end');
  session.state = 'out';
  location.assign('/sign-in');
}
