/**
 * Who may import whom, and no import cycles. dependency-cruiser would do this, but it reads TypeScript through the
 * JavaScript API that TypeScript 7 no longer has; Vite's parser reads the same in milliseconds.
 * A file in a folder that the table does not know is an error: a new folder needs a rule first.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'vite';
import { projectFolder } from './setUp.mjs';

const node = /^node:/;
const prisma = /^@prisma\/|^prisma$|prisma-adapter$|^pg$|^@electric-sql\//;
const react = /^react$|^react-|^@trpc\/react-query$|^@tanstack\/react-query$|^radix-ui$|^lucide-react$|^sonner$/;

/**
 * For each place: the places it may import from (itself always), and the packages it may use (`only`) or not (`never`).
 * `types`: imports that are allowed as types only. The longest name that fits a file decides.
 */
const table = {
  shared: { from: [], only: /^zod$/ },
  'server/config.ts': { from: ['shared'], never: prisma },
  'server/logger.ts': { from: ['shared'], never: prisma },
  'server/wire.ts': { from: [], only: /^superjson$/ },
  'server/database': { from: ['shared', 'server/config.ts', 'server/logger.ts', 'generated'] },
  'server/realtime': {
    from: ['shared', 'server/config.ts', 'server/logger.ts', 'server/wire.ts', 'server/database'],
    never: prisma,
  },
  'server/services': {
    from: ['shared', 'server/logger.ts', 'server/database', 'server/realtime/bus.ts', 'server/jobs/queue.ts'],
    never: prisma,
  },
  'server/jobs': {
    from: ['shared', 'server/config.ts', 'server/logger.ts', 'server/database', 'server/services'],
    never: prisma,
  },
  'server/api': {
    from: [
      'shared',
      'server/logger.ts',
      'server/wire.ts',
      'server/services',
      'server/realtime/feed.ts',
      'server/realtime/activity.ts',
    ],
    // Streams are made from these by app.ts; what they do with a database is the services' business.
    types: ['server/realtime', 'server/database/client.ts'],
    never: prisma,
  },
  'server/demo': { from: ['shared', 'server/services', 'server/database'], never: prisma },
  'server/app.ts': { from: ['shared', 'server'], never: prisma },
  'server/main.ts': { from: ['shared', 'server'], never: prisma },
  'client/sdk': {
    from: ['shared'],
    types: ['server/api/router.ts'],
    never: new RegExp(`${node.source}|${react.source}`),
  },
  'client/providers': { from: ['shared', 'client/sdk'], types: ['server/api/router.ts'], never: node },
  'client/components': { from: ['shared', 'client/sdk', 'client/providers'], never: node },
  'client/pages': { from: ['shared', 'client/sdk', 'client/providers', 'client/components'], never: node },
  'client/styles': { from: [] },
  'client/main.tsx': { from: ['shared', 'client'], never: node },
  'client/App.tsx': { from: ['shared', 'client'], never: node },
  scripts: { from: ['server/database', 'dist'] },
  tests: { from: ['shared', 'server', 'client', 'scripts'] },
  // The type of the public API, as every other program that calls it has.
  e2e: { from: ['shared', 'scripts', 'tests'], types: ['server/api/router.ts'] },
  bench: { from: ['shared', 'server', 'tests', 'scripts', 'generated'] },
};

/** A test stands beside what it tests, may use everything, and is imported by nobody. */
const isTest = (file) => /\.test\.tsx?$/.test(file);

/** Every broken rule of these sources (path → text), as one line each. */
export function brokenImportRules(sources) {
  const broken = [];
  const graph = new Map();
  for (const [file, text] of sources) {
    const place = placeOf(file);
    if (place === undefined && !isTest(file)) {
      broken.push(`${file}: its folder has no rule in scripts/imports.mjs.`);
      continue;
    }
    const imports = importsOf(file, text);
    graph.set(
      file,
      imports.filter(({ isType }) => !isType).map(({ target }) => target),
    );
    if (isTest(file)) continue;
    for (const { target, isPackage, isType } of imports) {
      const allowed = isPackage ? mayUse(place, target) : mayImport(place, target, isType);
      if (!allowed || isTest(target)) broken.push(`${file} may not import ${target}${isType ? ' (as a type)' : ''}.`);
    }
  }
  return [...broken, ...cyclesIn(graph)];
}

function placeOf(file) {
  return Object.keys(table)
    .filter((place) => isIn(file, place))
    .sort((a, b) => b.length - a.length)[0];
}

const isIn = (file, place) => file === place || file.startsWith(`${place}/`);

function mayUse(place, name) {
  const { only, never } = table[place];
  return only ? only.test(name) : !never?.test(name);
}

function mayImport(place, target, isType) {
  const { from, types = [] } = table[place];
  return (
    isIn(target, place) ||
    from.some((name) => isIn(target, name)) ||
    (isType && types.some((name) => isIn(target, name)))
  );
}

function sourcesIn(folder) {
  const path = join(projectFolder, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'public' ? [] : sourcesIn(`${folder}/${entry.name}`);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [`${folder}/${entry.name}`] : [];
  });
}

function importsOf(file, text) {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const found = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      name: moduleRequest.value,
      isType: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...module.staticExports
      .flatMap(({ entries }) => entries)
      .filter(({ moduleRequest }) => moduleRequest)
      .map(({ moduleRequest, isType }) => ({ name: moduleRequest.value, isType })),
    // Both `await import('…')` and the type `import('…').Name`; which of them makes no difference to the table.
    ...[...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map(([, name]) => ({ name, isType: false })),
  ];
  return found.map(({ name, isType }) => {
    if (!name.startsWith('.')) return { target: name, isPackage: true, isType };
    return { target: join(dirname(file), name.replace(/\?.*$/, '')), isPackage: false, isType };
  });
}

/** Depth first; a file met again while it is still on the path closes a cycle. Types vanish, so they close none. */
function cyclesIn(graph) {
  const cycles = [];
  const done = new Set();
  const visit = (file, path) => {
    if (path.includes(file)) {
      cycles.push(`Import cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}.`);
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = ['shared', 'server', 'client', 'scripts', 'tests', 'e2e', 'bench'].flatMap(sourcesIn);
  const broken = brokenImportRules(files.map((file) => [file, readFileSync(join(projectFolder, file), 'utf8')]));
  for (const line of broken) console.error(line);
  process.exitCode = broken.length > 0 ? 1 : 0;
}
