// How numbers, names and lists are put in sentences: findings/wording.py of the package.

/** Return a whole number with a comma between thousands. */
export function group(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Return a number with its noun: `1 pair`, `2,000 pairs`. */
export function count(number: number, noun: string): string {
  return `${group(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** Return words as a list: `a`, `a and b`, `a, b and c`; past `most`, how many more. */
export function joinWords(words: readonly string[], most = words.length): string {
  const shown = words.slice(0, most);
  const between = shown.some((word) => word.includes(",")) ? "; " : ", ";
  if (shown.length < words.length)
    return `${shown.join(between)} and ${group(words.length - shown.length)} more`;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(between)} and ${shown.at(-1)}`;
}

/** Compare texts as Python does, by code points: UTF-16 puts some rare letters elsewhere. */
export function compareTexts(one: string, other: string): number {
  const size = Math.min(one.length, other.length);
  for (let place = 0; place < size; place++) {
    const a = one.charCodeAt(place);
    const b = other.charCodeAt(place);
    if (a === b) continue;
    const high = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
    return high(a) - high(b);
  }
  return one.length - other.length;
}

/** Return a number with so many significant digits as Python's format `g` does. */
export function formatGeneral(value: number, most: number): string {
  if (value === 0) return "0";
  const [digits, exponent] = round(value, most);
  if (exponent < -4 || exponent >= most) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${trim(`${digits[0]}.${digits.slice(1)}`)}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return trim(`0.${"0".repeat(-exponent - 1)}${digits}`);
  return trim(`${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`);
}

/** Return the first digits of a positive number and its exponent; halves are rounded to even. */
function round(value: number, most: number): [string, number] {
  // Long enough for every number that lies halfway; JavaScript itself rounds these up.
  const [written, tail] = value.toExponential(60).split("e") as [string, string];
  const all = written.replace(".", "");
  const rest = all.slice(most);
  const half = `5${"0".repeat(rest.length - 1)}`;
  const odd = Number(all[most - 1]) % 2 === 1;
  const up = rest > half || (rest === half && odd) ? 1n : 0n;
  const digits = String(BigInt(all.slice(0, most)) + up);
  return digits.length > most
    ? [digits.slice(0, most), Number(tail) + 1]
    : [digits, Number(tail)];
}

function trim(text: string): string {
  return text.includes(".") ? text.replace(/\.?0*$/, "") : text;
}
