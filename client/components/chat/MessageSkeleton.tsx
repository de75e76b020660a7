const theirs = 'border border-line bg-bubble-theirs';
const mine = 'self-end bg-bubble-mine';
const bubbles = [
  `w-44 ${theirs}`,
  `w-60 ${mine}`,
  `w-52 ${theirs}`,
  `w-36 ${theirs}`,
  `w-56 ${mine}`,
  `w-40 ${mine}`,
  `w-64 ${theirs}`,
];

/** Bubbles on the way. */
export function MessageSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading messages"
      className="flex h-full flex-col justify-end gap-3 overflow-hidden p-4"
    >
      {bubbles.map((bubble) => (
        <div key={bubble} className={`h-11 max-w-[75%] shrink-0 animate-breathe rounded-[1.15rem] ${bubble}`} />
      ))}
    </div>
  );
}
