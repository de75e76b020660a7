import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';
import { atMost, type Measure, spread } from './measure.ts';

const built = fileURLToPath(new URL('../../dist/client', import.meta.url));
const boundKb = 150;

/** What a client's browser has to fetch and run before it shows a home. `e2e/firstLoad.spec.ts` sees the same in a real one. */
export const page: Measure = {
  name: 'page',
  title: 'First load of the client’s page, JavaScript',
  async run({ say }) {
    const html = readFileSync(join(built, 'index.html'), 'utf8');
    const sizes = [...scriptsOf(html)].map((path): [string, number] => [path, gzipBytes(path)]);
    for (const [path, bytes] of sizes) say(`${path}: ${bytes} bytes gzip`);
    const kb = spread([sizes.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000]);
    return {
      columns: ['KB gzip', 'files'],
      rows: [{ name: 'ours', values: [kb, spread([sizes.length])] }],
      targets: [atMost('first load', kb, boundKb, 'KB')],
      notes: ['Scripts of dist/client/index.html and all that they import before they run; 1 KB is 1,000 bytes.'],
      faults: [],
    };
  },
};

/** Their paths from the root: those that the page names, and those that they import, and so on; not what is imported on demand. */
function scriptsOf(html: string): Set<string> {
  const named = [
    ...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g),
    ...html.matchAll(/<link[^>]*\srel="modulepreload"[^>]*\shref="([^"]+)"/g),
  ].map(([, path]) => path ?? '');
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const imported of importsOf(path)) visit(imported);
  };
  for (const path of named) visit(path);
  return found;
}

function importsOf(path: string): string[] {
  const { module } = parseSync(path, source(path).toString('utf8'));
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest ?? []),
  );
  const imported = module.staticImports.map(({ moduleRequest }) => moduleRequest);
  return [...imported, ...exported].map(({ value }) => join(dirname(path), value));
}

const source = (path: string) => readFileSync(join(built, path));
const gzipBytes = (path: string) => gzipSync(source(path), { level: 9 }).length;
