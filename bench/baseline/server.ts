/**
 * The seed taken literally (Express, a Prisma transaction for every message, Socket.IO rooms), to be measured against our own server:
 * `node --import tsx bench/baseline/server.ts`. Built as well as that design allows, but of that design: nothing is grouped, nobody
 * resumes, and a repeated request is a second message. One process, no Redis.
 *
 * Says `ready <port>` when it serves; SIGTERM ends it. The database has to have its tables: `prepareBaseline` in `data.ts`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createApi } from './api.ts';
import { openDatabase } from './database.ts';
import { createServices } from './services.ts';
import { attachSockets } from './sockets.ts';
import { importSecret } from './tokens.ts';

const environment = z
  .object({
    // Express and Prisma are slower otherwise, which would be measured as a fault of the design.
    NODE_ENV: z.literal('production'),
    DATABASE_URL: z.string().min(1),
    PORT: z.coerce.number().int().min(0).default(0),
    JWT_SECRET: z.string().min(32),
  })
  .parse(process.env);

/** Longer than a load generator lets a connection rest, so that none is closed under a request on its way. */
const keepAliveMs = 65_000;

const key = await importSecret(environment.JWT_SECRET);
const database = openDatabase(environment.DATABASE_URL);
const services = createServices(database);

const server = createServer({ keepAliveTimeout: keepAliveMs });
const { broadcast, close } = attachSockets(server, { services, key });
server.on('request', createApi({ services, key, broadcast }));

await database.$connect();
server.listen(environment.PORT, '127.0.0.1', () => {
  console.log(`ready ${(server.address() as AddressInfo).port}`);
});

process.once('SIGTERM', async () => {
  await close();
  await database.$disconnect();
});
