import type { PluginModule, Shell } from '@lumbar/ui';
import { api } from './api';
import { announce } from './announce';
import { confirm } from './confirm';
import { draftsOf } from './drafts';
import { on, tell } from './bus';
import { onServer } from './live';
import { noWords, wordsOf } from './messages';
import { net } from './net';
import { add, addPlugin, removePlugin, setCount, type PluginView } from './registry';
import { navigate } from './router';
import { session } from './session';
import { toast } from './toast';

const apiVersion = 1;
const locale = 'en-GB';

interface Running {
  view: PluginView;
  module?: Promise<Ready>;
  undo: (() => void)[];
}
export interface Ready {
  module: PluginModule;
  shell: Shell;
}
const running = new Map<string, Running>();
export interface Warning {
  words: string;
  page: string;   // where something can be done about it; empty: nowhere
}
// What the server wants whoever may switch plugins to know.
export const warnings: Warning[] = [];

function shellFor(plugin: Running, words = noWords): Shell {
  const { id, name, version } = plugin.view;
  const kept = <T extends () => void>(undo: T) => { plugin.undo.push(undo); return undo; };
  const local = new Set(['online', 'offline', 'reconnected']);
  return Object.freeze({
    version: '1' as const,
    plugin: Object.freeze({ id, name, version }),
    get user() { return session.user; },
    get clinic() { return session.clinic; },
    get online() { return net.online; },
    locale,
    t: words,
    api,
    navigate,
    toast,
    announce,
    confirm: question => confirm(question),
    drafts: draftsOf(() => session.user.id, id),
    on: (event, heard) => kept(local.has(event) ? on(event, heard) : onServer(event, heard)),
    menu: Object.freeze({ badge: setCount }),
    command: command => kept(add('commands', { ...command, plugin: plugin.view })),
  } satisfies Shell);
}

async function start(plugin: Running): Promise<Ready> {
  const module = (await import(plugin.view.module) as { default: PluginModule }).default;
  if (module?.api !== apiVersion) throw new Error(`it needs shell API ${module?.api}, this is ${apiVersion}`);
  const shell = shellFor(plugin, await wordsOf(module, locale));
  const undo = module.activate?.(shell);
  if (undo) plugin.undo.push(undo);
  return { module, shell };
}

// The plugin's module, imported when something of it is first shown. Rejects when it cannot be used: what it added is gone then.
export function moduleOf(id: string): Promise<Ready> {
  const plugin = running.get(id);
  if (!plugin) return Promise.reject(new Error(`plugin ${id} is not on`));
  plugin.module ??= start(plugin).catch(thrown => {
    console.warn(`plugin ${id} could not start:`, thrown);
    toast(`${plugin.view.name} could not start. The rest works as before.`, { kind: 'bad' });
    stop(id);
    throw thrown;
  });
  return plugin.module;
}

function stop(id: string) {
  const plugin = running.get(id);
  for (const undo of plugin?.undo.splice(0) ?? []) {
    try {
      undo();
    } catch (thrown) {
      console.warn(`plugin ${id} did not stop cleanly:`, thrown);
    }
  }
  removePlugin(id);
}

const sameAs = (a: PluginView, b: PluginView) => JSON.stringify(a) === JSON.stringify(b);

// Brings this window to what the server says is on. Told to the user only when it happens while they work.
export async function syncPlugins(surface: 'staff' | 'client', quietly: boolean) {
  const { plugins, warnings: told = [] } = await api.get<{ plugins: PluginView[]; warnings?: Warning[] }>(`/ui?surface=${surface}`);
  warnings.splice(0, warnings.length, ...told);
  for (const [id, { view }] of [...running]) {
    const next = plugins.find(p => p.id === id);
    if (next && sameAs(next, view)) continue;
    stop(id);
    running.delete(id);
    if (!next && !quietly) toast(`${view.name} was turned off`);
  }
  for (const view of plugins.filter(p => !running.has(p.id))) {
    running.set(view.id, { view, undo: [] });
    addPlugin(view);
    if (!quietly) toast(`${view.name} is ready`, { kind: 'ok' });
  }
  tell('registry');
}

// Errors in a plugin's handlers reach only the window: name the plugin by the address of its file.
function name(place: string) {
  const id = /\/plugins\/([^/]+)\//.exec(place)?.[1];
  if (id) console.warn(`an error in plugin ${id}`);
}
addEventListener('error', event => name(event.filename));
addEventListener('unhandledrejection', event => name(String((event.reason as Error | undefined)?.stack ?? '')));
