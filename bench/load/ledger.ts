/**
 * The books of a run: which messages of a conversation were due, and what became of each. What they do not agree with makes the run void,
 * so that no server is fast by losing, doubling or disordering.
 */

/** Of one conversation, or the sum of many. */
export type Tally = {
  sent: number;
  /** Sent, and B never had it. */
  lost: number;
  /** Deliveries to B beyond the first. */
  doubled: number;
  /** Deliveries to B whose order did not rise by one. `null`: the design has no order to look at. */
  disordered: number | null;
  /** Sent, and A never had an answer. */
  unanswered: number;
  /** Answers and deliveries of messages that nobody sent, and second answers. */
  strange: number;
};

export class Ledger {
  readonly #due: number[] = [];
  readonly #answers: number[] = [];
  readonly #deliveries: number[] = [];
  #answered = 0;
  #arrived = 0;
  #doubled = 0;
  #disordered: number | null = null;
  #strange = 0;
  #lastOrder: number | null = null;

  /** Takes down a message that is due then (ms). Answers its number, from 0. */
  send(due: number): number {
    return this.#due.push(due) - 1;
  }

  /** A has the answer of message `n`. Answers how long after it was due; `null`: this says nothing of a message. */
  answered(n: number, now: number): number | null {
    const due = this.#due[n];
    if (due === undefined || this.#answers[n] !== undefined) {
      this.#strange += 1;
      return null;
    }
    this.#answers[n] = now;
    this.#answered += 1;
    return now - due;
  }

  /** B has message `n`; `order` has to be one more than the one before. Answers as `answered` does. */
  received(n: number, order: number | null, now: number): number | null {
    const due = this.#due[n];
    if (due === undefined) {
      this.#strange += 1;
      return null;
    }
    const times = (this.#deliveries[n] ?? 0) + 1;
    this.#deliveries[n] = times;
    if (times > 1) this.#doubled += 1;
    else this.#arrived += 1;
    if (order !== null) {
      this.#disordered ??= 0;
      if (this.#lastOrder !== null && order !== this.#lastOrder + 1) this.#disordered += 1;
      this.#lastOrder = order;
    }
    return times > 1 ? null : now - due;
  }

  /** B has everything. */
  get hasArrived(): boolean {
    return this.#arrived === this.#due.length;
  }

  /** And A every answer. */
  get isSettled(): boolean {
    return this.hasArrived && this.#answered === this.#due.length;
  }

  get tally(): Tally {
    return {
      sent: this.#due.length,
      lost: this.#due.length - this.#arrived,
      doubled: this.#doubled,
      disordered: this.#disordered,
      unanswered: this.#due.length - this.#answered,
      strange: this.#strange,
    };
  }
}

export function sumOf(ledgers: readonly Ledger[]): Tally {
  const sum: Tally = { sent: 0, lost: 0, doubled: 0, disordered: null, unanswered: 0, strange: 0 };
  for (const { tally } of ledgers) {
    sum.sent += tally.sent;
    sum.lost += tally.lost;
    sum.doubled += tally.doubled;
    if (tally.disordered !== null) sum.disordered = (sum.disordered ?? 0) + tally.disordered;
    sum.unanswered += tally.unanswered;
    sum.strange += tally.strange;
  }
  return sum;
}

/** What makes a run void, in words; none: it counts. */
export function faultsOf({ failures, ...tally }: Tally & { failures: readonly string[] }): string[] {
  const { sent, lost, doubled, disordered, unanswered, strange } = tally;
  const counted: Record<string, number | null> = { lost, doubled, disordered, unanswered, strange };
  const wrong = Object.entries(counted).flatMap(([name, count]) => (count ? [`${count} ${name}`] : []));
  return [...(sent === 0 ? ['nothing was sent'] : []), ...wrong, ...failures];
}
