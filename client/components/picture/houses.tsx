import { Door, Window } from './Openings.tsx';
import type { HomeColours } from './scene.ts';

/** Houses stand on y = 460 around x = 400 of an 800 × 600 picture. */
type HouseProps = { colours: HomeColours };

export function Cottage({ colours: { wall, wallShade, roof, trim, door, window } }: HouseProps) {
  const pane = { glass: window, trim };
  return (
    <g>
      <rect x="492" y="196" width="34" height="80" fill={wallShade} />
      <rect x="487" y="190" width="44" height="11" fill={roof} />
      <rect x="250" y="292" width="300" height="168" fill={wall} />
      <path d="M250 292h300v20H250z" fill="#000" opacity="0.07" />
      <path d="M222 304 400 176l178 128h-30L400 198 252 304z" fill={roof} />
      <path d="M252 304 400 198l148 106z" fill={wallShade} />
      <circle cx="400" cy="262" r="20" fill={trim} />
      <circle cx="400" cy="262" r="15" fill={window} />
      <Window x={278} y={346} width={58} height={58} {...pane} />
      <Window x={464} y={346} width={58} height={58} {...pane} />
      <Door x={377} y={358} width={46} height={102} colour={door} trim={trim} />
      <path d="M360 348 400 322l40 26z" fill={roof} />
    </g>
  );
}

export function Bungalow({ colours: { wall, wallShade, roof, trim, door, window } }: HouseProps) {
  const pane = { glass: window, trim };
  return (
    <g>
      <rect x="206" y="322" width="388" height="138" fill={wall} />
      <path d="M168 328 262 232h276l94 96z" fill={roof} />
      <path d="M168 328h464v9H168z" fill="#000" opacity="0.22" />
      <path d="M318 296v-44l82-46 82 46v44z" fill={wallShade} />
      <path d="M300 258 400 194l100 64-8 10-92-56-92 56z" fill={roof} />
      <Window x={366} y={252} width={68} height={34} {...pane} panes={[3, 1]} />
      <Window x={232} y={362} width={86} height={54} {...pane} panes={[3, 1]} />
      <Window x={482} y={362} width={86} height={54} {...pane} panes={[3, 1]} />
      <Door x={376} y={356} width={48} height={104} colour={door} trim={trim} />
      <path d="M212 337h14v123h-14zM338 337h14v123h-14zM448 337h14v123h-14zM574 337h14v123h-14z" fill={trim} />
      <path d="M206 428h152v10H206zM442 428h152v10H442z" fill={trim} />
      <path
        d="M236 438v22M258 438v22M280 438v22M302 438v22M324 438v22M476 438v22M498 438v22M520 438v22M542 438v22M562 438v22"
        stroke={trim}
        strokeWidth="4"
      />
    </g>
  );
}

export function Modern({ colours: { wall, wallShade, roof, trim, door, window } }: HouseProps) {
  const pane = { glass: window, trim: roof };
  return (
    <g>
      <rect x="186" y="334" width="432" height="126" fill={wall} />
      <rect x="256" y="214" width="262" height="122" fill={trim} />
      <path d="M236 202h302v14H236zM170 324h464v12H170z" fill={roof} />
      <rect x="256" y="216" width="262" height="12" fill="#000" opacity="0.08" />
      <rect x="430" y="228" width="88" height="96" fill="#a9784f" />
      <path
        d="M441 228v96M452 228v96M463 228v96M474 228v96M485 228v96M496 228v96M507 228v96"
        stroke="#8d6140"
        strokeWidth="2"
      />
      <Window x={280} y={246} width={126} height={62} {...pane} panes={[3, 1]} />
      <Window x={210} y={362} width={148} height={86} {...pane} panes={[3, 1]} />
      <Door x={386} y={356} width={48} height={104} colour={door} trim={wallShade} />
      <rect x="464" y="354" width="132" height="106" fill={wallShade} />
      <path d="M472 374h116M472 394h116M472 414h116M472 434h116" stroke="#000" strokeOpacity="0.13" strokeWidth="3" />
    </g>
  );
}

