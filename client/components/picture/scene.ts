/**
 * What a drawn home looks like, decided by its id alone: the same property gets the same house, sky and trees on every
 * device, without a picture being stored anywhere.
 */
export const homeKinds = ['cottage', 'bungalow', 'modern', 'colonial', 'townhouses', 'apartments'] as const;
export type HomeKind = (typeof homeKinds)[number];

export type HomeColours = {
  wall: string;
  wallShade: string;
  wallOther: string;
  roof: string;
  trim: string;
  door: string;
  window: string;
};

export type Tree = { x: number; y: number; height: number; kind: 'round' | 'tall' | 'pine'; colour: string };

export type Scene = {
  kind: HomeKind;
  colours: HomeColours;
  sky: { top: string; bottom: string; sun: string; sunX: number; sunY: number };
  hills: { far: string; near: string };
  grass: { far: string; near: string };
  path: string;
  trees: Tree[];
  isMirrored: boolean;
};

const skies = [
  { top: '#b9d6e2', bottom: '#f4eee2', sun: '#fff6df', window: '#a9c6cf' },
  { top: '#f1cfb2', bottom: '#fbf0df', sun: '#fff4d6', window: '#b9cbc9' },
  { top: '#9fb4c8', bottom: '#f3d3b4', sun: '#ffe3b0', window: '#f6d38a' },
  { top: '#cdd6d4', bottom: '#f1ece2', sun: '#faf4e6', window: '#b3c5c6' },
  { top: '#a7cbd6', bottom: '#e9efe2', sun: '#fffbe8', window: '#a6c8d2' },
  { top: '#8e8fae', bottom: '#f0b997', sun: '#ffd9a0', window: '#f9cf7d' },
];
const greens = [
  { far: '#b6c3a2', near: '#94a981', grassFar: '#a9bb88', grassNear: '#8ca571' },
  { far: '#b9c0ab', near: '#9dab8c', grassFar: '#b9bb8a', grassNear: '#a0a671' },
  { far: '#a5b8a8', near: '#809b87', grassFar: '#93ac83', grassNear: '#78956b' },
  { far: '#c3bc9e', near: '#a9a680', grassFar: '#c0b784', grassNear: '#a89f6c' },
];
const leaves = ['#6f8f63', '#587a5a', '#88a06a', '#4d6b56', '#9aa45f', '#b98f52'];
const walls = [
  ['#f3e9d8', '#e2d4bd'],
  ['#e9d7bf', '#d6c0a4'],
  ['#f6f2ea', '#e3dccf'],
  ['#cdd7d0', '#b7c4bc'],
  ['#d8b49c', '#c39c83'],
  ['#b9c7cc', '#a3b3b9'],
  ['#c58b6c', '#ad7558'],
  ['#dccf9f', '#c7b987'],
] as const;
const roofs = ['#6a4c40', '#55585b', '#8b5b45', '#424c4f', '#7b6b5b', '#5d4a52'];
const doors = ['#2b604b', '#a5452f', '#35506b', '#bf8a31', '#6a3d3a', '#4c5b57'];

/** FNV-1a over the text, then mulberry32: small, quick, and the same everywhere. */
export function randomFrom(text: string): () => number {
  let state = 2_166_136_261;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 16_777_619);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What the listing says about its kind wins over chance. */
function kindFor(propertyType: string | null, random: () => number): HomeKind {
  const said = propertyType?.toLowerCase() ?? '';
  const chance = homeKinds[Math.floor(random() * 4)] ?? 'cottage';
  if (/condo|apartment|flat|multi|unit/.test(said)) return 'apartments';
  if (/town|row|duplex|terrace/.test(said)) return 'townhouses';
  return chance;
}

/** @throws never; any text makes a scene. */
export function sceneFor(id: string, propertyType: string | null): Scene {
  const random = randomFrom(id);
  const pick = <Item>(items: readonly Item[], fallback: Item): Item =>
    items[Math.floor(random() * items.length)] ?? fallback;
  const between = (low: number, high: number) => Math.round(low + random() * (high - low));

  const kind = kindFor(propertyType, random);
  const sky = pick(skies, skies[0] as (typeof skies)[number]); // not empty
  const green = pick(greens, greens[0] as (typeof greens)[number]); // not empty
  const [wall, wallShade] = pick(walls, walls[0]);
  const [wallOther] = pick(walls, walls[1]);

  const tree = (x: number, low: number, high: number): Tree => ({
    x,
    y: between(452, 474),
    height: between(low, high),
    kind: pick(['round', 'round', 'tall', 'pine'] as const, 'round'),
    colour: pick(leaves, '#6f8f63'),
  });
  const trees = [tree(between(36, 90), 150, 270), tree(between(700, 770), 140, 260)];
  if (random() > 0.35) trees.push(tree(between(120, 165), 80, 150));
  if (random() > 0.35) trees.push(tree(between(645, 690), 90, 170));

  return {
    kind,
    colours: {
      wall,
      wallShade,
      wallOther,
      roof: pick(roofs, '#6a4c40'),
      trim: '#fbf8f1',
      door: pick(doors, '#2b604b'),
      window: sky.window,
    },
    sky: { top: sky.top, bottom: sky.bottom, sun: sky.sun, sunX: between(90, 710), sunY: between(90, 210) },
    hills: { far: green.far, near: green.near },
    grass: { far: green.grassFar, near: green.grassNear },
    path: pick(['#e8dcc6', '#d9d2c4', '#e3cfb4'], '#e8dcc6'),
    trees,
    isMirrored: random() > 0.5,
  };
}
