// How well a membership, and a chain of them, is attested: collaboration/strengths.py.
import type { Membership, Network } from "./data";
import { count, formatGeneral, group } from "./wording";

/** What the strength of a membership follows from. */
export interface Attested {
  independent: number;
  inferred: boolean;
  contradicted: boolean;
}

/** Return the product of the strengths of memberships, rounded once, as Python divides. */
export function measureStrength(memberships: readonly Attested[]): number {
  let [above, below] = [1, 1];
  for (const { independent, inferred, contradicted } of memberships) {
    above *= independent;
    below *= (independent + 1) * (inferred ? 2 : 1) * (contradicted ? 2 : 1);
  }
  // Above that a number may be rounded already, and the quotient would be rounded twice.
  if (below <= Number.MAX_SAFE_INTEGER) return above / below;
  return divide(
    multiply(memberships.map((one) => one.independent)),
    multiply(
      memberships.map(
        (one) =>
          (one.independent + 1) * (one.inferred ? 2 : 1) * (one.contradicted ? 2 : 1),
      ),
    ),
  );
}

function multiply(numbers: readonly number[]): bigint {
  return numbers.reduce((product, number) => product * BigInt(number), 1n);
}

/** Return a quotient of whole numbers, rounded correctly whatever their size. */
export function divide(above: bigint, below: bigint): number {
  if (above === 0n) return 0;
  // Sixty-odd bits of the quotient, and the last set where something is left over.
  const shift = Math.max(0, bits(below) - bits(above) + 66);
  const scaled = above << BigInt(shift);
  let quotient = scaled / below;
  if (quotient * below !== scaled) quotient |= 1n;
  return Number(quotient) * 2 ** -shift;
}

function bits(number: bigint): number {
  return number.toString(2).length;
}

/** Return by how many a membership is attested, and what speaks against it, in words. */
export function sayAttested(one: Membership): string {
  const said = one.independent ? count(one.independent, "independent source") : "no source";
  return [
    said,
    ...(one.inferred ? ["inferred"] : []),
    ...(one.contradicted ? ["contradicted"] : []),
  ].join(", ");
}

/** Return the strength of a chain in words, and which of its memberships is the weakest. */
export function describeStrength(
  network: Network, memberships: readonly Membership[], strength: number,
): string {
  if (!memberships.some((one) => one.independent))
    return "No sources are on record, so nothing is known of the strength of evidence.";
  const shown = formatGeneral(strength, 3);
  const head = `Strength of evidence: ${shown} (a rank, not a probability)`;
  const each = memberships.map((one) => measureStrength([one]));
  const least = Math.min(...each);
  const weak = memberships.filter((_, place) => each[place] === least);
  if (memberships.length > 1 && weak.length === memberships.length) {
    const words = new Set(weak.map(sayAttested));
    if (words.size === 1)
      return `${head}. All memberships are equally well attested: ${[...words][0]} each.`;
  }
  const first = weak[0]!;
  const verb = weak.length === 2 ? "is" : "are";
  const others =
    weak.length > 1 ? `; ${group(weak.length - 1)} of the others ${verb} as weak` : "";
  return (
    `${head}. The weakest membership is that of ${network.label(first.organisation)} in ` +
    `${network.label(first.partnership)}: ${sayAttested(first)}${others}.`
  );
}
