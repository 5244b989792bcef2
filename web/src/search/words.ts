// Names taken apart into words that can be compared, as `matching.py` does it.
//
// Search in the browser must find what the library finds, in the same order. What stands here and
// in likeness.ts and find.ts follows that module line by line; a test compares the two.

const WRITTEN_OUT: ReadonlyMap<string, readonly string[]> = new Map([
  ["ccg", ["clinical", "commissioning", "group"]],
  ["ccgs", ["clinical", "commissioning", "groups"]],
  ["ft", ["foundation", "trust"]],
  ["nhsft", ["foundation", "trust"]],
  ["icb", ["integrated", "care", "board"]],
  ["mbc", ["metropolitan", "borough", "council"]],
  ["cvs", ["council", "for", "voluntary", "service"]],
  ["hosp", ["hospital"]],
  ["hosps", ["hospitals"]],
  ["uni", ["university"]],
  ["st", ["saint"]],
]);

const WEIGHTLESS = new Set(["nhs", "the", "of", "and", "for", "in", "a", "s"]);

// Words that many bodies carry say little about which of them is meant.
const COMMON = new Set(
  (
    "clinical commissioning group groups foundation trust hospital hospitals council city county " +
    "borough metropolitan district university healthcare health care service services community " +
    "partnership vanguard integrated board medical centre practice surgery network"
  ).split(" "),
);

const COMMON_WEIGHT = 0.3;
// A short word that no name has is a short form misspelt: it must not hide the others.
const SHORT = 4;

/** A text without differences of case, as Python's casefold gives it for letters of Europe. */
export function fold(text: string): string {
  return text.toLowerCase().replaceAll("ß", "ss");
}

const ASCII = /^[\x00-\x7f]*$/;

/** The words of a name in a form that can be compared. */
export function splitWords(text: string): string[] {
  let plain = fold(text);
  // Most names are plain, and there may be tens of thousands of them.
  if (!ASCII.test(plain)) plain = plain.normalize("NFKD").replace(/\p{Mn}/gu, "");
  plain = plain.replace(/['’`]/g, "").replaceAll("&", " and ");
  const words = [];
  for (const word of plain.match(/[a-z0-9]+/g) ?? []) {
    const whole = WRITTEN_OUT.get(word);
    if (whole) words.push(...whole);
    else words.push(word);
  }
  return words;
}

/** The words that say something about which body is meant. */
export function dropWeightless(words: readonly string[]): string[] {
  return words.filter(isWeighty);
}

function isWeighty(word: string): boolean {
  return !WEIGHTLESS.has(word);
}

/** How much a word of a search counts; `known` says whether some name has this very word. */
export function weigh(word: string, known: boolean): number {
  return COMMON.has(word) || (word.length <= SHORT && !known) ? COMMON_WEIGHT : 1;
}
