import type { CorePage } from '../shell/router';

const signIn = () => import('./entry/index');
const clients = () => import('./clients/index');
const admin = () => import('./admin/index');

// Core's pages, each fetched when it is first shown.
export const corePages: readonly CorePage[] = [
  { path: '/sign-in', tag: 'lb-sign-in', load: signIn, bare: true },
  { path: '/setup/:token', tag: 'lb-set-up', load: signIn, bare: true },
  { path: '/welcome/:token', tag: 'lb-welcome', load: signIn, bare: true },
  { path: '/board', tag: 'lb-board', load: () => import('./board/index'), needs: 'appointments.read' },
  { path: '/clients', tag: 'lb-clients', load: clients, needs: 'clients.read' },
  { path: '/clients/new', tag: 'lb-new-client', load: clients, needs: 'clients.edit' },
  { path: '/clients/:client', tag: 'lb-client', load: clients, needs: 'clients.read' },
  { path: '/clients/:client/:tab', tag: 'lb-client', load: clients, needs: 'clients.read' },
  { path: '/account', tag: 'lb-account', load: () => import('./account/index') },
  { path: '/admin/plugins', tag: 'lb-plugins', load: admin, needs: 'plugins.edit' },
  { path: '/admin/users', tag: 'lb-users', load: admin, needs: 'users.edit' },
  { path: '/admin/audit', tag: 'lb-audit', load: admin, needs: 'audit.read' },
  { path: '/admin/settings', tag: 'lb-settings', load: admin, needs: 'clinic.edit' },
];
