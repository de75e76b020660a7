/**
 * The client's end of a WebSocket on a bare TCP socket, for a load that must cost less than what it measures: text frames only, a
 * mask of zeros (which the protocol allows, and which changes nothing), no events but one function called with each text.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const handshakeEnd = Buffer.from('\r\n\r\n');
const opcodes = { text: 1, close: 8, ping: 9 };

export type RawWebSocket = {
  /** Sends one text frame; frames of one turn of the loop go out together. */
  send(text: string): void;
  close(): void;
};

/** Resolves when the server has agreed. `onText` is called with each text, `onClose` when it is over, with a reason for people. */
export function openWebSocket(
  port: number,
  path: string,
  onText: (text: string, socket: RawWebSocket) => void,
  onClose: (reason: string) => void = () => {},
): Promise<RawWebSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let isOpen = false;
    let rest: Buffer = Buffer.alloc(0);
    const writer = createWriter(socket);
    const self: RawWebSocket = {
      send: (text) => writer.write(frameOf(opcodes.text, text)),
      close: () => socket.destroy(),
    };
    socket.on('connect', () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
      );
    });
    socket.on('data', (chunk: Buffer) => {
      let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const end = data.indexOf(handshakeEnd);
        if (end === -1) {
          rest = data;
          return;
        }
        if (data.toString('latin1', 9, 12) !== '101') {
          socket.destroy();
          reject(new Error(`The server refused the socket: ${data.toString('latin1', 0, end)}`));
          return;
        }
        isOpen = true;
        data = data.subarray(end + handshakeEnd.length);
        resolve(self);
      }
      rest = readFrames(data);
    });
    socket.on('error', (error) => (isOpen ? undefined : reject(error)));
    socket.on('close', () => onClose('the connection ended'));

    function readFrames(data: Buffer): Buffer {
      let at = 0;
      while (data.length - at >= 2) {
        const opcode = (data[at] ?? 0) & 0x0f;
        let length = (data[at + 1] ?? 0) & 0x7f;
        let start = at + 2;
        if (length === 126) {
          if (data.length < start + 2) break;
          length = data.readUInt16BE(start);
          start += 2;
        } else if (length === 127) {
          if (data.length < start + 8) break;
          length = Number(data.readBigUInt64BE(start));
          start += 8;
        }
        if (data.length < start + length) break;
        if (opcode === opcodes.text) onText(data.toString('utf8', start, start + length), self);
        else if (opcode === opcodes.ping) writer.write(frameOf(10, data.toString('utf8', start, start + length)));
        else if (opcode === opcodes.close) {
          onClose(`closed by the server (${length >= 2 ? data.readUInt16BE(start) : 'no code'})`);
          socket.destroy();
        }
        at = start + length;
      }
      // A copy: what is left must not keep the whole chunk.
      return at === data.length ? Buffer.alloc(0) : Buffer.from(data.subarray(at));
    }
  });
}

function frameOf(opcode: number, text: string): Buffer {
  const length = Buffer.byteLength(text);
  const extended = length < 126 ? 0 : 2;
  const frame = Buffer.allocUnsafe(2 + extended + 4 + length);
  frame[0] = 0x80 | opcode;
  if (extended === 0) frame[1] = 0x80 | length;
  else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  }
  frame.writeUInt32BE(0, 2 + extended);
  frame.write(text, 6 + extended);
  return frame;
}

/** Everything of one turn of the loop in one write. */
export function createWriter(socket: Socket): { write(data: Buffer): void } {
  let waiting: Buffer[] = [];
  const flush = () => {
    const data = waiting.length === 1 ? waiting[0] : Buffer.concat(waiting);
    waiting = [];
    if (data && !socket.destroyed) socket.write(data);
  };
  return {
    write(data) {
      if (waiting.push(data) === 1) process.nextTick(flush);
    },
  };
}
