export function generatePrismaClient(): Promise<void>;
export function build(): Promise<void>;
export const projectFolder: string;
