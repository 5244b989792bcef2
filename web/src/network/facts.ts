// What is said of nodes and memberships in panel, table and files.

import { at, thingPath } from "../shared/addresses";
import { formatDate } from "../shared/formats";
import type { Link, Member, Network, Node } from "./data";

/** The name of a code in one of the lists of the file. */
export function nameOf(list: readonly (readonly [string, string, ...unknown[]])[], code: string) {
  return list.find(([one]) => one === code)?.[1] ?? code;
}

/** The address of the page of a node. */
export function pageOf(node: Node): string {
  const id = node.hub ? node.id.replace(/^vanguard-/, "") : node.id;
  const kind = node.hub ? "vanguard" : "organisation";
  return at(node.folder ? `id/${kind}/${node.folder}/` : thingPath(kind, id));
}

/** The address of the evidence of a membership, on the page of its partnership. */
export function evidenceOf(network: Network, link: Link, member: Member): string {
  const tie = network.nodes[link.tie]!;
  const claim = member.claim || `${tie.id.replace(/^vanguard-/, "")}-${network.nodes[link.body]!.id}`;
  // Ids that cannot stand in an address as they are have an anchor that is not known here.
  const anchor = /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(claim) ? `#membership-${claim}` : "";
  return `${pageOf(tie)}${anchor}`;
}

/** Role and doubt of memberships of one body in one partnership, in words. */
export function sayRole(network: Network, members: readonly Member[]): string {
  const roles = [...new Set(members.map((one) => nameOf(network.file.roles, one.role)))];
  const doubt = members.every((one) => one.inferred) ? " (inferred)" : "";
  return roles.join(", ") + doubt;
}

/** The dates of a membership in words; "" where none is known. */
export function sayDates(members: readonly Member[]): string {
  return members
    .map(({ from, to }) =>
      [from && `from ${formatDate(from)}`, to && `until ${formatDate(to)}`].filter(Boolean).join(" "),
    )
    .filter(Boolean)
    .join("; ");
}

/** How many sources stand behind memberships. */
export function countSources(members: readonly Member[]): number {
  return members.reduce((most, one) => Math.max(most, one.sources), 0);
}

/** Links of the network that are shown, by partnership and then by name. */
export function sortLinks(network: Network, shown: Uint8Array): number[] {
  const { nodes, links } = network;
  const order = new Intl.Collator("en-GB", { numeric: true });
  const rank = (tie: Node) => tie.number ?? Number.MAX_SAFE_INTEGER;
  return links
    .map((_, place) => place)
    .filter((place) => shown[place])
    .sort((a, b) => {
      const [one, other] = [links[a]!, links[b]!];
      return (
        rank(nodes[one.tie]!) - rank(nodes[other.tie]!) ||
        one.tie - other.tie ||
        order.compare(nodes[one.body]!.label, nodes[other.body]!.label)
      );
    });
}
