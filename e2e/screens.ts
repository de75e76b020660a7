/** The places of the page, found as people and screen readers find them. */
import { expect, type Locator, type Page } from '@playwright/test';

/** The chat of one property, on one page. */
export class Chat {
  readonly panel: Locator;
  readonly field: Locator;
  readonly log: Locator;
  readonly sendButton: Locator;
  readonly typing: Locator;

  constructor(page: Page, address: string) {
    this.panel = page.getByRole('dialog', { name: address });
    this.field = this.panel.getByRole('textbox', { name: /^Message to / });
    this.log = this.panel.getByRole('log', { name: 'Messages' });
    this.sendButton = this.panel.getByRole('button', { name: 'Send message' });
    this.typing = this.panel.getByText(/is typing…/);
  }

  async write(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** Its line in the list. */
  message(text: string | RegExp): Locator {
    return this.log.locator('[data-item-index]').filter({ hasText: text });
  }

  /** Where an own message is on its way: "Sent", "Read", … */
  mark(text: string | RegExp, word: string): Locator {
    return this.message(text).getByRole('img', { name: word, exact: true });
  }

  close(): Promise<void> {
    return this.panel.getByRole('button', { name: /^Close the chat$|^Back to the homes$/ }).click();
  }
}

/** A property's card. */
export function card(page: Page, address: string): Locator {
  return page.getByRole('article', { name: address });
}

/** The card's button; its name carries how many messages are unread. */
export function chatButton(page: Page, address: string): Locator {
  return page.getByRole('button', { name: `Chat about ${address}` });
}

export async function openChat(page: Page, address: string): Promise<Chat> {
  await chatButton(page, address).click();
  const chat = new Chat(page, address);
  await expect(chat.log).toBeVisible();
  return chat;
}

/** How many messages of this home are unread, as its card says. */
export async function expectUnread(page: Page, address: string, count: number): Promise<void> {
  const name = count === 0 ? `Chat about ${address}` : `Chat about ${address}, ${count} unread`;
  await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
}

/** How many notifications are unread, as the bell says. */
export async function expectBell(page: Page, count: number): Promise<void> {
  const name = count === 0 ? 'Notifications' : `Notifications, ${count} unread`;
  await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
}
