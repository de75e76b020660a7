/** An agent's export of listings, the same every time. */
import { createRandom } from '../../tests/random.ts';

const header =
  'MLS Number,Street Address,City,State,Zip,List Price,Beds,Baths,Sq Ft,Property Type,Status,Photo,Latitude,Longitude';
const streets = [
  'Elm Street',
  'Oak Avenue',
  'Laguna Oaks Drive',
  'Vista de Madera',
  '14th Avenue',
  'Crystalwood Circle',
];
const towns: [city: string, zip: string][] = [
  ['Sacramento', '95838'],
  ['Lincoln', '95648'],
  ['Elk Grove', '95758'],
  ['Roseville', '95678'],
];
const types = ['Residential', 'Condo', 'Multi-Family', 'Townhouse'];
const statuses = ['Active', 'Pending', 'Coming Soon'];

export function listingsCsv(rows: number): string {
  const random = createRandom(4);
  const whole = (low: number, high: number) => Math.floor(random.between(low, high));
  const lines = Array.from({ length: rows }, (_, index) => {
    const [city, zip] = random.pick(towns);
    const unit = random.chance(0.2) ? ` Unit ${whole(1, 200)}` : '';
    return [
      `ML${8_100_000 + index}`,
      `${100 + index} ${random.pick(streets)}${unit}`,
      city,
      'CA',
      zip,
      `"$${(whole(150, 1_500) * 1_000).toLocaleString('en')}"`,
      whole(1, 6),
      whole(2, 8) / 2,
      whole(600, 4_000),
      random.pick(types),
      random.pick(statuses),
      `https://photos.example.com/listings/${8_100_000 + index}/front.jpg`,
      random.between(38.2, 38.9).toFixed(6),
      random.between(-121.6, -121.1).toFixed(6),
    ].join(',');
  });
  return [header, ...lines, ''].join('\r\n');
}
