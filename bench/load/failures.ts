const most = 5;
const longest = 300;

/** What went wrong, the first of it: enough to see what it was. */
export function createFailures() {
  const all: string[] = [];
  return {
    all,
    add(reason: string): void {
      if (all.length < most) all.push(reason.slice(0, longest));
    },
  };
}
