/** An agent, signed in with e-mail and password. */
export type AgentActor = { type: 'AGENT'; userId: string; name: string; sessionId: string };

/** The client of one timeline, let in by its link and code. */
export type ClientActor = { type: 'CLIENT'; userId: string; name: string; sessionId: string; timelineId: string };

/** Who is calling. Every service takes one first; there is no call without it but those of `AuthService`. */
export type Actor = AgentActor | ClientActor;
