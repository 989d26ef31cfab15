import { api } from './api';
import { on, tell } from './bus';
import { nowOnline } from './net';

// Server events of this window. Told to the bus by name; after a gap "reconnected", because what happened in it is not known.
const names = new Set<string>();   // that somebody wants
let source: EventSource | undefined;
let wait = 1000;
let gap = false;

function hear(event: MessageEvent) {
  let data: unknown = {};
  try {
    data = JSON.parse(event.data || '{}');
  } catch {
    console.warn(`event ${event.type} is not JSON`);
  }
  tell(event.type, data);
}

function open() {
  source = new EventSource('/api/v1/events');
  for (const name of names) source.addEventListener(name, hear);
  source.onopen = () => {
    wait = 1000;
    nowOnline(true);
    if (gap) tell('reconnected');
    gap = false;
  };
  source.onerror = () => {
    gap = true;
    if (source?.readyState !== EventSource.CLOSED) return;
    source = undefined;
    setTimeout(again, wait);
    wait = Math.min(30_000, wait * 2);
  };
}

// The stream was refused: the session may be over, which the next request finds out.
async function again() {
  if (source) return;
  try {
    await api.get('/session');
  } catch {
    setTimeout(again, wait);
    return;
  }
  open();
}

export function listen() {
  if (!source) open();
}

export function stopListening() {
  source?.close();
  source = undefined;
}

export function onServer(event: string, heard: (data: any) => void) {
  if (!names.has(event)) {
    names.add(event);
    source?.addEventListener(event, hear);
  }
  return on(event, heard);
}
