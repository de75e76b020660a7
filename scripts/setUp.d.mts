export function generatePrismaClient(): Promise<void>;
export function generateBaselineClient(): Promise<void>;
export function build(): Promise<void>;
export function run(
  command: string,
  args: readonly string[],
  options?: { env?: Record<string, string>; show?: boolean },
): Promise<{ code: number; output: string }>;
export const projectFolder: string;
