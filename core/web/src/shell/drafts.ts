import type { Drafts } from '@lumbar/ui';

// Unsent work on this device, in IndexedDB. A key is user, owner (plugin) and record.
const store = 'drafts';

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

let opened: Promise<IDBDatabase> | undefined;
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('lumbar', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

const table = async (mode: IDBTransactionMode) => (await database()).transaction(store, mode).objectStore(store);

export function draftsOf(user: () => string, owner: string): Drafts {
  const key = (record: string) => `${user()}|${owner}|${record}`;
  return Object.freeze({
    get: async <T>(record: string) => done<T | undefined>((await table('readonly')).get(key(record))),
    put: async (record: string, value: unknown) => { await done((await table('readwrite')).put(value, key(record))); },
    drop: async (record: string) => { await done((await table('readwrite')).delete(key(record))); },
  });
}

// How many pieces of work of this user have not reached the server.
export async function waitingDrafts(user: string) {
  try {
    return await done((await table('readonly')).count(IDBKeyRange.bound(`${user}|`, `${user}|\uffff`)));
  } catch {
    return 0;
  }
}

export async function dropDraftsOf(user: string) {
  await done((await table('readwrite')).delete(IDBKeyRange.bound(`${user}|`, `${user}|\uffff`)));
}
