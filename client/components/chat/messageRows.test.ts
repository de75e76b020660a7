import { describe, expect, test } from 'vitest';
import type { ChatMessage } from '../../providers/contexts.ts';
import { firstUnread, messageRows } from './messageRows.ts';

let sequence = 0;

function message(minute: number, from: 'AGENT' | 'CLIENT', changes: Partial<ChatMessage> = {}): ChatMessage {
  sequence++;
  const createdAt = new Date(2026, 2, 3, 10, minute);
  return {
    id: `m${sequence}`,
    conversationId: 'c',
    sequence,
    revision: sequence,
    clientMessageId: `k${sequence}`,
    senderId: from,
    senderType: from,
    sender: { id: from, name: from, avatarUrl: null },
    type: 'TEXT',
    content: 'Hello',
    isRead: false,
    readAt: null,
    createdAt,
    updatedAt: createdAt,
    editedAt: null,
    deletedAt: null,
    replyTo: null,
    attachments: [],
    delivery: 'sent',
    ...changes,
  };
}

describe('messageRows', () => {
  test('messages of one person within five minutes form a group', () => {
    const rows = messageRows(
      [message(0, 'AGENT'), message(1, 'AGENT'), message(2, 'CLIENT'), message(9, 'CLIENT')],
      'AGENT',
      null,
    );
    expect(rows.map((row) => row.endsGroup)).toEqual([false, true, true, true]);
    expect(rows.map((row) => row.isMine)).toEqual([true, true, false, false]);
  });

  test('each day is named once, across midnight too', () => {
    const tomorrow = new Date(2026, 2, 4, 0, 1);
    const rows = messageRows(
      [message(0, 'AGENT'), message(1, 'AGENT'), message(2, 'AGENT', { createdAt: tomorrow })],
      'AGENT',
      null,
    );
    expect(rows.map((row) => row.startsConversation)).toEqual([true, false, false]);
    expect(rows.map((row) => row.nextDay)).toEqual([null, tomorrow, null]);
  });

  test('older messages that come in before a line leave it as it was', () => {
    const yesterday = new Date(2026, 2, 2, 23, 50);
    const older = [message(0, 'AGENT', { createdAt: yesterday }), message(0, 'CLIENT')];
    const messages = [message(1, 'CLIENT'), message(2, 'CLIENT'), message(3, 'AGENT')];
    const before = messageRows(messages, 'AGENT', null, true);
    expect(messageRows([...older, ...messages], 'AGENT', null).slice(older.length)).toEqual(before);
  });

  test('the unread line parts a group', () => {
    const messages = [message(0, 'CLIENT'), message(1, 'CLIENT')];
    const rows = messageRows(messages, 'AGENT', messages[1]!.id);
    expect(rows.map((row) => [row.startsUnread, row.endsGroup])).toEqual([
      [false, true],
      [true, true],
    ]);
  });
});

describe('firstUnread', () => {
  test('counts undeleted messages of the other side from the end', () => {
    const messages = [
      message(0, 'CLIENT'),
      message(1, 'CLIENT'),
      message(2, 'AGENT'),
      message(3, 'CLIENT', { deletedAt: new Date(), content: '' }),
      message(4, 'CLIENT'),
    ];
    expect(firstUnread(messages, 'AGENT', 0)).toBeNull();
    expect(firstUnread(messages, 'AGENT', 1)).toBe(messages[4]!.id);
    expect(firstUnread(messages, 'AGENT', 2)).toBe(messages[1]!.id);
    expect(firstUnread(messages, 'AGENT', 50)).toBe(messages[0]!.id);
  });
});
