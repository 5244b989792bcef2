// How alike two words are: the share of letters in matching runs, after Ratcliff and Obershelp,
// exactly as Python's difflib counts it (without its rule for popular letters).

/** The words that are nearer than this are taken for misspellings of each other. */
export const NEAR = 0.75;

/** The ratio of two words, 0 to 1. It is not quite symmetric: `other` is searched for runs. */
export function ratio(other: string, word: string): number {
  const length = other.length + word.length;
  return length ? (2 * countMatching(other, 0, other.length, word, 0, word.length)) / length : 1;
}

function countMatching(
  a: string,
  aStart: number,
  aEnd: number,
  b: string,
  bStart: number,
  bEnd: number,
): number {
  // The longest run; of several the one that begins first in a, then first in b.
  let [bestA, bestB, longest] = [aStart, bStart, 0];
  let before = new Int32Array(bEnd - bStart + 1);
  for (let i = aStart; i < aEnd; i += 1) {
    const runs = new Int32Array(bEnd - bStart + 1);
    for (let j = bStart; j < bEnd; j += 1) {
      if (a.charCodeAt(i) !== b.charCodeAt(j)) continue;
      const run = before[j - bStart]! + 1;
      runs[j - bStart + 1] = run;
      if (run > longest) [bestA, bestB, longest] = [i - run + 1, j - run + 1, run];
    }
    before = runs;
  }
  if (!longest) return 0;
  return (
    longest +
    countMatching(a, aStart, bestA, b, bStart, bestB) +
    countMatching(a, bestA + longest, aEnd, b, bestB + longest, bEnd)
  );
}

/**
 * What gives, for each other word, a bound on `ratio` that is quick to find: how many letters the
 * words share in any order. Words consist of ASCII letters and digits.
 */
export function boundRatio(word: string): (other: string) => number {
  const counts = new Int16Array(128);
  for (let i = 0; i < word.length; i += 1) counts[word.charCodeAt(i)]! += 1;
  return (other) => {
    let shared = 0;
    for (let i = 0; i < other.length; i += 1) {
      const letter = other.charCodeAt(i);
      if (counts[letter]! > 0) shared += 1;
      counts[letter]! -= 1;
    }
    for (let i = 0; i < other.length; i += 1) counts[other.charCodeAt(i)]! += 1;
    return (2 * shared) / (other.length + word.length);
  };
}
