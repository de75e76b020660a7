/**
 * Recognises the columns of agents' exports. Names are compared by their letters and digits alone, so that `LIST PRICE`, `ListPrice`
 * and `list_price` are one. Sources: RESO Data Dictionary, and the headers of Redfin, Zillow, Realtor and MLS exports.
 */

/** What a column can hold. The parts after `longitude` are put together with others into one of the fields before. */
export type ListingColumn =
  | 'listingKey'
  | 'address'
  | 'city'
  | 'stateOrProvince'
  | 'postalCode'
  | 'price'
  | 'bedrooms'
  | 'bathrooms'
  | 'livingArea'
  | 'propertyType'
  | 'status'
  | 'imageUrl'
  | 'latitude'
  | 'longitude'
  | 'streetNumber'
  | 'streetDirPrefix'
  | 'streetName'
  | 'streetSuffix'
  | 'streetDirSuffix'
  | 'unitNumber'
  | 'bathroomsFull'
  | 'bathroomsThreeQuarter'
  | 'bathroomsHalf'
  | 'bathroomsCount'
  | 'livingAreaUnits';

/** The property field that a part belongs to, for the report. */
const fieldOfPart: Partial<Record<ListingColumn, ListingColumn>> = {
  streetNumber: 'address',
  streetDirPrefix: 'address',
  streetName: 'address',
  streetSuffix: 'address',
  streetDirSuffix: 'address',
  unitNumber: 'address',
  bathroomsFull: 'bathrooms',
  bathroomsThreeQuarter: 'bathrooms',
  bathroomsHalf: 'bathrooms',
  bathroomsCount: 'bathrooms',
  livingAreaUnits: 'livingArea',
};

/** The known names of each column, the preferred one first: where two columns of a file claim one field, that order decides. */
const names: Record<ListingColumn, string> = {
  listingKey: `listingkey listingid mlsnumber mls mlsid mlsno mlsnum mlslistingid mlslistingnumber mlnumber mlno mlsref
    listingnumber listingno listnumber listno listingkeynumeric listingreference sourcelistingid zpid reference referencenumber
    referenceno refno ref propertyreference propertyref`,
  address: `unparsedaddress fulladdress address propertyaddress listingaddress streetaddress siteaddress formattedaddress
    addressfull fullstreetaddress address1 addressline1 streetaddress1 addressstreet street streetaddressline1 homeaddress`,
  city: 'city cityname town addresscity propertycity locality addresslocality postalcity municipality citytown',
  stateOrProvince: `stateorprovince state province stateprovince statecode addressstate propertystate addressregion
    stateabbreviation provincestate stateprov`,
  postalCode: `postalcode zippostalcode ziporpostalcode zipcode zip postcode postal postalzip zippostal zip5 addresszip
    addresszipcode propertyzip addresspostalcode`,
  price: `listprice listingprice currentlistprice currentprice price askingprice asking pricelist lp unformattedprice priceusd
    pricelisted saleprice sellingprice soldprice closeprice closingprice originallistprice`,
  bedrooms: `bedroomstotal bedrooms beds bedstotal totalbedrooms totalbeds bed bedroom bedroomcount bedcount numberofbedrooms
    numberofbeds noofbedrooms numbeds numbedrooms numberbeds numberbedrooms br bds bdrms bdrm`,
  bathrooms: `bathroomstotaldecimal bathrooms baths bathroomstotal bathstotal totalbathrooms totalbaths bath bathroom
    bathroomcount bathcount numberofbathrooms numberofbaths noofbathrooms numbaths numbathrooms numberbaths numberbathrooms ba bths`,
  livingArea: `livingarea livingareasqft livingareasquarefeet sqft squarefeet squarefootage sqfeet sqfootage sqftliving livingsqft
    livingareatotal sqfttotal totalsqft totalsquarefeet areasqft areasquarefeet interiorsqft approxsqft approximatesqft finishedsqft
    finishedsquarefeet homesizesqft sizesqft floorarea floorareasqft grosslivingarea grosslivingareasqft livingspace gla
    buildingareatotal buildingsqft abovegradefinishedarea livingareasqm livingaream2 sqm squaremeters squaremetres areasqm aream2
    sizesqm sizem2 floorareasqm flooraream2 m2`,
  propertyType:
    'propertytype propertysubtype proptype hometype type propertykind dwellingtype buildingtype propertyclass',
  status: 'standardstatus mlsstatus listingstatus status currentstatus propertystatus homestatus salestatus liststatus',
  imageUrl: `imageurl photourl mediaurl primaryphotourl primaryphoto mainphotourl mainphoto primaryimageurl primaryimage mainimage
    mainimageurl coverphoto coverimage photo image picture pictureurl photolink imagelink listingphoto listingphotourl imgsrc imgurl
    photo1 image1 picture1 photourl1 imageurl1 thumbnailurl thumbnail photos images pictures photourls imageurls media`,
  latitude: 'latitude lat geolatitude geolat gpslatitude propertylatitude',
  longitude: 'longitude lng lon long geolongitude geolng geolon gpslongitude propertylongitude',
  streetNumber: 'streetnumber streetnumbernumeric streetno housenumber houseno addressnumber stnumber buildingnumber',
  streetDirPrefix: 'streetdirprefix streetdirectionprefix streetpredirection predirection streetdirection streetdir',
  streetName: 'streetname stname',
  streetSuffix: 'streetsuffix streettype stsuffix',
  streetDirSuffix: 'streetdirsuffix streetdirectionsuffix streetpostdirection postdirection',
  unitNumber: `unitnumber unit unitno aptnumber apt aptno apartmentnumber apartment suite suitenumber addressunit addressline2
    address2 streetaddress2 streetaddressline2`,
  bathroomsFull: 'bathroomsfull fullbaths fullbathrooms bathsfull',
  bathroomsThreeQuarter: 'bathroomsthreequarter threequarterbaths bathsthreequarter',
  bathroomsHalf: 'bathroomshalf halfbaths halfbathrooms bathshalf',
  bathroomsCount: 'bathroomstotalinteger bathstotalinteger',
  livingAreaUnits: 'livingareaunits livingareaunit areaunits sqftunits livingareaunitofmeasure',
};

