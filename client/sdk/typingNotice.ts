/** Tells the other side that somebody types: at most every 3 s while keys are struck, and once when it is over. */

/** The server forgets after 6 s, so this often (ms) keeps it going with room for a slow call. */
const repeatAfterMs = 3_000;
/** Nobody types any more after this long (ms) without a key. */
const idleAfterMs = 4_000;

export type TypingNotice = {
  /** A key was struck. */
  start(): void;
  /** Sent, left or closed. */
  stop(): void;
};

export function createTypingNotice(tell: (isTyping: boolean) => void): TypingNotice {
  let toldAt: number | null = null;
  let idle: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(idle);
    if (toldAt === null) return;
    toldAt = null;
    tell(false);
  }
  return {
    start() {
      clearTimeout(idle);
      idle = setTimeout(stop, idleAfterMs);
      if (toldAt !== null && Date.now() - toldAt < repeatAfterMs) return;
      toldAt = Date.now();
      tell(true);
    },
    stop,
  };
}
