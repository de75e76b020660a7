/**
 * Which row is which property, and what it changes. Works on what is known of the timeline and on the rows alone, so that a dry run and
 * the import itself are one code path.
 *
 * A row is the property with its listing key; where there is none, the one at its address (one without a key before others, then the
 * oldest). A new key at a known address is that property listed again. Rows are taken in order, and each sees what those before it did.
 * What a row does not say (no such column, an empty cell) stays as it was known.
 *
 * The same file again must create nothing, however it contradicts itself (one key at two addresses, two keys at one). That takes:
 * - a property stands at the address that the last row about it gave, as that row gave it;
 * - one whose key is in the file is found at its address only if the file, too, has it there;
 * - a row that finds nothing belongs to the known property that others of its family have. A family are the rows that share a key or an
 *   address, and those that share one with these.
 */
import { addressKey, listingKeyMark } from './listingAddress.ts';
import type { Listing } from './listingReader.ts';

/** A property as the timeline has it. */
export type KnownProperty = Listing & { id: string; conversationId: string; addressKey: string };

/** A property that rows of an import speak of, as it is after them. */
export type ImportedProperty = {
  /** As it was before the import; absent: the import creates it. */
  known?: KnownProperty;
  listing: Listing;
  addressKey: string;
  /** Whether a row says something of it that is not known yet. */
  isNews: boolean;
};

export type MatchedRow = { property: ImportedProperty; status: 'created' | 'updated' | 'unchanged' };

const listingFields = [
  'listingKey',
  'address',
  'city',
  'stateOrProvince',
  'postalCode',
  'price',
  'bedrooms',
  'bathrooms',
  'livingArea',
  'propertyType',
  'status',
  'imageUrl',
  'latitude',
  'longitude',
] as const satisfies readonly (keyof Listing)[];

/**
 * Matches `listings`, in the order of their rows, with the properties of a timeline (oldest first). Where several rows speak of one known
 * property and leave it as it was, all of them are unchanged: importing a file again changes nothing.
 */
export function matchListings(known: readonly KnownProperty[], listings: readonly Listing[]): MatchedRow[] {
  /** Also by keys that a property had earlier in this import: they still mean it. */
  const byListingKey = new Map<string, ImportedProperty>();
  const byAddress = new Map<string, Set<ImportedProperty>>();
  /** Where a property is found that no row speaks of otherwise: at its address together with all that is known of it. */
  const byWholeAddress = new Map<string, ImportedProperty>();

  function enter(property: ImportedProperty): void {
    if (property.listing.listingKey !== null) byListingKey.set(listingKeyMark(property.listing.listingKey), property);
    const neighbours = byAddress.get(property.addressKey);
    if (neighbours) neighbours.add(property);
    else byAddress.set(property.addressKey, new Set([property]));
  }
  function leave(property: ImportedProperty): void {
    byAddress.get(property.addressKey)?.delete(property);
    const whole = addressKey(property.listing);
    if (byWholeAddress.get(whole) === property) byWholeAddress.delete(whole);
  }
  function find({ key, address }: Identity): ImportedProperty | undefined {
    const itself = key === null ? undefined : byListingKey.get(key);
    if (itself) return itself;
    const there = [...(byAddress.get(address) ?? [])];
    return there.find(({ listing }) => listing.listingKey === null) ?? there[0];
  }

  const identities = listings.map(identityOf);
  const keysOfFile = new Set(identities.map(({ key }) => key));
  const addressesOfFile = new Set(identities.map(({ address }) => address));
  const pairsOfFile = new Set(identities.map(({ key, address }) => JSON.stringify([key, address])));
  for (const one of known) {
    const property = { known: one, listing: listingOf(one), addressKey: one.addressKey, isNews: false };
    enter(property);
    const key = one.listingKey === null ? null : listingKeyMark(one.listingKey);
    if (key !== null && keysOfFile.has(key)) {
      const staysThere = pairsOfFile.has(JSON.stringify([key, one.addressKey]));
      if (!staysThere) byAddress.get(one.addressKey)?.delete(property);
    } else if (!addressesOfFile.has(one.addressKey)) {
      const whole = addressKey(one);
      if (!byWholeAddress.has(whole)) byWholeAddress.set(whole, property);
    }
  }
  const families = familiesOf(identities);
  const knownOfFamily = new Map<Identity, ImportedProperty>();
  for (const identity of identities) {
    const family = families(identity);
    const property = find(identity);
    if (property && !knownOfFamily.has(family)) knownOfFamily.set(family, property);
  }

  const rows = listings.map((listing, index): MatchedRow => {
    const identity = identities[index] ?? identityOf(listing);
    const property = find(identity) ?? byWholeAddress.get(identity.address) ?? knownOfFamily.get(families(identity));
    if (!property) {
      const created = { listing, addressKey: identity.address, isNews: true };
      enter(created);
      return { property: created, status: 'created' };
    }
    const merged = merge(property.listing, listing);
    const status = isSame(property.listing, merged) ? 'unchanged' : 'updated';
    leave(property);
    property.listing = merged;
    property.addressKey = identity.address;
    enter(property);
    return { property, status };
  });

  for (const { property } of rows) {
    if (property.known) property.isNews = !isSame(listingOf(property.known), property.listing);
  }
  return rows.map((row) => (row.status === 'updated' && !row.property.isNews ? { ...row, status: 'unchanged' } : row));
}

