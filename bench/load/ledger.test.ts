import { expect, test } from 'vitest';
import { faultsOf, Ledger, sumOf } from './ledger.ts';

/** Two messages, both due at 0. */
function twoSent(): Ledger {
  const ledger = new Ledger();
  ledger.send(0);
  ledger.send(0);
  return ledger;
}

/** The faults of a run in which `happen` is all that happened to two messages. */
function faultsWhen(happen: (ledger: Ledger) => void): string[] {
  const ledger = twoSent();
  happen(ledger);
  return faultsOf({ ...sumOf([ledger]), failures: [] });
}

const answerBoth = (ledger: Ledger) => {
  ledger.answered(0, 1);
  ledger.answered(1, 1);
};

test('a run in which everything arrives once and in order counts', () => {
  const faults = faultsWhen((ledger) => {
    answerBoth(ledger);
    ledger.received(0, 7, 1);
    ledger.received(1, 8, 1);
  });
  expect(faults).toEqual([]);
});

test('a lost message makes a run void', () => {
  const faults = faultsWhen((ledger) => {
    answerBoth(ledger);
    ledger.received(0, 7, 1);
  });
  expect(faults).toEqual(['1 lost']);
});

test('a doubled message makes a run void', () => {
  const faults = faultsWhen((ledger) => {
    answerBoth(ledger);
    ledger.received(0, null, 1);
    ledger.received(1, null, 1);
    ledger.received(1, null, 2);
  });
  expect(faults).toEqual(['1 doubled']);
});

test('messages that change places make a run void', () => {
  const faults = faultsWhen((ledger) => {
    answerBoth(ledger);
    ledger.received(1, 8, 1);
    ledger.received(0, 7, 1);
  });
  expect(faults).toEqual(['1 disordered']);
});

test('a message without an answer makes a run void', () => {
  const faults = faultsWhen((ledger) => {
    ledger.answered(0, 1);
    ledger.received(0, 7, 1);
    ledger.received(1, 8, 1);
  });
  expect(faults).toEqual(['1 unanswered']);
});

test('an answer to a message that nobody sent makes a run void', () => {
  const faults = faultsWhen((ledger) => {
    answerBoth(ledger);
    ledger.answered(-1, 1);
    ledger.received(0, null, 1);
    ledger.received(1, null, 1);
    ledger.received(2, null, 1);
  });
  expect(faults).toEqual(['2 strange']);
});

test('a failure makes a run void, and so does a run in which nothing was sent', () => {
  expect(faultsOf({ ...sumOf([]), failures: ['closed by the server'] })).toEqual([
    'nothing was sent',
    'closed by the server',
  ]);
});

test('where a design has no order there is no disorder, rather than none found', () => {
  const ledger = twoSent();
  ledger.received(0, null, 1);
  expect(sumOf([ledger]).disordered).toBeNull();
});

test('what took how long is counted from when it was due, of the first delivery only', () => {
  const ledger = new Ledger();
  ledger.send(100);
  expect(ledger.answered(0, 103)).toBe(3);
  expect(ledger.received(0, null, 105)).toBe(5);
  expect(ledger.received(0, null, 109)).toBeNull();
});
