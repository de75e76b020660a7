/**
 * A browser of one person. Its console is watched: an error there that the test has not announced fails the test, as does an exception
 * that nobody caught.
 */
import { type BrowserContext, type ConsoleMessage, expect, type Page } from '@playwright/test';
import superjson from 'superjson';
import type { Scene } from './scene.ts';

export class Device {
  readonly context: BrowserContext;
  readonly #troubles: string[] = [];
  readonly #announced: RegExp[] = [];
  #losesNetwork = false;

  constructor(context: BrowserContext) {
    this.context = context;
    context.on('weberror', (error) => this.#troubles.push(`uncaught: ${error.error().stack}`));
    context.on('console', (message) => {
      if (message.type() === 'error' && !this.#isExpected(message)) {
        this.#troubles.push(`${message.text()} (${message.location().url})`);
      }
    });
  }

  #isExpected(message: ConsoleMessage): boolean {
    const text = message.text();
    const { url } = message.location();
    // Chromium writes a line for every answer that is no success, whatever the page makes of it.
    const refusal = /^Failed to load resource: the server responded with a status of 4\d\d/.test(text);
    // How a page learns that nobody is signed in.
    if (refusal && url.includes('/trpc/auth.refresh')) return true;
    if (refusal && this.#announced.some((pattern) => pattern.test(url))) return true;
    return this.#losesNetwork && /^Failed to load resource|^WebSocket connection to/.test(text);
  }

  /** The server will refuse calls of these procedures. */
  mayBeRefused(procedures: RegExp): void {
    this.#announced.push(procedures);
  }

  /** From here on the network, or the server, comes and goes. */
  mayLoseNetwork(): void {
    this.#losesNetwork = true;
  }

  async goOffline(): Promise<void> {
    this.mayLoseNetwork();
    await this.context.setOffline(true);
  }

  async goOnline(): Promise<void> {
    await this.context.setOffline(false);
  }

  expectNoTroubles(): void {
    expect(this.#troubles, 'errors in the console').toEqual([]);
  }

  /** Signs the agent in as a page would, and opens one of theirs: by default the scene's timeline. */
  async openAsAgent({ url, agent, timelineId }: Omit<Scene, 'client' | 'homes'>, path?: string): Promise<Page> {
    await this.#signIn(`${url}/trpc/auth.login`, { email: agent.email, password: agent.password });
    return this.open(url + (path ?? `/timelines/${timelineId}`));
  }

  /** Lets the client in as a page would, and opens their timeline. */
  async openAsClient({ url, client }: Pick<Scene, 'url' | 'client'>, search = ''): Promise<Page> {
    const { shareToken, clientCode } = client.access;
    await this.#signIn(`${url}/trpc/auth.openTimeline`, { shareToken, clientCode });
    return this.open(`${client.access.url}${search}`);
  }

  async open(url: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }

  /** The refresh cookie comes into this browser; a page then signs in with it as after a reload. */
  async #signIn(url: string, input: object): Promise<void> {
    const response = await this.context.request.post(url, { data: superjson.serialize(input) });
    expect(response.ok()).toBe(true);
  }
}
