import { WebSocket } from 'ws';

/**
 * A socket for clients in Node that is gone soon after it is closed, also on a dead line, where the other side's good-bye never comes; and
 * that, like a browser's and unlike that of `ws`, says nothing more once it is closed.
 */
class PromptWebSocketOfNode extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    this.removeAllListeners('message');
    super.close(code, reason);
    setTimeout(() => this.terminate(), 300).unref();
  }
}

/** Node 20 has no WebSocket of its own; that of `ws` serves alike, with types of its own. */
export const PromptWebSocket = PromptWebSocketOfNode as unknown as typeof globalThis.WebSocket;
