// A chain in words: collaboration/chains.py and collaboration/steps.py.
import { describeDates, sayDay } from "./dates";
import type { Membership, Network, Source } from "./data";
import { describeStrength, measureStrength } from "./strengths";
import { count, joinWords } from "./wording";

const MOST_SOURCES = 3;

/** A piece of a sentence; one with a node is its name. */
export interface Piece {
  text: string;
  node?: number;
}

/** Two organisations in one partnership. */
export class Step {
  constructor(
    private readonly network: Network,
    readonly first: Membership,
    readonly last: Membership,
  ) {}

  get memberships(): Membership[] {
    return [this.first, this.last];
  }

  /** Return the step as a sentence in pieces, with the dates that sources give. */
  listPieces(): Piece[] {
    const [start, end, between] = [
      this.first.organisation, this.last.organisation, this.first.partnership,
    ];
    const tie = this.network.node(between);
    const name = (node: number) => ({ text: this.network.label(node), node });
    return [
      name(start),
      { text: ` (${this.first.said}) and ` },
      name(end),
      { text: ` (${this.last.said}) both belonged to ${tie.before}` },
      name(between),
      { text: `${tie.after}.${this.memberships.map((one) => this.sayDates(one)).join("")}` },
    ];
  }

  private sayDates(one: Membership): string {
    const label = this.network.label(one.organisation);
    return one.dates ? ` ${label} belonged to it ${one.dates}.` : "";
  }

  /** Return the step as a sentence; with `sources` it names who says so, and of when. */
  tell(sources: boolean): string {
    const said = this.listPieces().map((piece) => piece.text).join("");
    return `${said} ${sources ? this.saySources() : ""}`.trimEnd();
  }

  /** Return who says so, and of when: a publisher is named once, whatever it published. */
  saySources(): string {
    const years = new Map<string, string[]>();
    for (const one of this.memberships)
      for (const { source } of one.evidence) {
        const known = years.get(source.name) ?? [];
        if (!known.includes(source.year)) known.push(source.year);
        years.set(source.name, known);
      }
    const names = [...years].map(([name, known]) => sayYears(name, known));
    return names.length ? `This is according to ${joinWords(names, MOST_SOURCES)}.` : "";
  }

  /** Return the step with a line for each source, and one for each that says otherwise. */
  explain(): string {
    const lines = [this.tell(true)];
    for (const one of this.memberships) {
      const label = this.network.label(one.organisation);
      lines.push(...one.evidence.map((piece) => `    ${piece.line}`));
      lines.push(...one.objections.map((piece) => `    ${label}: ${piece.line}`));
    }
    return lines.join("\n");
  }

  /** The sources that the step rests on. */
  get sources(): Source[] {
    return this.memberships.flatMap((one) => one.evidence.map((piece) => piece.source));
  }
}

function sayYears(name: string, years: string[]): string {
  const dated = years.filter(Boolean).sort();
  if (!dated.length) return name;
  return `${name} (${joinWords([...dated, ...(years.includes("") ? ["undated"] : [])])})`;
}

/** A way from one organisation to another through partnerships. */
export class Chain {
  readonly steps: Step[] = [];
  readonly memberships: Membership[];
  readonly strength: number;

  constructor(
    readonly network: Network,
    readonly way: readonly number[],
  ) {
    for (let place = 0; place + 2 < way.length; place += 2) {
      const [start, tie, end] = way.slice(place, place + 3) as [number, number, number];
      const [first, last] = [network.membership(start, tie), network.membership(end, tie)];
      this.steps.push(new Step(network, first, last));
    }
    this.memberships = this.steps.flatMap((step) => step.memberships);
    this.strength = measureStrength(this.memberships);
  }

  get ids(): string[] {
    return this.way.map((node) => this.network.node(node).id);
  }

  get title(): string {
    const [start, end] = [this.way[0]!, this.way.at(-1)!].map((node) => this.network.label(node));
    return `${start} to ${end}: a chain of ${count(this.steps.length, "partnership")}`;
  }

  /** Return the title, with how many memberships are inferred and contradicted. */
  sayHead(): string {
    const inferred = this.memberships.filter((one) => one.inferred).length;
    const contradicted = this.memberships.filter((one) => one.contradicted).length;
    return (
      this.title +
      (inferred ? `, ${inferred} of the memberships inferred` : "") +
      (contradicted ? `, ${contradicted} of the memberships contradicted` : "")
    );
  }

  /** Return what is known of the chain as a whole, in sentences. */
  sayWhole(): string[] {
    return [
      describeStrength(this.network, this.memberships, this.strength),
      describeDates(this.network, this.memberships),
      this.warn(),
      sayDay(this.network, this.way),
    ].filter(Boolean);
  }

  /** Return the chain in words, with the evidence of every step. */
  explain(): string {
    const lines = this.steps.map((step, place) => `${place + 1}. ${step.explain()}`);
    return [this.sayHead(), ...lines, ...this.sayWhole()].join("\n");
  }

  /** Say which bodies on the way may be several branches, unrelated to each other. */
  private warn(): string {
    const between = this.way.filter((_, place) => place && place % 2 === 0).slice(0, -1);
    const wide = between.map((node) => this.network.node(node)).filter((node) => node.wide);
    if (!wide.length) return "";
    return (
      `Of ${joinWords(wide.map((node) => node.label))} no place is on record: whether the same ` +
      "branch is meant on both sides, the sources do not say."
    );
  }
}
