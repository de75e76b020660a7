import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const inProject = (path: string) => fileURLToPath(new URL(path, import.meta.url));

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
        plugins: [react(), tailwindcss()],
        build: { outDir: inProject('dist/client'), emptyOutDir: true, target: 'es2022' },
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
