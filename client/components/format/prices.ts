const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** Whole dollars, or words where the listing names no price. */
export function formatPrice(price: number | null): string {
  return price === null ? 'Price on request' : money.format(price);
}

export function formatNumber(value: number): string {
  return number.format(value);
}

/** `1 message`, `2 messages`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}

/** A badge has room for two digits. */
export function shortCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}
