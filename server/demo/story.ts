/** The demo's plot: who the people are, which homes they look at, and what happens with each. */
import type { ConversationStatus, UserType, Verdict } from '../../shared/views.ts';
import { elmStreet } from './dialogues/elmStreet.ts';
import {
  alamedaWay,
  beaconStreet,
  chestnutHill,
  harborLane,
  juniperStreet,
  lakeshoreRoad,
  mapleStreet,
  meadowLane,
  oakAvenue,
  orchardRow,
  pineHollow,
  roseLane,
  sycamoreCourt,
  vineyardRoad,
} from './dialogues/otherHomes.ts';
import { type DemoListing, listings } from './listings.ts';

export const agent = { name: 'Sarah Lindqvist', email: 'sarah@example.com', password: 'demo-password' };

/** What happens with one home. Times are in hours before now. */
export type HomeStory = {
  listing: DemoListing;
  /** Days before now when the agent added it. */
  addedDaysAgo: number;
  dialogue?: string;
  /** The side that has not read what the other wrote last. */
  unreadBy?: UserType;
  viewedHoursAgo?: number;
  feedback?: { verdict: Verdict; comment: string | null; hoursAgo: number };
  /** Set after the last message. */
  endsAs?: Exclude<ConversationStatus, 'ACTIVE'>;
};

export type TimelineStory = {
  title: string;
  client: { name: string; email: string };
  /** Opens the link. Well known on purpose: what nobody can guess is the link. */
  clientCode: string;
  createdDaysAgo: number;
  /** When the agent last made a fresh code, if ever. */
  sharedDaysAgo?: number;
  homes: HomeStory[];
};

export const timelines: TimelineStory[] = [
  {
    title: 'A first home for Maya & Theo',
    client: { name: 'Maya Patel', email: 'maya@example.com' },
    clientCode: 'HKMT-4827',
    createdDaysAgo: 46,
    homes: [
      {
        listing: listings.elmStreet,
        addedDaysAgo: 45,
        dialogue: elmStreet,
        viewedHoursAgo: 44 * 24 - 10,
        feedback: {
          verdict: 'LOVE',
          comment: 'The porch, the light, the bookcases. This is the one.',
          hoursAgo: 41 * 24 - 6,
        },
      },
      {
        listing: listings.oakAvenue,
        addedDaysAgo: 45,
        dialogue: oakAvenue,
        unreadBy: 'AGENT',
        viewedHoursAgo: 2,
        feedback: { verdict: 'LIKE', comment: 'Too many stairs for us, just right for my sister?', hoursAgo: 20 },
      },
      {
        listing: listings.harborLane,
        addedDaysAgo: 45,
        dialogue: harborLane,
        viewedHoursAgo: 42 * 24,
        feedback: { verdict: 'LIKE', comment: 'Plan B with masts.', hoursAgo: 40 * 24 },
      },
      {
        listing: listings.juniperStreet,
        addedDaysAgo: 45,
        dialogue: juniperStreet,
        endsAs: 'ARCHIVED',
        feedback: { verdict: 'PASS', comment: 'Beautiful, but too much work for us.', hoursAgo: 39 * 24 },
      },
      { listing: listings.orchardRow, addedDaysAgo: 37, dialogue: orchardRow, unreadBy: 'CLIENT' },
      { listing: listings.laurelStreet, addedDaysAgo: 3 },
      { listing: listings.marinaDrive, addedDaysAgo: 3 },
    ],
  },
  {
    title: 'Room for five: the Okafors',
    client: { name: 'Daniel Okafor', email: 'daniel@example.com' },
    clientCode: 'RVWB-6395',
    createdDaysAgo: 31,
    sharedDaysAgo: 1,
    homes: [
      {
        listing: listings.chestnutHill,
        addedDaysAgo: 30,
        dialogue: chestnutHill,
        viewedHoursAgo: 29 * 24,
        feedback: { verdict: 'LOVE', comment: 'Creek, owl, chickens. What else is there?', hoursAgo: 24 * 24 },
      },
      {
        listing: listings.meadowLane,
        addedDaysAgo: 30,
        dialogue: meadowLane,
        unreadBy: 'AGENT',
        feedback: { verdict: 'LIKE', comment: null, hoursAgo: 24 * 24 },
      },
      { listing: listings.mapleStreet, addedDaysAgo: 30, dialogue: mapleStreet },
      {
        listing: listings.beaconStreet,
        addedDaysAgo: 13,
        dialogue: beaconStreet,
        unreadBy: 'CLIENT',
        viewedHoursAgo: 11 * 24,
      },
      {
        listing: listings.sycamoreCourt,
        addedDaysAgo: 30,
        dialogue: sycamoreCourt,
        endsAs: 'CLOSED',
        feedback: { verdict: 'PASS', comment: 'Three kids and that much glass? No.', hoursAgo: 24 * 24 },
      },
      { listing: listings.alamedaWay, addedDaysAgo: 30, dialogue: alamedaWay },
      { listing: listings.ridgeRoad, addedDaysAgo: 2 },
    ],
  },
  {
    title: "Ruth's place by the water",
    client: { name: 'Ruth Hale', email: 'ruth@example.com' },
    clientCode: 'CDNP-7254',
    createdDaysAgo: 35,
    homes: [
      {
        listing: listings.lakeshoreRoad,
        addedDaysAgo: 34,
        dialogue: lakeshoreRoad,
        unreadBy: 'AGENT',
        viewedHoursAgo: 3,
        feedback: { verdict: 'LOVE', comment: 'A heron came. I take it as a sign.', hoursAgo: 27 * 24 },
      },
      {
        listing: listings.pineHollow,
        addedDaysAgo: 34,
        dialogue: pineHollow,
        unreadBy: 'CLIENT',
        feedback: { verdict: 'LIKE', comment: 'A tent that grew up. Lovely, but the lake first.', hoursAgo: 28 * 24 },
      },
      { listing: listings.roseLane, addedDaysAgo: 34, dialogue: roseLane },
      {
        listing: listings.vineyardRoad,
        addedDaysAgo: 34,
        dialogue: vineyardRoad,
        endsAs: 'ARCHIVED',
        feedback: { verdict: 'PASS', comment: null, hoursAgo: 28 * 24 },
      },
      { listing: listings.sandpiperLane, addedDaysAgo: 5, viewedHoursAgo: 4 * 24 },
      { listing: listings.bluffRoad, addedDaysAgo: 1 },
    ],
  },
];
