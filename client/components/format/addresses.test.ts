import { expect, test } from 'vitest';
import { displayAddress } from './addresses.ts';

test.each([
  ['3526 HIGH ST', '3526 High St'],
  ['SACRAMENTO', 'Sacramento'],
  ['2796 BRANCH ST NE', '2796 Branch St NE'],
  ['51 OMAHA CT, SACRAMENTO, CA 95823', '51 Omaha Ct, Sacramento, CA 95823'],
  ['9 OAK CT, APT B, ELK GROVE, CA', '9 Oak Ct, Apt B, Elk Grove, CA'],
  ['2561 19TH AVE', '2561 19th Ave'],
  ['7340 42ND ST #12B', '7340 42nd St #12B'],
  ['1 J ST UNIT 3C', '1 J St Unit 3C'],
  ['6001 MCMAHON DR', '6001 McMahon Dr'],
  ["12 O'BRIEN WAY", "12 O'Brien Way"],
  ["8 ST PETER'S LN", "8 St Peter's Ln"],
  ['5 AVENUE OF THE OAKS', '5 Avenue of the Oaks'],
  ['40 WINSTON-SALEM RD', '40 Winston-Salem Rd'],
  ['PO BOX 7', 'PO Box 7'],
])('%s reads %s', (shouted, said) => {
  expect(displayAddress(shouted)).toBe(said);
});

test.each(['12 Elm Street', '4 MacArthur Blvd', '3526 HIGH ST, Sacramento', '12B', ''])(
  '%s is left as it is',
  (text) => {
    expect(displayAddress(text)).toBe(text);
  },
);
