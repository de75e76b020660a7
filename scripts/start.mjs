/** `npm start`: makes what is missing, then becomes the server. Imports nothing at first, so that an old Node can read it. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Property Sync needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

import('./setUp.mjs').then(async ({ orExit, prepare }) => {
  await orExit(prepare);
  process.setSourceMapsEnabled(true);
  // In this very process, so that signals and the exit code are the server's own.
  await import('../dist/server/main.js');
});
