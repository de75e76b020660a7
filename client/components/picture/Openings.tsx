type WindowProps = {
  x: number;
  y: number;
  width: number;
  height: number;
  glass: string;
  trim: string;
  /** How many panes across and down. */
  panes?: [number, number];
  shutters?: string;
};

/** A window with its frame, a gleam and, where asked, shutters. */
export function Window({ x, y, width, height, glass, trim, panes = [2, 2], shutters }: WindowProps) {
  const [across, down] = panes;
  const bars: string[] = [];
  for (let index = 1; index < across; index++) bars.push(`M${x + (width * index) / across} ${y}v${height}`);
  for (let index = 1; index < down; index++) bars.push(`M${x} ${y + (height * index) / down}h${width}`);
  return (
    <g>
      {shutters && (
        <path
          d={`M${x - 17} ${y - 2}h13v${height + 4}h-13zM${x + width + 4} ${y - 2}h13v${height + 4}h-13z`}
          fill={shutters}
        />
      )}
      <rect x={x - 4} y={y - 4} width={width + 8} height={height + 8} rx="2" fill={trim} />
      <rect x={x} y={y} width={width} height={height} fill={glass} />
      <path
        d={`M${x} ${y + height * 0.62}L${x + width * 0.7} ${y}h${width * 0.3}L${x} ${y + height}z`}
        fill="#fff"
        opacity="0.22"
      />
      {bars.length > 0 && <path d={bars.join('')} stroke={trim} strokeWidth="3" />}
      <rect x={x - 7} y={y + height + 3} width={width + 14} height="5" rx="1" fill={trim} />
    </g>
  );
}

type DoorProps = { x: number; y: number; width: number; height: number; colour: string; trim: string };

export function Door({ x, y, width, height, colour, trim }: DoorProps) {
  return (
    <g>
      <rect x={x - 5} y={y - 5} width={width + 10} height={height + 5} fill={trim} />
      <rect x={x} y={y} width={width} height={height} fill={colour} />
      <rect
        x={x + width * 0.2}
        y={y + 10}
        width={width * 0.6}
        height={height * 0.28}
        rx="2"
        fill="#fff"
        opacity="0.3"
      />
      <rect
        x={x + width * 0.2}
        y={y + height * 0.5}
        width={width * 0.6}
        height={height * 0.36}
        rx="2"
        fill="#000"
        opacity="0.1"
      />
      <circle cx={x + width - 7} cy={y + height * 0.52} r="2.6" fill="#f3d58c" />
      <rect x={x - 12} y={y + height} width={width + 24} height="7" rx="1.5" fill="#d9d0c0" />
    </g>
  );
}
