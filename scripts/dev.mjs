/** `npm run dev`: the server, started again at every change, and the page, updated in place. Ctrl-C stops both. */
import { generatePrismaClient, installPackages, orExit, runPackage } from './setUp.mjs';

const pagePort = 5173;
const serverPort = process.env.PORT ?? '3000';
const pageUrl = `http://localhost:${pagePort}`;

await orExit(async () => {
  await installPackages();
  await generatePrismaClient();
});

const running = [
  runPackage('tsx/dist/cli.mjs', ['watch', '--clear-screen=false', 'server/main.ts'], {
    show: true,
    // The page comes from Vite, so that is the origin the browser calls from.
    env: { PUBLIC_URL: pageUrl, PORT: serverPort },
  }),
  runPackage('vite/bin/vite.js', ['--port', String(pagePort), '--strictPort'], {
    show: true,
    env: { DEV_SERVER: `http://127.0.0.1:${serverPort}` },
  }),
];
await Promise.race(running);
// One without the other is of no use.
process.kill(process.pid, 'SIGTERM');
