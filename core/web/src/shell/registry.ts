import { tell } from './bus';

// What is in the menu, on which path, in which slot. Everything a plugin adds is filed under its id and taken back as one.
export interface PluginView {
  id: string;
  name: string;
  version: string;
  module: string;
  menu?: MenuEntry[];
  pages?: PageEntry[];
  slots?: SlotEntry[];
}
export interface MenuEntry {
  label: string;
  icon: string;
  href: string;
  order?: number;
  needs?: string;
  group?: 'work' | 'admin';
  count?: number;
}
export interface PageEntry {
  path: string;
  element: string;
  needs?: string;
}
export interface SlotEntry {
  slot: string;
  element: string;
  order?: number;
  needs?: string;
  label?: string;
}
export interface CommandEntry {
  label: string;
  keys?: string | undefined;
  run: () => void;
}
export type From<Entry> = Entry & { plugin?: PluginView };

const lists = {
  menu: [] as From<MenuEntry>[],
  pages: [] as From<PageEntry>[],
  slots: [] as From<SlotEntry>[],
  commands: [] as From<CommandEntry>[],
};
type Lists = typeof lists;
type Kind = keyof Lists;

const orderOf = (entry: { order?: number }) => entry.order ?? 50;

export function add<K extends Kind>(kind: K, entry: Lists[K][number]) {
  const list = lists[kind] as From<{ order?: number }>[];
  list.push(entry);
  list.sort((a, b) => orderOf(a) - orderOf(b));
  tell('registry');
  return () => {
    const at = list.indexOf(entry);
    if (at >= 0) list.splice(at, 1);
    tell('registry');
  };
}

export function addPlugin(plugin: PluginView) {
  for (const entry of plugin.menu ?? []) add('menu', { ...entry, plugin });
  for (const entry of plugin.pages ?? []) add('pages', { ...entry, plugin });
  for (const entry of plugin.slots ?? []) add('slots', { ...entry, plugin });
}

export function removePlugin(id: string) {
  for (const kind of Object.keys(lists) as Kind[]) {
    const list = lists[kind] as From<{ order?: number }>[];
    list.splice(0, list.length, ...list.filter(entry => entry.plugin?.id !== id));
  }
  tell('registry');
}

export const menu = () => lists.menu as readonly From<MenuEntry>[];
export const pages = () => lists.pages as readonly From<PageEntry>[];
export const slotEntries = (slot: string) => lists.slots.filter(entry => entry.slot === slot);
export const commands = () => lists.commands as readonly From<CommandEntry>[];

export function setCount(href: string, count: number) {
  const entry = lists.menu.find(e => e.href === href);
  if (!entry || entry.count === count) return;
  entry.count = count;
  tell('registry');
}
