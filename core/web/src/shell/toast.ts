import type { ToastOptions } from '@lumbar/ui';
import { announce } from './announce';

// The region stands above open dialogs: it goes into the top layer again with each toast.
function host() {
  const region = document.getElementById('toasts');
  if (!region) return undefined;
  if ('popover' in HTMLElement.prototype) {
    region.popover = 'manual';
    if (region.matches(':popover-open')) region.hidePopover();
    region.showPopover();
  }
  return region;
}

export function toast(text: string, { kind = 'info', action }: ToastOptions = {}) {
  const region = host();
  if (!region) return;
  const shown = document.createElement('div');
  shown.className = `toast ${kind}`;
  const words = document.createElement('span');
  words.textContent = text;
  shown.append(words);
  const gone = () => {
    shown.remove();
    if (!region.childElementCount && region.matches(':popover-open')) region.hidePopover();
  };
  if (action) {
    const button = document.createElement('button');
    button.className = 'btn quiet sm';
    button.textContent = action.label;
    button.onclick = () => { gone(); action.run(); };
    shown.append(button);
  }
  region.append(shown);
  announce(text, kind === 'bad' ? 'assertive' : 'polite');
  setTimeout(gone, action || kind === 'bad' ? 10_000 : 5000);
}
