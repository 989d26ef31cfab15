// Who wants to hear of what inside one window: server events by their names, and "session", "net", "registry", "navigated".
type Heard = (data: any) => void;
const listeners = new Map<string, Set<Heard>>();

// What it returns takes the listener back.
export function on(event: string, heard: Heard) {
  const all = listeners.get(event) ?? new Set<Heard>();
  listeners.set(event, all);
  const once: Heard = data => heard(data);
  all.add(once);
  return () => { all.delete(once); };
}

export function tell(event: string, data?: unknown) {
  for (const heard of [...listeners.get(event) ?? []]) {
    try {
      heard(data);
    } catch (thrown) {
      console.error(`a listener to ${event} failed`, thrown);
    }
  }
}
