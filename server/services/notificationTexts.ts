/** What notifications say, but for those of new messages, whose words the database's own statement writes as it counts. */
import type { Verdict } from '../../shared/views.ts';

type Texts = { title: string; message: string };

const verbs: Record<Verdict, string> = { LOVE: 'loves', LIKE: 'likes', PASS: 'passes on' };

export function viewedTexts(clientName: string, address: string): Texts {
  return { title: `${clientName} viewed ${address}`, message: `${clientName} has opened this property.` };
}

export function feedbackTexts(clientName: string, address: string, verdict: Verdict, comment: string | null): Texts {
  const title = `${clientName} ${verbs[verdict]} ${address}`;
  return { title, message: comment ?? `${title}.` };
}

export function addedTexts(agentName: string, timelineTitle: string, addresses: readonly string[]): Texts {
  return {
    title: addresses.length === 1 ? '1 new property' : `${addresses.length} new properties`,
    message: `${agentName} added ${enumerate(addresses)} to ${timelineTitle}.`,
  };
}

export function sharedTexts(agentName: string, timelineTitle: string): Texts {
  return {
    title: `${agentName} shared ${timelineTitle}`,
    message: 'There is a new code for your link. The one you had before no longer works.',
  };
}

/** "12 Elm St", "12 Elm St and 4 Oak Ave", "12 Elm St, 4 Oak Ave and 3 more". */
function enumerate(addresses: readonly string[]): string {
  const [first = '', second, ...others] = addresses;
  if (second === undefined) return first;
  return others.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${others.length} more`;
}
