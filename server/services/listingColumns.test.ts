import { describe, expect, it } from 'vitest';
import { fieldsOf, hasAddressColumn, recogniseColumns } from './listingColumns.ts';

/** What the columns of a list without rows are recognised as. */
const fields = (...headers: string[]) => fieldsOf(recogniseColumns(headers), headers.length, new Set());

describe('recogniseColumns', () => {
  it.each([
    [
      'listingKey',
      [
        'ListingKey',
        'ListingId',
        'MLS#',
        'MLS #',
        'MLS Number',
        'MLS No.',
        'ML Number',
        'listing_id',
        'ZPID',
        'MLNUM',
        'Property ID',
      ],
    ],
    [
      'address',
      [
        'UnparsedAddress',
        'ADDRESS',
        'street',
        'Street Address',
        'Full Address',
        'Address 1',
        'Property Address',
        'Addr',
        'Situs Address',
        'Adresse',
        'Straße',
        'Strasse',
        'Hausnummer',
      ],
    ],
    ['city', ['City', 'CITY', 'town', 'Ort', 'Stadt']],
    ['stateOrProvince', ['StateOrProvince', 'STATE', 'STATE OR PROVINCE', 'State/Province', 'Province', 'ST']],
    ['postalCode', ['PostalCode', 'ZIP', 'ZIP OR POSTAL CODE', 'Zip Code', 'zip_code', 'Postcode', 'PLZ']],
    [
      'price',
      [
        'ListPrice',
        'LIST PRICE',
        'price',
        'Price ($)',
        'Price (USD)',
        'Asking Price',
        'Current Price',
        'LISTING PRICE',
        'List $',
        'Curr Price',
        'Ask Price',
        'Guide Price',
        'Price EUR',
        'Price USD',
        'Preis',
        'Kaufpreis',
      ],
    ],
    [
      'bedrooms',
      [
        'BedroomsTotal',
        'BEDS',
        'Bedrooms',
        '# Beds',
        'No. of Bedrooms',
        'BR',
        'Total Bedrooms',
        'Bd',
        '# BR',
        'BRs',
        'Tot BR',
        'Zimmer',
        'Schlafzimmer',
      ],
    ],
    [
      'bathrooms',
      [
        'BathroomsTotalDecimal',
        'BathroomsTotalInteger',
        'BATHS',
        'Bathrooms',
        'Total Baths',
        'BA',
        '# BA',
        'Tot Baths',
        'Full Bath',
        '# Full Baths',
        'Half Bath',
        'Badezimmer',
      ],
    ],
    [
      'livingArea',
      [
        'LivingArea',
        'SQUARE FEET',
        'sq__ft',
        'SqFt',
        'Sq. Ft.',
        'Living Area (sq ft)',
        'area(sqft)',
        'Size (m²)',
        'SF',
        'Heated SqFt',
        'Bldg SqFt',
        'House Size',
        'Home Size',
        'Floor Size',
        'Total Living Area',
        'Square Ft',
        'Sq Ft Approx',
        'Approximate Square Feet',
        'Apx SqFt',
        'Wohnfläche',
      ],
    ],
    ['propertyType', ['PropertyType', 'PROPERTY TYPE', 'type', 'homeType', 'PropertySubType', 'Sub Type']],
    ['status', ['StandardStatus', 'MlsStatus', 'STATUS', 'Listing Status']],
    ['imageUrl', ['Photo', 'MediaURL', 'imageUrl', 'Image URL', 'Photo 1', 'imgSrc', 'Primary Photo', 'Img']],
    ['latitude', ['LATITUDE', 'Latitude', 'lat']],
    ['longitude', ['LONGITUDE', 'lng', 'Long']],
  ])('knows the names of %s', (field, headers) => {
    for (const header of headers) expect(fields(header), header).toEqual([field]);
  });

  it('tells a price by area, a count of pictures and a neighbourhood from what they resemble', () => {
    expect(
      fields(
        '$/SQUARE FEET',
        'Price/SqFt',
        'LOT SIZE',
        'PhotosCount',
        'LOCATION',
        'Area',
        'YEAR BUILT',
        'Rent',
        'HOA $',
      ),
    ).toEqual(Array(9).fill(null));
  });

  it('recognises the whole header of a Redfin export', () => {
    const header =
      'SALE TYPE,SOLD DATE,PROPERTY TYPE,ADDRESS,CITY,STATE OR PROVINCE,ZIP OR POSTAL CODE,PRICE,BEDS,BATHS,LOCATION,SQUARE FEET,LOT SIZE,YEAR BUILT,DAYS ON MARKET,$/SQUARE FEET,HOA/MONTH,STATUS,NEXT OPEN HOUSE START TIME,NEXT OPEN HOUSE END TIME,URL (SEE https://www.redfin.com/buy-a-home/comparative-market-analysis FOR INFO ON PRICING),SOURCE,MLS#,FAVORITE,INTERESTED,LATITUDE,LONGITUDE';
    expect(fields(...header.split(',')).filter(Boolean)).toEqual([
      'propertyType',
      'address',
      'city',
      'stateOrProvince',
      'postalCode',
      'price',
      'bedrooms',
      'bathrooms',
      'livingArea',
      'status',
      'listingKey',
      'latitude',
      'longitude',
    ]);
  });

  it('ranks the columns of one field by their names, then by their places', () => {
    const columns = recogniseColumns(['Asking Price', 'Price', 'PRICE', 'ListPrice', 'MLS#', 'ListingKey']);
    expect(columns.get('price')).toEqual([3, 1, 2, 0]);
    expect(columns.get('listingKey')).toEqual([5, 4]);
  });

  it('keeps what a home sold for, or once cost, apart from its list price', () => {
    const columns = recogniseColumns(['SoldPrice', 'ListPrice', 'OriginalListPrice']);
    expect(columns.get('price')).toEqual([1]);
    expect(columns.get('otherPrice')).toEqual([0, 2]);
  });

  it('reports the columns that rows were read from, and of a field without values the preferred one', () => {
    const headers = ['ListingKey', 'MLS#', 'Price', 'List Price', 'Beds', 'BR'];
    expect(fieldsOf(recogniseColumns(headers), headers.length, new Set([1, 2, 3]))).toEqual([
      null,
      'listingKey',
      'price',
      'price',
      'bedrooms',
      null,
    ]);
  });

  it('counts the parts of an address to the address', () => {
    const headers = ['StreetNumber', 'StreetName', 'StreetSuffix', 'Unit #', 'Street #'];
    expect(fields(...headers)).toEqual(['address', 'address', 'address', 'address', null]);
    expect(hasAddressColumn(recogniseColumns(headers))).toBe(true);
    expect(hasAddressColumn(recogniseColumns(['StreetNumber', 'City']))).toBe(false);
  });
});
