import { describe, expect, it } from 'vitest';
import { brokenImportRules } from './imports.mjs';

const check = (sources: Record<string, string>) => brokenImportRules(Object.entries(sources));

describe('who may import whom', () => {
  it.each([
    ['server/services/messages.ts', '../database/client.ts'],
    ['server/services/messages.ts', '../realtime/bus.ts'],
    ['server/database/client.ts', '@prisma/client'],
    ['server/app.ts', './api/router.ts'],
    ['client/pages/Home.tsx', '../../shared/views.ts'],
    ['shared/inputs.ts', 'zod'],
  ])('%s may import %s', (file, target) => {
    expect(check({ [file]: `import { it } from '${target}';` })).toEqual([]);
  });

  it.each([
    ['server/services/messages.ts', '../../generated/prisma/client.ts'],
    ['server/services/messages.ts', '@prisma/client'],
    ['server/services/messages.ts', '../api/router.ts'],
    ['server/services/messages.ts', '../realtime/feed.ts'],
    ['server/database/client.ts', '../services/messages.ts'],
    ['server/realtime/feed.ts', '../services/messages.ts'],
    ['server/api/routers/message.ts', '../../realtime/bus.ts'],
    ['server/api/routers/message.ts', '../../database/client.ts'],
    ['shared/inputs.ts', 'node:crypto'],
    ['shared/inputs.ts', '../server/config.ts'],
    ['client/sdk/session.ts', 'react'],
    ['client/sdk/session.ts', '../providers/contexts.ts'],
    ['client/pages/Home.tsx', '../../server/api/router.ts'],
    ['server/services/messages.ts', './messages.test.ts'],
  ])('%s may not import %s', (file, target) => {
    for (const statement of [`import { it } from '${target}';`, `export * from '${target}';`, `import('${target}');`]) {
      expect(check({ [file]: statement }), statement).toHaveLength(1);
    }
  });

  it('the SDK sees the router as a type and as nothing else', () => {
    const file = 'client/sdk/connection.ts';
    expect(check({ [file]: `import type { AppRouter } from '../../server/api/router.ts';` })).toEqual([]);
    expect(check({ [file]: `import { appRouter } from '../../server/api/router.ts';` })).toHaveLength(1);
  });

  it('a new folder needs a rule first', () => {
    expect(check({ 'server/mail/mailer.ts': '' })).toEqual([
      'server/mail/mailer.ts: its folder has no rule in scripts/imports.mjs.',
    ]);
  });

  it('a cycle is named file by file; one of types only is none', () => {
    const cycle = (keyword: string) => ({
      'shared/a.ts': `${keyword} { b } from './b.ts';`,
      'shared/b.ts': `${keyword} { c } from './c.ts';`,
      'shared/c.ts': `${keyword} { a } from './a.ts';`,
    });
    expect(check(cycle('import'))).toEqual(['Import cycle: shared/a.ts → shared/b.ts → shared/c.ts → shared/a.ts.']);
    expect(check(cycle('import type'))).toEqual([]);
  });

  it('a test may import everything', () => {
    expect(check({ 'shared/a.test.ts': `import { createTestDatabase } from '../tests/testDatabase.ts';` })).toEqual([]);
  });
});
