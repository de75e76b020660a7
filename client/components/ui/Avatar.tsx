import type { CSSProperties } from 'react';

const sizes = { sm: 'size-8 text-xs', md: 'size-10 text-sm', lg: 'size-12 text-base' };

/** The first letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

/** Degrees; those that go with the paper and the accent. */
const hues = [25, 50, 75, 105, 140, 175, 205, 345];

/** The same name always gets the same hue. */
function hueOf(name: string): number {
  let hash = 2_166_136_261;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  // The high bits are the better mixed ones.
  return hues[(hash >>> 13) % hues.length] ?? 50;
}

type AvatarProps = { name: string; size?: keyof typeof sizes; isOnline?: boolean | undefined; className?: string };

/** A person as a coloured disc with initials. Decoration: the name stands beside it. */
export function Avatar({ name, size = 'md', isOnline, className = '' }: AvatarProps) {
  const hue = hueOf(name);
  const style: CSSProperties = {
    background: `light-dark(oklch(0.91 0.045 ${hue}), oklch(0.36 0.05 ${hue}))`,
    color: `light-dark(oklch(0.38 0.08 ${hue}), oklch(0.9 0.05 ${hue}))`,
  };
  return (
    <span aria-hidden="true" className={`relative inline-flex shrink-0 ${className}`}>
      <span className={`grid place-items-center rounded-full font-semibold ${sizes[size]}`} style={style}>
        {initialsOf(name)}
      </span>
      {isOnline && <span className="absolute right-0 bottom-0 size-2.5 rounded-full bg-accent ring-2 ring-surface" />}
    </span>
  );
}