type Claim = { column: ListingColumn; rank: number };
const claims: ReadonlyMap<string, Claim> = new Map(
  Object.entries(names).flatMap(([column, list]) =>
    // `Object.entries` forgets that the keys are those of `names`.
    list.split(/\s+/).map((name, rank) => [name, { column: column as ListingColumn, rank }] as const),
  ),
);

/** Letters and digits in lower case; `#` says "number", and a price by area is kept apart from a price and from an area. */
function normalise(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[$€£]\s*(\/|per\b)/g, ' price per ')
    .replace(/#/g, ' number ')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function claimOf(header: string): Claim | undefined {
  const claim = claims.get(normalise(header));
  if (claim) return claim;
  // "Price (USD)", "URL (SEE https://…)": what stands in brackets explains, unless the name is only known with it.
  const bare = header.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ');
  return bare === header ? undefined : claims.get(normalise(bare));
}

/** Whether a column's own header says that its areas are square metres. */
export function isMetric(header: string): boolean {
  return /sq\.?\s*m(?!i)|m2|square\s*met/i.test(header.normalize('NFKD'));
}

export type RecognisedColumns = {
  /** Where to find each column: an index into the headers. */
  indexOf: ReadonlyMap<ListingColumn, number>;
  /** For each header, the property field it feeds, or `null`. */
  fields: (ListingColumn | null)[];
};

/**
 * Recognises a header line. Of two columns for one field the one with values comes first (exports carry empty columns), then the
 * preferred name, then the one further left; the other is not used.
 */
export function recogniseColumns(
  headers: readonly string[],
  hasValues: (index: number) => boolean = () => true,
): RecognisedColumns {
  const best = new Map<ListingColumn, { index: number; score: number }>();
  headers.forEach((header, index) => {
    const claim = claimOf(header);
    if (!claim) return;
    const score = claim.rank + (hasValues(index) ? 0 : 1_000);
    const rival = best.get(claim.column);
    if (!rival || score < rival.score) best.set(claim.column, { index, score });
  });
  const indexOf = new Map([...best].map(([column, { index }]) => [column, index]));
  const fields = headers.map((): ListingColumn | null => null);
  for (const [column, index] of indexOf) fields[index] = fieldOfPart[column] ?? column;
  return { indexOf, fields };
}

/** Whether rows with these columns can have an address at all. */
export function hasAddressColumn(columns: RecognisedColumns): boolean {
  return columns.indexOf.has('address') || columns.indexOf.has('streetName');
}
