import { createTRPCReact } from '@trpc/react-query';
import type { AppRouter } from '../../server/api/router.ts';

/** Hooks for plain queries and mutations: `trpc.timeline.list.useQuery()`. What is live comes from the providers. */
export const trpc = createTRPCReact<AppRouter>();
