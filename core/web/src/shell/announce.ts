// Says something through one of the page's two live regions.
export function announce(text: string, level: 'polite' | 'assertive' = 'polite') {
  const region = document.getElementById(`live-${level}`);
  if (!region) return;
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 30);
}
