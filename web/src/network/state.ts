// What was chosen, as the address of the page says it: the same names as in network_page.py.

import { fold } from "../search/words";
import type { NetworkFile } from "./data";
import { readDay } from "./days";
import { DIMENSIONS, EVERYTHING, type Choice, type Dimension } from "./select";

/** All that a permanent link of the page keeps. */
export interface State {
  choice: Choice;
  /** The id of the node whose details are open; "" for none. */
  selected: string;
  /** Ids of a chain that is shown, in order. */
  chain: string[];
}

/** What an address asks for that is nothing here, as it was written. */
export type Unknown = readonly string[];

const split = (text: string | null) =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

/** The codes and names of what each filter knows. */
function listKnown(file: NetworkFile): Record<Dimension, readonly (readonly unknown[])[]> {
  return {
    model: file.models, type: file.types, role: file.roles, region: file.regions,
    service: file.services,
  };
}

/**
 * What the address says: options by code or by name, as `graph.network` takes them. What is no
 * option here lets nothing pass, and a day that is none is left out; both are named beside the state.
 */
export function readChoice(address: URLSearchParams, file: NetworkFile): [State, Unknown] {
  const choice = { ...EVERYTHING };
  const unknown: string[] = [];
  const known = listKnown(file);
  for (const name of DIMENSIONS) {
    const chosen = new Set<string>();
    for (const text of split(address.get(name))) {
      const found =
        known[name].find(([code]) => code === text) ??
        known[name].find(([code, label]) =>
          [code, label].some((one) => fold(String(one)) === fold(text)),
        );
      chosen.add(String(found?.[0] ?? text));
      if (!found) unknown.push(text);
    }
    choice[name] = chosen;
  }
  choice.supporters = address.get("supporters") === "yes";
  const day = (address.get("day") ?? "").trim();
  choice.day = readDay(day) === null ? "" : day;
  if (day && !choice.day) unknown.push(day);
  const state = {
    choice, selected: address.get("selected") ?? "", chain: split(address.get("chain")),
  };
  return [state, unknown];
}

/** The values of the address for a state; null takes a name out. */
export function writeChoice({ choice, selected, chain }: State): Record<string, string | null> {
  const values: Record<string, string | null> = {};
  for (const name of DIMENSIONS) values[name] = [...choice[name]].sort().join(",") || null;
  values["supporters"] = choice.supporters ? "yes" : null;
  values["day"] = choice.day || null;
  values["selected"] = selected || null;
  values["chain"] = chain.join(",") || null;
  return values;
}
