import { add } from './registry';
import { startRouter } from './router';
import { applyTheme } from './theme';
import './app';

// The staff shell's entry.
applyTheme();
startRouter();
const admin = { group: 'admin' } as const;
add('menu', { label: 'Day board', icon: 'calendar-days', href: '/board', order: 10, needs: 'appointments.read' });
add('menu', { label: 'Clients', icon: 'users', href: '/clients', order: 20, needs: 'clients.read' });
add('menu', { label: 'Plugins', icon: 'puzzle', href: '/admin/plugins', order: 10, needs: 'plugins.edit', ...admin });
add('menu', { label: 'Users and roles', icon: 'user-round', href: '/admin/users', order: 20, needs: 'users.edit', ...admin });
add('menu', { label: 'Audit log', icon: 'history', href: '/admin/audit', order: 30, needs: 'audit.read', ...admin });
add('menu', { label: 'Settings', icon: 'settings', href: '/admin/settings', order: 40, needs: 'clinic.edit', ...admin });
