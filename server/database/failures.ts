/** Whether a write failed because a unique index has this value already. Recognised by Prisma's code, whichever driver is under it. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}
