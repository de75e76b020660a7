import { Bungalow, Colonial, Cottage } from './houses.tsx';
import type { HomeColours } from './scene.ts';

const lit = '#f8d58a';
const cottage: HomeColours = {
  wall: '#f3e6d0',
  wallShade: '#dfcbae',
  wallOther: '#e9d7bf',
  roof: '#8b5b45',
  trim: '#fdf8ee',
  door: '#2b604b',
  window: lit,
};
const colonial: HomeColours = {
  wall: '#c9d3cb',
  wallShade: '#b3c0b7',
  wallOther: '#e9d7bf',
  roof: '#4c5557',
  trim: '#fdf8ee',
  door: '#a5452f',
  window: lit,
};
const bungalow: HomeColours = {
  wall: '#dcb79b',
  wallShade: '#c69f82',
  wallOther: '#e9d7bf',
  roof: '#5d4a45',
  trim: '#fdf8ee',
  door: '#35506b',
  window: lit,
};

/** An evening street with two conversations over the roofs: what the app is, in one picture. Decoration. */
export function StreetDrawing({ className = '' }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 900 1000"
      preserveAspectRatio="xMidYMax slice"
      className={className}
      aria-hidden="true"
      data-drawing
    >
      <defs>
        <linearGradient id="street-sky" x2="0" y2="1">
          <stop stopColor="#8fa9ba" />
          <stop offset="0.45" stopColor="#e0c9b4" />
          <stop offset="0.72" stopColor="#f6d5ae" />
        </linearGradient>
        <linearGradient id="street-grass" x2="0" y2="1">
          <stop stopColor="#a3b184" />
          <stop offset="1" stopColor="#6f8a61" />
        </linearGradient>
      </defs>
      <rect width="900" height="1000" fill="url(#street-sky)" />
      <circle cx="650" cy="560" r="190" fill="#fff0cf" opacity="0.3" />
      <circle cx="650" cy="560" r="84" fill="#fff3d6" opacity="0.95" />
      <path d="M0 640c140-90 290-110 440-50s300-60 460 0v410H0z" fill="#b9a78d" opacity="0.65" />
      <path d="M0 700c160-60 300-50 450-20s300-56 450-16v336H0z" fill="#94a07c" opacity="0.85" />
      <Poplar x={86} y={770} height={260} colour="#5c7b5b" />
      <Poplar x={842} y={772} height={300} colour="#4f6f56" />
      <Poplar x={496} y={744} height={170} colour="#6d8a63" />
      <g transform="translate(430 450) scale(0.68)">
        <Colonial colours={colonial} />
      </g>
      <g transform="translate(-74 446) scale(0.7)">
        <Cottage colours={cottage} />
      </g>
      <path d="M0 762c240-18 640-18 900 0v238H0z" fill="url(#street-grass)" />
      <g transform="translate(142 430) scale(0.82)">
        <ellipse cx="400" cy="464" rx="270" ry="14" fill="#2e2a1f" opacity="0.2" />
        <path d="M384 462h34c10 50 110 150 300 260H250c90-70 134-190 134-260z" fill="#e6d6ba" />
        <Bungalow colours={bungalow} />
      </g>
      <g fill="#587a5a">
        <ellipse cx="296" cy="806" rx="46" ry="26" />
        <ellipse cx="348" cy="812" rx="36" ry="20" fill="#6d8a63" />
        <ellipse cx="640" cy="808" rx="54" ry="28" />
        <ellipse cx="700" cy="814" rx="34" ry="18" fill="#6d8a63" />
      </g>
      <SpeechBubble x={112} y={404} width={236} lines={[168, 120]} fill="#fffdfb" ink="#cbbca6" />
      <SpeechBubble x={560} y={348} width={210} lines={[146]} fill="#2b604b" ink="#b7d6c5" isMirrored />
    </svg>
  );
}

function Poplar({ x, y, height, colour }: { x: number; y: number; height: number; colour: string }) {
  return (
    <g>
      <rect x={x - 6} y={y - height * 0.3} width="12" height={height * 0.32} fill="#6f5641" />
      <ellipse cx={x} cy={y - height * 0.58} rx={height * 0.17} ry={height * 0.43} fill={colour} />
      <ellipse
        cx={x - height * 0.05}
        cy={y - height * 0.66}
        rx={height * 0.09}
        ry={height * 0.26}
        fill="#fff"
        opacity="0.08"
      />
    </g>
  );
}

type SpeechBubbleProps = {
  x: number;
  y: number;
  width: number;
  /** Lengths of the lines of "text". */
  lines: number[];
  fill: string;
  ink: string;
  isMirrored?: boolean;
};

function SpeechBubble({ x, y, width, lines, fill, ink, isMirrored = false }: SpeechBubbleProps) {
  const height = 44 + lines.length * 22;
  const tail = isMirrored ? x + width - 58 : x + 34;
  return (
    <g>
      <rect x={x} y={y + 6} width={width} height={height} rx="26" fill="#3a2b18" opacity="0.1" />
      <path d={`M${tail} ${y + height - 4}h30l${isMirrored ? 0 : -24} 30z`} fill={fill} />
      <rect x={x} y={y} width={width} height={height} rx="26" fill={fill} />
      {lines.map((length, index) => (
        <rect key={length} x={x + 30} y={y + 28 + index * 22} width={length} height="9" rx="4.5" fill={ink} />
      ))}
    </g>
  );
}
