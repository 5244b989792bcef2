// Which part of the network passes the filters on a day: exactly what `graph.network(…)` and
// `graph.at(day).network(…)` give; a test compares both over many combinations.

import { readDay } from "./days";
import type { Link, Member, Network } from "./data";

export const DIMENSIONS = ["model", "type", "role", "region", "service"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What a reader chose; an empty set lets everything pass. */
export interface Choice {
  model: ReadonlySet<string>;
  type: ReadonlySet<string>;
  role: ReadonlySet<string>;
  region: ReadonlySet<string>;
  service: ReadonlySet<string>;
  supporters: boolean;
  /** "2016-04-01"; "" for all times. */
  day: string;
}

export const EVERYTHING: Choice = {
  model: new Set(),
  type: new Set(),
  role: new Set(),
  region: new Set(),
  service: new Set(),
  supporters: false,
  day: "",
};

/** What is shown, and how many would be if one more option of a filter were ticked. */
export interface Part {
  /** 1 for each link and each node that is shown. */
  links: Uint8Array;
  nodes: Uint8Array;
  ties: number;
  bodies: number;
  memberships: number;
  /** Memberships that rest on a start or an end that no source states; null without a day. */
  unknown: number | null;
  counts: Record<Dimension, Map<string, number>>;
}

const RANKS = ["lead", "commissioner", "provider", "partner"];

/** The members of a link that may have held on a day. */
export function heldOf(link: Link, day: number | null): Member[] {
  if (day === null) return link.members;
  return link.members.filter((one) => one.start <= day && day < one.end);
}

/** The role of a body that has several in one partnership: the strongest. */
export function strongest(members: readonly Member[]): Member {
  const rank = (role: string) => {
    const place = RANKS.indexOf(role);
    return place >= 0 ? place : RANKS.length + Number(role === "supporter");
  };
  return members.reduce((best, one) => (rank(one.role) < rank(best.role) ? one : best));
}

function isSure(one: Member, day: number): boolean {
  return !one.unknown && one.vague.every(({ first, next }) => day < first || day >= next);
}

/** The part of a network that passes. */
export function select(network: Network, choice: Choice): Part {
  const { nodes, links } = network;
  const day = readDay(choice.day);
  const wider = new Map(network.file.regions.map(([code, , held]) => [code, [code, ...held]]));
  const services = network.file.services.map(([code]) => code);
  const part: Part = {
    links: new Uint8Array(links.length),
    nodes: new Uint8Array(nodes.length),
    ties: 0,
    bodies: 0,
    memberships: 0,
    unknown: day === null ? null : 0,
    counts: { model: new Map(), type: new Map(), role: new Map(), region: new Map(), service: new Map() },
  };
  // Each option counts a node once, so what was counted is noted by dimension.
  const counted = {
    model: new Uint8Array(nodes.length),
    type: new Uint8Array(nodes.length),
    region: new Uint8Array(nodes.length),
    service: new Uint8Array(nodes.length),
  };
  const add = (counts: Map<string, number>, codes: readonly string[]) => {
    for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  };
  links.forEach((link, place) => {
    const held = heldOf(link, day);
    if (!held.length) return;
    const [body, tie] = [nodes[link.body]!, nodes[link.tie]!];
    const helps = held.every((one) => one.role === "supporter");
    if (helps && !choice.supporters && !choice.role.has("supporter")) {
      // Ticking "supporter" among the roles would bring it in.
      const others = failing(link, held).filter((name) => name !== "role");
      if (!others.length) add(part.counts.role, ["supporter"]);
      return;
    }
    const fails = failing(link, held);
    if (fails.length > 1) return;
    const only = fails[0];
    const reach = (name: Dimension) => only === undefined || only === name;
    if (reach("role")) add(part.counts.role, [...new Set(held.map((one) => one.role))]);
    if (reach("type") && !counted.type[link.body]) {
      counted.type[link.body] = 1;
      add(part.counts.type, [body.type]);
    }
    if (reach("region") && !counted.region[link.body]) {
      counted.region[link.body] = 1;
      add(part.counts.region, regionsOf(body.region));
    }
    if (reach("model") && !counted.model[link.tie]) {
      counted.model[link.tie] = 1;
      add(part.counts.model, [tie.model]);
    }
    if (reach("service") && !counted.service[link.tie]) {
      counted.service[link.tie] = 1;
      add(part.counts.service, tie.services.map((at) => services[at]!));
    }
    if (only !== undefined) return;
    part.links[place] = 1;
    part.memberships += 1;
    part.bodies += 1 - part.nodes[link.body]!;
    part.ties += 1 - part.nodes[link.tie]!;
    part.nodes[link.body] = part.nodes[link.tie] = 1;
    if (part.unknown !== null && !held.every((one) => isSure(one, day!))) part.unknown += 1;
  });
  return part;

  function regionsOf(region: string): string[] {
    return region ? (wider.get(region) ?? [region]) : [];
  }

  function failing(link: Link, held: readonly Member[]): Dimension[] {
    const [body, tie] = [nodes[link.body]!, nodes[link.tie]!];
    return DIMENSIONS.filter((name) => {
      const chosen = choice[name];
      if (!chosen.size) return false;
      switch (name) {
        case "model":
          return !chosen.has(tie.model);
        case "type":
          return !chosen.has(body.type);
        case "role":
          return !held.some((one) => chosen.has(one.role));
        case "region":
          return !regionsOf(body.region).some((region) => chosen.has(region));
        case "service":
          return !tie.services.some((at) => chosen.has(services[at]!));
      }
    });
  }
}

/** Why nothing is shown, or what is, in a sentence; as `summarise` and `say_day` put it. */
export function describePart(part: Part, choice: Choice, format: (n: number) => string): string {
  const count = (number: number, noun: string) =>
    `${format(number)} ${noun}${number === 1 ? "" : "s"}`;
  const said =
    `${count(part.ties, "partnership")}, ${count(part.bodies, "organisation")}, ` +
    `${count(part.memberships, "membership")}.`;
  if (part.unknown === null) return said;
  if (!part.memberships) return `${said} As of ${choice.day}: there are no ties.`;
  const verb = part.unknown === 1 || part.memberships === 1 ? "rests" : "rest";
  return (
    `${said} As of ${choice.day}: ${format(part.unknown)} of ` +
    `${count(part.memberships, "membership")} ${verb} on a start or end that no source states.`
  );
}
