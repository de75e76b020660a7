import { createTRPCClient, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { describe, expect, it, vi } from 'vitest';
import type { AppRouter } from '../../server/api/router.ts';
import { refusal, unreachable } from './failures.testing.ts';
import { failureOf } from './failures.ts';
import { renewingLink } from './links.ts';
import type { RenewalOutcome } from './session.ts';

/** A server that answers one call after the other as the test says. */
function setUp(answers: (Error | null)[], outcome: RenewalOutcome = 'renewed') {
  const paths: string[] = [];
  const renew = vi.fn(async () => outcome);
  const end: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        paths.push(op.path);
        const answer = answers.shift();
        if (answer) observer.error(TRPCClientError.from(answer));
        else {
          observer.next({ result: { type: 'data', data: null } });
          observer.complete();
        }
      });
  const api = createTRPCClient<AppRouter>({ links: [renewingLink({ generation: () => 7, renew }), end] });
  return { api, paths, renew };
}

const code = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => failureOf(error).code,
  );

describe('a call refused for its token', () => {
  it.each(['SESSION_EXPIRED', 'UNAUTHENTICATED'] as const)('(%s) is made once more with a new one', async (refused) => {
    const { api, paths, renew } = setUp([refusal(refused), null]);
    expect(await code(api.auth.me.query())).toBe('ok');
    expect(paths).toEqual(['auth.me', 'auth.me']);
    expect(renew).toHaveBeenCalledWith(7);
  });

  it('is not made a third time', async () => {
    const { api, paths } = setUp([refusal('SESSION_EXPIRED'), refusal('SESSION_EXPIRED')]);
    expect(await code(api.auth.me.query())).toBe('SESSION_EXPIRED');
    expect(paths).toHaveLength(2);
  });

  it('is refused for good when the session is over', async () => {
    const { api, paths } = setUp([refusal('SESSION_EXPIRED')], 'over');
    expect(await code(api.auth.me.query())).toBe('SESSION_EXPIRED');
    expect(paths).toHaveLength(1);
  });

  it('has failed to reach the server when the renewal has: no reason to ask anybody to sign in', async () => {
    const { api } = setUp([refusal('SESSION_EXPIRED')], 'unreachable');
    expect(await code(api.auth.me.query())).toBe('NETWORK');
  });
});

describe('any other failure', () => {
  it('renews nothing', async () => {
    for (const error of [refusal('FORBIDDEN'), refusal('INVALID_CREDENTIALS'), unreachable()]) {
      const { api, paths, renew } = setUp([error]);
      expect(await code(api.auth.me.query())).toBe(failureOf(error).code);
      expect(paths).toHaveLength(1);
      expect(renew).not.toHaveBeenCalled();
    }
  });

  it('of a renewal itself renews nothing either', async () => {
    const { api, renew } = setUp([refusal('SESSION_EXPIRED')]);
    expect(await code(api.auth.refresh.mutate())).toBe('SESSION_EXPIRED');
    expect(renew).not.toHaveBeenCalled();
  });
});
