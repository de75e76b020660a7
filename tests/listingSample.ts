/**
 * An export of 985 listings as tests import it: the real one where it lies beside the project, and always one made with its habits: CR line
 * ends, shouting, zeros and prices like 0 for what is unknown, three homes listed twice alike and one at two prices.
 */
import { existsSync, readFileSync } from 'node:fs';

const realFile = new URL('../../shared/data/sacramento-listings.csv', import.meta.url);

const header = 'street,city,zip,state,beds,baths,sq__ft,type,sale_date,price,latitude,longitude';
const firstRow =
  '3526 HIGH ST,SACRAMENTO,95838,CA,2,1,836,Residential,Wed May 21 00:00:00 EDT 2008,59222,38.631913,-121.434879';
const unknownSizes =
  '17 SERASPI CT,SACRAMENTO,95834,CA,0,0,0,Residential,Wed May 21 00:00:00 EDT 2008,206000,38.63,-121.5';
const prices = ['68212', '0', '', '"$1,250,000"', '4897', 'Call for price', '350k'];
const streets = [
  '14TH AVE',
  'CRYSTALWOOD CIR',
  'CRYSTALWOOD WAY',
  'E ST',
  'LAGUNA OAKS DR Unit 126',
  'VISTA DE MADERA',
];

function madeListings(): string {
  const made = Array.from({ length: 978 }, (_, index) => {
    const street = `${index + 1} ${streets[index % streets.length]}`;
    const price = prices[index % prices.length];
    return `${street},LINCOLN,95648,CA,${index % 5},${index % 4},${900 + index},Condo,,${price},38.88,-121.28`;
  });
  const repeated = made.slice(100, 103);
  const repriced = (price: number) => `1223 LAMBERTON CIR,SACRAMENTO,95838,CA,3,2,1370,Condo,,${price},38.64,-121.43`;
  const rows = [firstRow, unknownSizes, repriced(155_435), ...made, ...repeated, repriced(155_500)];
  return [header, ...rows, ''].join('\r');
}

/** Each file with its name. */
export const sampleFiles: [name: string, csv: string][] = [
  ['made', madeListings()],
  ...(existsSync(realFile) ? [['real', readFileSync(realFile, 'utf8')] as [string, string]] : []),
];
