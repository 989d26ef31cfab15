// Light, dark or (nothing kept) as the system says.
const kept = () => {
  try {
    return localStorage.getItem('lumbar-theme');
  } catch {
    return null;
  }
};

export const isDark = () => {
  const chosen = document.documentElement.dataset['theme'];
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};

export function applyTheme() {
  const theme = kept();
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
}

export function switchTheme() {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem('lumbar-theme', theme);
  } catch {
    // A browser that keeps nothing forgets the choice with the window.
  }
}
