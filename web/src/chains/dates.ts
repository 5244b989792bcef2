// Whether the memberships of a chain held on one day: collaboration/periods.py, and edges.py.
import type { Membership, Network } from "./data";
import { count, group } from "./wording";

interface Bound {
  place: number;
  of: Membership;
}

/** Return whether all memberships can have held on one day, and what rests on unknown dates. */
export function describeDates(network: Network, memberships: readonly Membership[]): string {
  if (network.tables.about.as_of) return "";
  let last: Bound | undefined;
  let first: Bound | undefined;
  for (const of of memberships) {
    if (of.start >= 0 && (!last || of.start > last.place)) last = { place: of.start, of };
    if (of.end >= 0 && (!first || of.end < first.place)) first = { place: of.end, of };
  }
  const dated = memberships.filter((one) => one.dates).length;
  const said = (bound: Bound) => network.days[bound.place]!.said;
  if (last && first && last.place >= first.place)
    return (
      `They cannot all have held on one day: ${name(network, first.of)} had ended by ` +
      `${said(first)}, ${name(network, last.of)} did not begin before ${said(last)}.`
    );
  if (!dated)
    return memberships.length === 1
      ? "No source on record dates the membership."
      : "No source on record dates these memberships; nothing known speaks against their all " +
          "having held on one day.";
  let text = `Sources date ${group(dated)} of ${count(memberships.length, "membership")}`;
  if (memberships.length > 1)
    text += `; all could have held on one day${sayWindow(network, last, first)}`;
  const unknown = memberships.filter((one) => !one.bounded).length;
  if (!unknown) return `${text}.`;
  const all = unknown === memberships.length && unknown > 1;
  const rests = unknown === 1 ? "rests" : "rest";
  const many = all ? "all of them" : group(unknown);
  return `${text}, though ${many} ${rests} on a start or end that no source states.`;
}

function sayWindow(network: Network, last?: Bound, first?: Bound): string {
  const begun = last ? network.days[last.place]!.said : "";
  const final = first ? network.days[first.place]!.before : "";
  if (last && first) return begun === final ? `, ${begun}` : ` from ${begun} to ${final}`;
  if (last) return ` from ${begun} on`;
  return first ? ` up to ${final}` : "";
}

function name(network: Network, one: Membership): string {
  return `that of ${network.label(one.organisation)} in ${network.label(one.partnership)}`;
}

/** Return of what day the network is, and how much of a way rests on unknown bounds. */
export function sayDay(network: Network, way: readonly number[]): string {
  const { start, as_of } = network.tables.about;
  if (!start || !as_of) return start && `${start}.`;
  const found: Membership[] = [];
  const held = [...new Set(way)].sort((a, b) => a - b);
  for (const one of held)
    for (const tie of held)
      if (network.isMember(one, tie)) found.push(network.membership(one, tie));
  if (!found.length) return `${start}: there are no ties.`;
  if (!found.some((one) => one.told)) return `${start}.`;
  const unknown = found.filter((one) => !one.sure).length;
  const noun = found.length === 1 ? "tie" : "ties";
  const verb = unknown === 1 || found.length === 1 ? "rests" : "rest";
  return (
    `${start}: ${group(unknown)} of ${group(found.length)} ${noun} ${verb} on a start or end ` +
    "that no source states."
  );
}
