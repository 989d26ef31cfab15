import { showFind } from './find';

// The find box opens from anywhere.
export const openFind = () => void showFind();

const types = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable
  || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

addEventListener('keydown', event => {
  const find = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
  const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !types(event.composedPath()[0] ?? null);
  if (!find && !slash || !document.querySelector('.app')) return;
  event.preventDefault();
  openFind();
});
