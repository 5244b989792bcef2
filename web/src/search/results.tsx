// What was found, as the list below the search field and as the search page show it.

import { at, thingPath } from "../shared/addresses";
import { formatCount, formatNumber } from "../shared/formats";
import type { Match } from "./find";

/** Words for the kinds of thing: one, several. */
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  organisation: ["Organisation", "Organisations"],
  vanguard: ["Vanguard", "Vanguards"],
  service: ["Service", "Services"],
  source: ["Source", "Sources"],
};

/** What was found of one kind, best first. */
export interface Group {
  kind: string;
  title: string;
  matches: Match[];
}

/** The matches by kind; the kind of the best one stands first. */
export function groupByKind(matches: readonly Match[]): Group[] {
  const groups = new Map<string, Match[]>();
  for (const match of matches) {
    groups.set(match.kind, [...(groups.get(match.kind) ?? []), match]);
  }
  return [...groups].map(([kind, found]) => ({
    kind,
    title: KINDS[kind]?.[found.length === 1 ? 0 : 1] ?? kind,
    matches: found,
  }));
}

/** The address of the page of a match. */
export function addressOf(match: Match): string {
  return at(thingPath(match.kind, match.id, match.folder));
}

/**
 * What is said of a match besides its name: its id, and the other name or code that matched.
 * The id of a service is its name once more, so it is not said.
 */
export function describeMatch({ kind, id, label, name }: Match): string {
  const shown = kind === "vanguard" ? `vanguard ${id}` : kind === "service" ? "" : id;
  if (name === label) return shown;
  // A code has digits and no blanks: E38000046.
  const other = /^\S*\d\S*$/.test(name) ? `code ${name}` : `also “${name}”`;
  return shown ? `${shown}, ${other}` : other;
}

/** How many were found, in words. */
export function describeCount(matches: readonly Match[], most: number): string {
  if (!matches.length) return "Nothing found";
  return matches.length === most
    ? `The nearest ${formatNumber(most)} found`
    : `${formatCount(matches.length, "thing")} found`;
}

/** The list of the search page, as `search_page.py` makes it. */
export function ResultList({ matches }: { matches: readonly Match[] }) {
  return (
    <>
      {groupByKind(matches).map(({ kind, title, matches: found }) => (
        <section key={kind} aria-labelledby={`found-${kind}`}>
          <h2 id={`found-${kind}`}>
            {title} ({formatNumber(found.length)})
          </h2>
          <ul class="found">
            {found.map((match) => (
              <li key={match.id}>
                <a href={addressOf(match)}>{match.label}</a>{" "}
                <span class="detail">{describeMatch(match)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
