// Finding a node by name, former name or code, and going there.

import { useId, useMemo, useState } from "preact/hooks";
import { fold, splitWords } from "../search/words";
import type { Network } from "./data";
import type { Part } from "./select";

interface FindProps {
  network: Network;
  part: Part;
  choose: (node: number) => void;
}

const MOST = 12;

/** The nodes whose names hold every word that was typed; a code or a beginning comes first. */
export function findNodes(
  names: readonly (readonly [number, string, string])[],
  network: Network,
  typed: string,
): number[] {
  const text = fold(typed.trim());
  const words = splitWords(typed);
  if (!text) return [];
  const found = new Map<number, number>();
  for (const [node, name, plain] of names) {
    const known = network.nodes[node]!;
    let rank: number;
    if (fold(known.id) === text || fold(known.code) === text) rank = 0;
    else if (words.length && words.every((word) => plain.includes(word))) {
      rank = fold(name).startsWith(text) ? 1 : 2;
      if (name !== known.label) rank += 2;
    } else if (!words.length && fold(name).includes(text)) rank = 5;
    else continue;
    found.set(node, Math.min(found.get(node) ?? 9, rank));
  }
  const order = new Intl.Collator("en-GB", { numeric: true });
  return [...found]
    .sort(
      ([a, one], [b, other]) =>
        one - other || order.compare(network.nodes[a]!.label, network.nodes[b]!.label),
    )
    .slice(0, MOST)
    .map(([node]) => node);
}

/** Every name by which nodes are found: node, name, the words of it. */
export function listNames(network: Network): [number, string, string][] {
  const named: [number, string][] = network.nodes.map((node, place) => [place, node.label]);
  return [...named, ...network.file.names].map(([node, name]) => [
    node,
    name,
    splitWords(name).join(" "),
  ]);
}

export function Find({ network, part, choose }: FindProps) {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const id = useId();
  const names = useMemo(() => listNames(network), [network]);
  const found = useMemo(() => findNodes(names, network, typed), [names, typed]);
  const take = (node: number | undefined) => {
    if (node === undefined) return;
    setOpen(false);
    setTyped(network.nodes[node]!.label);
    choose(node);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!found.length) return;
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : found.length - 1;
      setActive(open ? (active + step) % found.length : 0);
    } else if (event.key === "Enter") take(found[active]);
    else if (event.key === "Escape") setOpen(false);
    else return;
    event.preventDefault();
  };
  const listed = open && found.length > 0;
  return (
    <div
      class="network-find"
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <label for={`${id}-find`}>Find in the network</label>
      <input
        id={`${id}-find`}
        type="search"
        role="combobox"
        aria-expanded={listed}
        aria-controls={`${id}-found`}
        aria-autocomplete="list"
        aria-activedescendant={listed ? `${id}-${active}` : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        placeholder="Name, former name or code"
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKey}
      />
      <ul id={`${id}-found`} role="listbox" aria-label="Found in the network" hidden={!listed}>
        {found.map((node, place) => (
          <li
            key={node}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === active}
            onPointerDown={(event) => {
              event.preventDefault();
              take(node);
            }}
          >
            {network.nodes[node]!.label}
            <small>
              {network.nodes[node]!.hub ? "partnership" : network.nodes[node]!.code || "organisation"}
              {part.nodes[node] ? "" : ", filtered out"}
            </small>
          </li>
        ))}
      </ul>
      <p class="unseen" role="status">
        {open && typed.trim() ? `${found.length || "nothing"} found` : ""}
      </p>
    </div>
  );
}
