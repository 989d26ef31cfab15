import { tell } from './bus';

// Whether the server can be reached, and how many changes are on their way to it.
export const net = {
  online: navigator.onLine,
  sending: 0,
};

export function nowOnline(online: boolean) {
  if (net.online === online) return;
  net.online = online;
  tell('net');
  tell(online ? 'online' : 'offline');
}

export function nowSending(change: 1 | -1) {
  net.sending += change;
  tell('net');
}

addEventListener('online', () => nowOnline(true));
addEventListener('offline', () => nowOnline(false));
