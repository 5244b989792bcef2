// The chain finder: two fields, an answer, and an address that says both.
import { useEffect, useMemo, useState } from "preact/hooks";
import { fetchData } from "../shared/data";
import { onReturn, pushState, readState, replaceState } from "../shared/state";
import { Finder, type SearchData } from "../search/find";
import { Answer, sayResult } from "./answer";
import { Combobox } from "./combobox";
import { Network, type Tables } from "./data";
import { MOST_OFFERED, settle } from "./ends";
import { findChains, type Found } from "./finder";

/** What the page is asked: texts of the address and of the fields. */
interface Asked {
  from: string;
  to: string;
  supporters: boolean;
  steps: number | undefined;
  /** The place of the chain that is shown, from 0. */
  chain: number;
}

const LENGTHS = [1, 2, 3, 4, 5];

function readAsked(state: URLSearchParams): Asked {
  const steps = Number(state.get("steps"));
  return {
    from: state.get("from") ?? "",
    to: state.get("to") ?? "",
    supporters: state.get("supporters") === "yes",
    steps: LENGTHS.includes(steps) ? steps : undefined,
    chain: Math.max(0, Math.floor(Number(state.get("chain"))) - 1 || 0),
  };
}

function writeAsked({ from, to, supporters, steps, chain }: Asked) {
  return {
    ...{ from, to },
    supporters: supporters ? "yes" : null,
    steps: steps ? String(steps) : null,
    chain: chain ? String(chain + 1) : null,
  };
}

/** Fetch what the page needs. Rejects with DataError. */
export async function fetchChains(): Promise<[Network, Finder]> {
  const [tables, names] = await Promise.all([
    fetchData<Tables>("data/chains.json"),
    fetchData<SearchData>("data/search.json"),
  ]);
  return [new Network(tables), new Finder({ organisation: names["organisation"] ?? [] })];
}

