import { pino } from 'pino';

/**
 * The structured log: JSON lines on standard error, so that the calm lines for people on standard output stay readable.
 * A wrong LOG_LEVEL is reported by `config.ts`; here it must not throw, because the log is imported first.
 */
const level = process.env['LOG_LEVEL'] ?? '';

export const logger = pino(
  {
    level: level in pino.levels.values || level === 'silent' ? level : 'info',
    base: null,
    serializers: { error: pino.stdSerializers.err },
    redact: ['password', 'clientCode', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie'],
  },
  pino.destination({ fd: 2, sync: true }),
);

export type Logger = typeof logger;