/** What tells rows apart: the mark of the listing key, if there is one, and the normalised address. */
type Identity = { key: string | null; address: string };

const identityOf = (listing: Listing): Identity => ({
  key: listing.listingKey === null ? null : listingKeyMark(listing.listingKey),
  address: addressKey(listing),
});

/** Joins rows that share a key or an address, and rows joined to these. Answers one row of each family for all of them. */
function familiesOf(identities: readonly Identity[]): (identity: Identity) => Identity {
  const parents = new Map<Identity, Identity>();
  function head(identity: Identity): Identity {
    let parent = identity;
    for (let next = parents.get(parent); next !== undefined && next !== parent; next = parents.get(parent))
      parent = next;
    parents.set(identity, parent);
    return parent;
  }
  const first = new Map<string, Identity>();
  for (const identity of identities) {
    for (const trait of [`address ${identity.address}`, ...(identity.key === null ? [] : [`key ${identity.key}`])]) {
      const relative = first.get(trait);
      if (relative) parents.set(head(identity), head(relative));
      else first.set(trait, identity);
    }
  }
  return head;
}

function listingOf(property: KnownProperty): Listing {
  const { id: _id, conversationId: _conversationId, addressKey: _addressKey, ...listing } = property;
  return listing;
}

/** What is known, overwritten by what the row says. */
function merge(known: Listing, row: Listing): Listing {
  const listingKey =
    known.listingKey !== null &&
    row.listingKey !== null &&
    listingKeyMark(known.listingKey) === listingKeyMark(row.listingKey)
      ? known.listingKey
      : (row.listingKey ?? known.listingKey);
  return {
    listingKey,
    address: row.address,
    city: row.city ?? known.city,
    stateOrProvince: row.stateOrProvince ?? known.stateOrProvince,
    postalCode: row.postalCode ?? known.postalCode,
    price: row.price ?? known.price,
    bedrooms: row.bedrooms ?? known.bedrooms,
    bathrooms: row.bathrooms ?? known.bathrooms,
    livingArea: row.livingArea ?? known.livingArea,
    propertyType: row.propertyType ?? known.propertyType,
    status: row.status ?? known.status,
    imageUrl: row.imageUrl ?? known.imageUrl,
    latitude: row.latitude ?? known.latitude,
    longitude: row.longitude ?? known.longitude,
  };
}

function isSame(one: Listing, other: Listing): boolean {
  return listingFields.every((field) => one[field] === other[field]);
}
