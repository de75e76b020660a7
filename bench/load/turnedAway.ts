import { readFileSync } from 'node:fs';

/**
 * Connections that this machine has turned away so far because a server’s queue of new ones was full (Linux only; 0 elsewhere). Who is turned
 * away tries again after a second, so a few of them decide how long a storm takes.
 */
export function turnedAwaySoFar(): number {
  try {
    const [names = '', values = ''] = readFileSync('/proc/net/netstat', 'latin1')
      .split('\n')
      .filter((line) => line.startsWith('TcpExt:'));
    return Number(values.split(' ')[names.split(' ').indexOf('ListenOverflows')] ?? 0);
  } catch {
    return 0;
  }
}
