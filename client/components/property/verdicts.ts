import { Heart, type LucideIcon, ThumbsUp, X } from 'lucide-react';
import type { Verdict } from '../../../shared/views.ts';
import type { ChipTone } from '../ui/Chip.tsx';

type VerdictFace = { verdict: Verdict; label: string; said: string; icon: LucideIcon; tone: ChipTone };

/** What a client can say about a home: the word on the button, and the word once it is said. */
export const verdicts: readonly VerdictFace[] = [
  { verdict: 'LOVE', label: 'Love', said: 'Loved', icon: Heart, tone: 'love' },
  { verdict: 'LIKE', label: 'Like', said: 'Liked', icon: ThumbsUp, tone: 'accent' },
  { verdict: 'PASS', label: 'Pass', said: 'Passed', icon: X, tone: 'neutral' },
];

export function faceOf(verdict: Verdict): VerdictFace {
  const face = verdicts.find((candidate) => candidate.verdict === verdict);
  if (face === undefined) throw new Error(`No face for the verdict ${verdict}`);
  return face;
}
