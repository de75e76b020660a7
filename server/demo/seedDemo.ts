/**
 * The demo: fills an empty database with an agent, three clients and twenty homes in different states, so that there is something to see
 * a minute after the first start. On by default only for an embedded database, which serves one machine.
 *
 * Password and codes are fixed and well known, so that every start can print them although only their hashes are kept. What lets nobody
 * in by guessing is the link: its share token is random for each database.
 */
import type { Database } from '../database/client.ts';
import { demoPasswordHash, demoTimelines, isEmptyDatabase, writeDemo } from '../database/demoWriter.ts';
import { hashSecret, makeShareToken, verifySecret } from '../services/secrets.ts';
import { demoRows } from './demoRows.ts';
import { agent, timelines } from './story.ts';

/** What opens the demo. */
export type DemoAccess = {
  agent: { name: string; email: string; password: string };
  clients: { name: string; shareToken: string; clientCode: string }[];
};

/**
 * Fills the database if there is nobody in it. Answers what opens the demo, as far as it still does (a password or code may have been
 * changed since); null where there is no demo.
 */
export async function seedDemo({ database }: { database: Database }): Promise<DemoAccess | null> {
  if (await isEmptyDatabase(database)) await fill(database);
  return workingAccess(database);
}

async function fill(database: Database): Promise<void> {
  const secrets = {
    passwordHash: await hashSecret(agent.password),
    timelines: await Promise.all(
      timelines.map(async ({ clientCode }) => ({
        shareToken: makeShareToken(),
        clientCodeHash: await hashSecret(clientCode),
      })),
    ),
  };
  await writeDemo(database, demoRows(new Date(), secrets));
}

async function workingAccess(database: Database): Promise<DemoAccess | null> {
  const [passwordHash, found] = await Promise.all([
    demoPasswordHash(database, agent.email),
    demoTimelines(database, agent.email),
  ]);
  if (passwordHash === null || !(await verifySecret(passwordHash, agent.password))) return null;
  const clients = await Promise.all(
    found.map(async ({ shareToken, clientCodeHash, client }) => {
      const story = timelines.find(({ client: { name } }) => name === client.name);
      if (!story || clientCodeHash === null || !(await verifySecret(clientCodeHash, story.clientCode))) return [];
      return [{ name: client.name, shareToken, clientCode: story.clientCode }];
    }),
  );
  return { agent, clients: clients.flat() };
}
