import { tell } from './bus';
import { pages, type From, type PageEntry } from './registry';

// Core's own pages; a plugin's are in the registry.
export interface CorePage {
  path: string;
  tag: string;
  load: () => Promise<unknown>;
  needs?: string;
  bare?: boolean;
}
export interface Place {
  core?: CorePage;
  plugin?: From<PageEntry>;
  params: Record<string, string>;
  path: string;
}

const patterns = new Map<string, { test: RegExp; names: string[] }>();

function pattern(path: string) {
  let made = patterns.get(path);
  if (!made) {
    const names: string[] = [];
    const source = path.replace(/:(\w+)(\??)/g, (_, name: string, optional: string) => {
      names.push(name);
      return optional ? '([^/]*)' : '([^/]+)';
    }).replace(/\/\(\[\^\/\]\*\)/g, '(?:/([^/]*))?');
    made = { test: new RegExp(`^${source}/?$`), names };
    patterns.set(path, made);
  }
  return made;
}

function paramsOf(path: string, address: string): Record<string, string> | undefined {
  const { test, names } = pattern(path);
  const found = test.exec(address);
  if (!found) return undefined;
  const query = Object.fromEntries(new URLSearchParams(location.search));
  const own = names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')]);
  return { ...query, ...Object.fromEntries(own) };
}

export function placeNow(core: readonly CorePage[]): Place | undefined {
  const path = location.pathname;
  for (const page of core) {
    const params = paramsOf(page.path, path);
    if (params) return { core: page, params, path };
  }
  for (const page of pages()) {
    const params = paramsOf(page.path, path);
    if (params) return { plugin: page, params, path };
  }
  return undefined;
}

export function navigate(url: string, how: 'push' | 'replace' = 'push') {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin) return;
  const here = location.pathname + location.search;
  const there = target.pathname + target.search;
  if (how === 'replace') history.replaceState({}, '', there);
  else if (there !== here) history.pushState({}, '', there);
  tell('navigated', { kept: how === 'replace' });
}

function click(event: MouseEvent) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find(node => node instanceof HTMLAnchorElement) as HTMLAnchorElement | undefined;
  if (!link?.href || link.target || link.origin !== location.origin || link.hasAttribute('download')) return;
  if (link.hash && link.pathname === location.pathname) return;
  if (link.pathname.startsWith('/api/')) return;
  event.preventDefault();
  navigate(link.href);
}

export function startRouter() {
  document.addEventListener('click', click);
  addEventListener('popstate', () => tell('navigated', {}));
}
