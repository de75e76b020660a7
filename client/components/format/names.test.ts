import { expect, test } from 'vitest';
import { firstNameOf } from './names.ts';

test('the first name, and the whole name where the first word is none', () => {
  expect(firstNameOf('Maya Patel')).toBe('Maya');
  expect(firstNameOf(' Maya ')).toBe('Maya');
  expect(firstNameOf('Dr. Ann Archer')).toBe('Dr. Ann Archer');
  expect(firstNameOf('The Coles')).toBe('The Coles');
});
