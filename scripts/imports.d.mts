export function brokenImportRules(sources: Iterable<[path: string, text: string]>): string[];