export function Colonial({ colours: { wall, wallShade, roof, trim, door, window } }: HouseProps) {
  const pane = { glass: window, trim, shutters: door };
  const columns = [270, 346, 420, 496];
  return (
    <g>
      <path d="M272 150h30v70h-30zM498 150h30v70h-30z" fill={wallShade} />
      <rect x="240" y="246" width="320" height="214" fill={wall} />
      <path d="M218 250 280 168h240l62 82z" fill={roof} />
      <path d="M226 248h348v10H226z" fill={trim} />
      {columns.map((x) => (
        <Window key={x} x={x} y={278} width={36} height={54} {...pane} />
      ))}
      <Window x={270} y={372} width={36} height={56} {...pane} />
      <Window x={496} y={372} width={36} height={56} {...pane} />
      <Door x={376} y={368} width={48} height={92} colour={door} trim={trim} />
      <path d="M350 364 400 338l50 26z" fill={trim} />
      <path d="M356 364h8v96h-8zM436 364h8v96h-8z" fill={trim} />
    </g>
  );
}

export function Townhouses({ colours: { wall, wallShade, wallOther, roof, trim, door, window } }: HouseProps) {
  const houses = [
    { x: 206, wall: wallOther, top: 212 },
    { x: 338, wall, top: 184 },
    { x: 470, wall: wallShade, top: 212 },
  ];
  return (
    <g>
      {houses.map((house) => (
        <g key={house.x}>
          <rect x={house.x} y={house.top} width="132" height={460 - house.top} fill={house.wall} />
          <path d={`M${house.x - 4} ${house.top + 2}l${70}-62 ${70} 62z`} fill={roof} />
          <rect x={house.x} y={house.top + 2} width="132" height="8" fill={trim} />
          <Window x={house.x + 18} y={house.top + 34} width={34} height={54} glass={window} trim={trim} />
          <Window x={house.x + 80} y={house.top + 34} width={34} height={54} glass={window} trim={trim} />
          <Window x={house.x + 18} y={356} width={42} height={60} glass={window} trim={trim} />
          <Door x={house.x + 82} y={364} width={34} height={96} colour={door} trim={trim} />
          <rect x={house.x + 129} y={house.top + 10} width="3" height={450 - house.top} fill="#000" opacity="0.1" />
        </g>
      ))}
    </g>
  );
}

export function Apartments({ colours: { wall, wallShade, wallOther, roof, trim, door, window } }: HouseProps) {
  const floors = [162, 234, 306];
  return (
    <g>
      <rect x="480" y="206" width="140" height="254" fill={wallOther} />
      <rect x="474" y="198" width="152" height="10" fill={roof} />
      <rect x="232" y="132" width="256" height="328" fill={wall} />
      <rect x="224" y="122" width="272" height="13" fill={roof} />
      <rect x="472" y="135" width="16" height="325" fill="#000" opacity="0.06" />
      {floors.map((y) => (
        <g key={y}>
          <Window x={256} y={y} width={44} height={40} glass={window} trim={trim} panes={[2, 1]} />
          <Window x={420} y={y} width={44} height={40} glass={window} trim={trim} panes={[2, 1]} />
          <rect x="324" y={y - 6} width="72" height="54" fill={window} stroke={trim} strokeWidth="4" />
          <path d={`M316 ${y + 28}h88v22h-88z`} fill={wallShade} />
          <path d={`M316 ${y + 26}h88`} stroke={roof} strokeWidth="4" />
        </g>
      ))}
      <Window x={510} y={238} width={32} height={40} glass={window} trim={trim} panes={[1, 1]} />
      <Window x={562} y={238} width={32} height={40} glass={window} trim={trim} panes={[1, 1]} />
      <Window x={510} y={316} width={32} height={40} glass={window} trim={trim} panes={[1, 1]} />
      <Window x={562} y={316} width={32} height={40} glass={window} trim={trim} panes={[1, 1]} />
      <rect x="232" y="374" width="256" height="86" fill={wallShade} />
      <Window x={252} y={394} width={64} height={46} glass={window} trim={trim} panes={[3, 1]} />
      <Window x={408} y={394} width={60} height={46} glass={window} trim={trim} panes={[3, 1]} />
      <Door x={338} y={386} width={46} height={74} colour={door} trim={trim} />
    </g>
  );
}