/** The fields and the answer. */
export function ChainFinder({ network, finder }: { network: Network; finder: Finder }) {
  const [asked, setAsked] = useState(() => readAsked(readState()));
  const [texts, setTexts] = useState(() => nameEnds(network, finder, asked));
  const [faults, setFaults] = useState({ from: "", to: "" });

  const numbers = {
    from: locate(network, finder, asked.from),
    to: locate(network, finder, asked.to),
  };
  const found = useMemo<Found | null>(() => {
    if (numbers.from === undefined || numbers.to === undefined) return null;
    const { supporters, steps } = asked;
    return findChains(network, numbers.from, numbers.to, { supporters, steps });
  }, [network, numbers.from, numbers.to, asked.supporters, asked.steps]);
  const shown = found ? Math.min(asked.chain, Math.max(0, found.chains.length - 1)) : 0;

  useEffect(() => {
    setFaults(findFaults(network, finder, asked));
    return onReturn((state) => {
      const next = readAsked(state);
      setAsked(next);
      setTexts(nameEnds(network, finder, next));
      setFaults(findFaults(network, finder, next));
    });
  }, []);
  useEffect(() => {
    document.title = found ? `${sayTitle(found)} · ${siteName()}` : initialTitle;
  }, [found]);

  /** Ask something else; both ends known make a step in the history. */
  const ask = (changes: Partial<Asked>) => {
    const next = { ...asked, chain: 0, ...changes };
    const names = nameEnds(network, finder, next);
    setAsked(next);
    // What was typed and is settled on nobody yet stays as it is.
    setTexts((typed) => ({ from: names.from || typed.from, to: names.to || typed.to }));
    setFaults(findFaults(network, finder, next));
    pushState(writeAsked(next));
  };
  /** The organisation of a field; what was only typed counts where it means one. */
  const read = (end: "from" | "to") => {
    const number = numbers[end];
    if (number !== undefined) return network.node(number).id;
    return settle(finder, texts[end])?.id ?? "";
  };
  const pick = (end: "from" | "to") => (id: string) => {
    const other = end === "from" ? "to" : "from";
    const known = read(other);
    ask({ [end]: id, [other]: known });
    if (!known) document.querySelector<HTMLInputElement>(`.chain-end [name=${other}]`)?.focus();
  };
  const type = (end: "from" | "to") => (text: string) => {
    setTexts({ ...texts, [end]: text });
    setFaults({ ...faults, [end]: "" });
    setAsked({ ...asked, [end]: "", chain: 0 });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const [from, to] = [read("from"), read("to")];
    if (from && to) {
      ask({ from, to });
      return;
    }
    setFaults({
      from: from ? "" : sayFault(finder, texts.from),
      to: to ? "" : sayFault(finder, texts.to),
    });
    document.querySelector<HTMLInputElement>(`.chain-end [name=${from ? "to" : "from"}]`)?.focus();
  };

  const end = (name: "from" | "to", label: string) => (
    <Combobox
      {...{ label, name, finder }}
      text={texts[name]}
      fault={faults[name]}
      onText={type(name)}
      onPick={pick(name)}
    />
  );
  return (
    <>
      <form class="chain-form" role="search" aria-label="Chains" onSubmit={submit}>
        <div class="chain-ends">
          {end("from", "From")}
          <button
            type="button"
            class="swap"
            onClick={() => {
              setTexts({ from: texts.to, to: texts.from });
              ask({ from: asked.to, to: asked.from });
            }}
          >
            Swap
          </button>
          {end("to", "To")}
        </div>
        <div class="chain-options">
          <label>
            <input
              type="checkbox"
              checked={asked.supporters}
              onChange={(event) => ask({ supporters: event.currentTarget.checked })}
            />{" "}
            Let supporters connect (evaluators, innovation networks, support units)
          </label>
          <label>
            Chains{" "}
            <select
              value={asked.steps ?? ""}
              onChange={(event) => ask({ steps: Number(event.currentTarget.value) || undefined })}
            >
              <option value="">Only the shortest</option>
              {LENGTHS.map((size) => (
                <option value={size}>
                  Up to {size} {size === 1 ? "partnership" : "partnerships"}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">Show the chain</button>
        </div>
      </form>
      {/* An answer begins with the same words, so only what reads aloud says them here. */}
      <p role="status" class={found ? "chain-status unseen" : "chain-status"}>
        {found ? sayResult(found) : "Pick two organisations."}
      </p>
      {found && (
        <Answer
          {...{ network, found, shown }}
          supporters={asked.supporters}
          onWiden={() => ask({ supporters: true })}
          onChoose={(chain) => {
            setAsked({ ...asked, chain });
            replaceState(writeAsked({ ...asked, chain }));
          }}
        />
      )}
    </>
  );
}

/** The organisation that a text of the address means: an id, a code or a name. */
function locate(network: Network, finder: Finder, text: string): number | undefined {
  if (!text) return undefined;
  const known = network.numbers.get(text);
  if (known !== undefined && network.node(known).kind === "organisation") return known;
  const settled = settle(finder, text);
  return settled ? network.numbers.get(settled.id) : undefined;
}

function nameEnds(network: Network, finder: Finder, asked: Asked) {
  const name = (text: string) => {
    const number = locate(network, finder, text);
    return number === undefined ? text : network.label(number);
  };
  return { from: name(asked.from), to: name(asked.to) };
}

function findFaults(network: Network, finder: Finder, asked: Asked) {
  const fault = (text: string) =>
    text && locate(network, finder, text) === undefined ? sayFault(finder, text) : "";
  return { from: fault(asked.from), to: fault(asked.to) };
}

function sayFault(finder: Finder, text: string): string {
  if (!text.trim()) return "Name an organisation.";
  return finder.find(text, MOST_OFFERED).length
    ? "This can mean more than one organisation: choose one of those that are offered."
    : "No organisation has a name like this. Try fewer words, or a code.";
}

const initialTitle = document.title;

function siteName(): string {
  return initialTitle.split(" · ").at(-1) ?? "";
}

function sayTitle(found: Found): string {
  return found.chains[0]?.title ?? "No chain";
}
