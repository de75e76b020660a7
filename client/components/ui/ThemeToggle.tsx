import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './IconButton.tsx';

const storageKey = 'property-sync:theme';
const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const faces = {
  system: { icon: Monitor, label: 'Theme: as the system' },
  light: { icon: Sun, label: 'Theme: light' },
  dark: { icon: Moon, label: 'Theme: dark' },
};

function chosenTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function choose(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, theme);
  } catch {
    // No storage: the choice lasts until the page is left.
  }
}

/** Goes round system, light and dark; the choice is remembered in this browser and set before the first paint by theme.js. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(chosenTheme);
  const { icon: Icon, label } = faces[theme];
  return (
    <IconButton
      label={label}
      onClick={() => {
        const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
        choose(next);
        setTheme(next);
      }}
    >
      <Icon aria-hidden="true" />
    </IconButton>
  );
}
