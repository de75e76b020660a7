// Before the first paint: the theme somebody chose, if they did. Its own file, because the page allows no inline script.
try {
  const theme = localStorage.getItem('property-sync:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage (private mode): the system's wish stands.
}
