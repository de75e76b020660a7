import { type ComponentType, memo, useId } from 'react';
import { Apartments, Bungalow, Colonial, Cottage, Modern, Townhouses } from './houses.tsx';
import { type HomeColours, type HomeKind, sceneFor, type Tree } from './scene.ts';

const houses: Record<HomeKind, ComponentType<{ colours: HomeColours }>> = {
  cottage: Cottage,
  bungalow: Bungalow,
  modern: Modern,
  colonial: Colonial,
  townhouses: Townhouses,
  apartments: Apartments,
};

type HomeDrawingProps = { id: string; propertyType?: string | null; label?: string; className?: string };

/** A drawn home for a property without a picture. With a `label` it is an image to screen readers, else decoration. */
export const HomeDrawing = memo(function HomeDrawing({ id, propertyType = null, label, className }: HomeDrawingProps) {
  const skyId = useId();
  const grassId = useId();
  const scene = sceneFor(id, propertyType);
  const House = houses[scene.kind];
  const { sky, hills, grass } = scene;
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: with a label it is named by it, without one it is hidden
    <svg
      viewBox="0 0 800 600"
      preserveAspectRatio="xMidYMid slice"
      className={className}
      data-drawing
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <defs>
        <linearGradient id={skyId} x2="0" y2="1">
          <stop stopColor={sky.top} />
          <stop offset="0.8" stopColor={sky.bottom} />
        </linearGradient>
        <linearGradient id={grassId} x2="0" y2="1">
          <stop stopColor={grass.far} />
          <stop offset="1" stopColor={grass.near} />
        </linearGradient>
      </defs>
      <g transform={scene.isMirrored ? 'matrix(-1 0 0 1 800 0)' : undefined}>
        <rect width="800" height="600" fill={`url(#${skyId})`} />
        <circle cx={sky.sunX} cy={sky.sunY} r="120" fill={sky.sun} opacity="0.28" />
        <circle cx={sky.sunX} cy={sky.sunY} r="46" fill={sky.sun} opacity="0.9" />
        <path d="M0 380c120-70 230-84 350-40s260-40 450-6v160H0z" fill={hills.far} opacity="0.75" />
        <path d="M0 426c150-52 270-40 400-16s250-50 400-20v130H0z" fill={hills.near} opacity="0.8" />
        <path d="M0 452c200-14 600-14 800 0v148H0z" fill={`url(#${grassId})`} />
        {scene.trees.map((tree) => (
          <TreeShape key={tree.x} tree={tree} />
        ))}
        <ellipse cx="400" cy="463" rx="236" ry="11" fill="#2e2a1f" opacity="0.16" />
        <path d="M384 462h34c10 40 60 92 128 138H300c52-40 84-98 84-138z" fill={scene.path} opacity="0.95" />
        <House colours={scene.colours} />
        <path
          d="M232 462c4-22 30-26 40-12 12-14 34-8 36 12zM494 462c4-20 26-24 38-10 10-12 32-8 36 10z"
          fill={scene.trees[0]?.colour ?? hills.near}
        />
      </g>
    </svg>
  );
});

function TreeShape({ tree: { x, y, height, kind, colour } }: { tree: Tree }) {
  const top = y - height;
  const trunk = <rect x={x - 5} y={y - height * 0.45} width="10" height={height * 0.46} rx="3" fill="#7a5f49" />;
  if (kind === 'pine') {
    const half = height * 0.24;
    return (
      <g>
        {trunk}
        <path d={`M${x} ${top}l${half} ${height * 0.5}h-${half * 2}z`} fill={colour} />
        <path d={`M${x} ${top + height * 0.24}l${half * 1.25} ${height * 0.58}h-${half * 2.5}z`} fill={colour} />
      </g>
    );
  }
  const rx = kind === 'tall' ? height * 0.17 : height * 0.33;
  const ry = kind === 'tall' ? height * 0.44 : height * 0.35;
  return (
    <g>
      {trunk}
      <ellipse cx={x} cy={top + ry} rx={rx} ry={ry} fill={colour} />
      <ellipse cx={x - rx * 0.28} cy={top + ry * 0.78} rx={rx * 0.55} ry={ry * 0.58} fill="#fff" opacity="0.09" />
    </g>
  );
}
