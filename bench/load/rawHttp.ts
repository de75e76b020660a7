/** One kept-alive HTTP connection on a bare TCP socket that carries one request at a time: as cheap as a client can be. */
import { connect } from 'node:net';

const headersEnd = Buffer.from('\r\n\r\n');
const chunksEnd = Buffer.from('\r\n0\r\n\r\n');

export type HttpAnswer = { status: number; body: string };
export type RawHttp = {
  /** Sends a request; a second one only after the answer of the first. */
  request(method: string, path: string, headers: string, body: string, onAnswer: (answer: HttpAnswer) => void): void;
  close(): void;
};

export function openHttp(port: number): Promise<RawHttp> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let parts: Buffer[] = [];
    let answered: ((answer: HttpAnswer) => void) | undefined;
    socket.on('error', reject);
    socket.on('close', () => answered?.({ status: 0, body: 'the connection ended' }));
    socket.on('data', (chunk: Buffer) => {
      parts.push(chunk);
      const data = parts.length === 1 ? chunk : Buffer.concat(parts);
      const answer = readAnswer(data);
      if (!answer) {
        parts = [data];
        return;
      }
      parts = [];
      const tell = answered;
      answered = undefined;
      tell?.(answer);
    });
    socket.on('connect', () =>
      resolve({
        request(method, path, headers, body, onAnswer) {
          answered = onAnswer;
          const length =
            body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
          socket.write(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}${length}\r\n${body}`);
        },
        close: () => socket.destroy(),
      }),
    );
  });
}

/** The answer, if all of it is there. The text of a chunked one keeps the lengths of its chunks between them: nobody here parses it. */
function readAnswer(data: Buffer): HttpAnswer | null {
  const end = data.indexOf(headersEnd);
  if (end === -1) return null;
  const headers = data.toString('latin1', 0, end);
  const start = end + headersEnd.length;
  const status = Number(headers.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(headers)?.[1];
  if (length !== undefined) {
    return data.length < start + Number(length)
      ? null
      : { status, body: data.toString('utf8', start, start + Number(length)) };
  }
  if (!data.subarray(-chunksEnd.length).equals(chunksEnd)) return null;
  return { status, body: data.toString('utf8', start, data.length - chunksEnd.length) };
}
