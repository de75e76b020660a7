import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const inProject = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Puts compressed forms beside every file of text. Once here, as small as they get, instead of with every request (`server/api/page.ts`). */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle({ dir = '' }) {
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|css|html|svg)$/.test(name)) continue;
      const file = join(dir, name);
      const content = readFileSync(file);
      // Brotli's default is its best.
      writeFileSync(`${file}.br`, brotliCompressSync(content));
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    }
  },
};

/** Two builds: the web page (`vite build`) and the server (`vite build --ssr`), which keeps its packages outside. */
export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild === true
    ? {
        publicDir: false,
        build: {
          rolldownOptions: { input: inProject('server/main.ts') },
          outDir: inProject('dist/server'),
          emptyOutDir: true,
          target: 'node20',
          sourcemap: true,
        },
      }
    : {
        root: inProject('client'),
        plugins: [react(), tailwindcss(), compressed],
        build: {
          outDir: inProject('dist/client'),
          emptyOutDir: true,
          target: 'es2022',
          // Browsers before `modulepreload` (Safari up to 16) fetch nothing ahead then; all else is the same.
          modulePreload: { polyfill: false },
          rolldownOptions: {
            output: {
              // What every page begins with is one file: in many it compresses worse and is 6 KB more (`e2e/firstLoad.spec.ts`).
              codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
            },
          },
        },
        server: {
          // `npm run dev` says where the server listens.
          proxy: Object.fromEntries(
            ['/trpc', '/healthz', '/readyz'].map((path) => [
              path,
              { target: process.env['DEV_SERVER'] ?? 'http://127.0.0.1:3000', ws: path === '/trpc' },
            ]),
          ),
        },
      },
);
