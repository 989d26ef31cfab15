import { Problem, access, api } from './api';
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

export async function signIn(login: string, password: string) {
  const view = await api.post<SessionView>('/session', { login, password });
  const other = session.user.id !== '' && session.user.id !== view.user.id;
  signedIn(view);
  if (other) location.reload();
}

export async function signOut(everywhere = false) {
  await api.post(everywhere ? '/session/end-everywhere' : '/session/end');
  session.state = 'out';
  location.assign('/sign-in');
}
