import { describe, expect, it } from 'vitest';
import { hasAddressColumn, recogniseColumns } from './listingColumns.ts';

const fields = (...headers: string[]) => recogniseColumns(headers).fields;

describe('recogniseColumns', () => {
  it.each([
    [
      'listingKey',
      ['ListingKey', 'ListingId', 'MLS#', 'MLS #', 'MLS Number', 'MLS No.', 'ML Number', 'listing_id', 'ZPID'],
    ],
    [
      'address',
      ['UnparsedAddress', 'ADDRESS', 'street', 'Street Address', 'Full Address', 'Address 1', 'Property Address'],
    ],
    ['city', ['City', 'CITY', 'town']],
    ['stateOrProvince', ['StateOrProvince', 'STATE', 'STATE OR PROVINCE', 'State/Province', 'Province']],
    ['postalCode', ['PostalCode', 'ZIP', 'ZIP OR POSTAL CODE', 'Zip Code', 'zip_code', 'Postcode']],
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
      ],
    ],
    ['bedrooms', ['BedroomsTotal', 'BEDS', 'Bedrooms', '# Beds', 'No. of Bedrooms', 'BR', 'Total Bedrooms']],
    ['bathrooms', ['BathroomsTotalDecimal', 'BathroomsTotalInteger', 'BATHS', 'Bathrooms', 'Total Baths', 'BA']],
    [
      'livingArea',
      ['LivingArea', 'SQUARE FEET', 'sq__ft', 'SqFt', 'Sq. Ft.', 'Living Area (sq ft)', 'area(sqft)', 'Size (m²)'],
    ],
    ['propertyType', ['PropertyType', 'PROPERTY TYPE', 'type', 'homeType', 'PropertySubType']],
    ['status', ['StandardStatus', 'MlsStatus', 'STATUS', 'Listing Status']],
    ['imageUrl', ['Photo', 'MediaURL', 'imageUrl', 'Image URL', 'Photo 1', 'imgSrc', 'Primary Photo']],
    ['latitude', ['LATITUDE', 'Latitude', 'lat']],
    ['longitude', ['LONGITUDE', 'lng', 'Long']],
  ])('knows the names of %s', (field, headers) => {
    for (const header of headers) expect(fields(header), header).toEqual([field]);
  });

  it('tells a price by area, a count of pictures and a neighbourhood from what they resemble', () => {
    expect(fields('$/SQUARE FEET', 'Price/SqFt', 'LOT SIZE', 'PhotosCount', 'LOCATION', 'Area', 'YEAR BUILT')).toEqual(
      Array(7).fill(null),
    );
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

  it('prefers the list price, wherever it stands, and reports the other price as unused', () => {
    expect(fields('SoldPrice', 'ListPrice', 'OriginalListPrice')).toEqual([null, 'price', null]);
    expect(fields('ListPrice', 'SoldPrice')).toEqual(['price', null]);
  });

  it('passes over a preferred column without a value', () => {
    expect(recogniseColumns(['ListingKey', 'MLS#'], (index) => index === 1).fields).toEqual([null, 'listingKey']);
  });

  it('of two columns of one name takes the first', () => {
    expect(fields('Price', 'PRICE')).toEqual(['price', null]);
  });

  it('counts the parts of an address to the address', () => {
    const columns = recogniseColumns(['StreetNumber', 'StreetName', 'StreetSuffix', 'Unit #', 'Street #']);
    expect(columns.fields).toEqual(['address', 'address', 'address', 'address', null]);
    expect(hasAddressColumn(columns)).toBe(true);
    expect(hasAddressColumn(recogniseColumns(['StreetNumber', 'City']))).toBe(false);
  });
});
