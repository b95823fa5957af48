// Sums of exact decimals with up to 4 places, as the API writes them. Never floating point: 0.1 + 0.2 is 0.3.
const PLACES = 4;

export function sumOf(decimals) {
  return written(decimals.reduce((sum, decimal) => sum + units(decimal), 0n));
}

/** For lengths of bars and order only. */
export const nearly = (decimal) => Number(decimal);

function units(decimal) {
  const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(decimal) ?? refuse(decimal);
  const size = BigInt(whole + (fraction ?? '').padEnd(PLACES, '0'));
  return sign ? -size : size;
}

function refuse(decimal) {
  throw new RangeError(`not an amount with up to ${PLACES} places: ${decimal}`);
}

function written(units) {
  const digits = (units < 0n ? -units : units).toString().padStart(PLACES + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
}
