const lines = ['w-44', 'w-60 self-end', 'w-52', 'w-36', 'w-56 self-end', 'w-40 self-end', 'w-64'];

/** Bubbles on the way. */
export function MessageSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading messages"
      className="flex h-full flex-col justify-end gap-3 overflow-hidden p-4"
    >
      {lines.map((line) => (
        <div key={line} className={`skeleton h-11 max-w-[75%] shrink-0 rounded-[1.15rem] ${line}`} />
      ))}
    </div>
  );
}
