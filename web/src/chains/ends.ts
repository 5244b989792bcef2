// Which organisation a text means: `directory.resolve` of the package.
import { fold, splitWords } from "../search/words";
import type { Finder, Match } from "../search/find";

/** How many names are offered, and how many are looked at before one is settled on. */
export const MOST_OFFERED = 8;

/** The organisation that a text means; null where it means none, or one of several. */
export function settle(finder: Finder, text: string): Match | null {
  const code = fold(text.trim());
  const matches = finder.find(text, MOST_OFFERED).filter((one) => one.kind === "organisation");
  const complete = matches.filter((one) => one.score >= 0.8);
  // A place ("Dudley") that is another name of a body does not alone settle that it is meant.
  const whole = complete.filter(
    (one) =>
      one.score === 1 &&
      (one.name === one.label || fold(one.id) === code || splitWords(one.name).length > 1),
  );
  if (whole.length === 1) return whole[0]!;
  let own = whole.filter((one) => one.name === one.label);
  if (own.length > 1) own = own.filter((one) => fold(one.id) === code);
  if (own.length === 1) return own[0]!;
  return complete.length === 1 ? complete[0]! : null;
}
