// What is known of the node that was chosen, with links to the pages that hold the evidence.

import { useEffect, useRef } from "preact/hooks";
import { at } from "../shared/addresses";
import { formatCount, formatDate } from "../shared/formats";
import type { Network } from "./data";
import { countSources, evidenceOf, nameOf, pageOf, sayDates, sayRole } from "./facts";
import { heldOf, type Part } from "./select";

interface DetailsProps {
  network: Network;
  part: Part;
  day: number | null;
  node: number;
  /** Changes when the reader asked for the details themselves: they take the focus. */
  entered: number;
  choose: (node: number) => void;
  close: () => void;
}

export function Details({ network, part, day, node, entered, choose, close }: DetailsProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (entered) heading.current?.focus();
  }, [entered]);
  const { file, nodes, links, around } = network;
  const known = nodes[node]!;
  const ties = around[node]!.filter((place) => part.links[place]);
  const hidden = around[node]!.length - ties.length;
  const facts: [string, string][] = known.hub
    ? [
        ["Care model", nameOf(file.models, known.model)],
        ["Number", known.number === null ? "" : String(known.number)],
        ["Place", known.place],
        ["Announced", known.announced && formatDate(known.announced)],
        ["Services", known.services.map((place) => file.services[place]![1]).join(", ")],
      ]
    : [
        ["Type", nameOf(file.types, known.type)],
        ["Code", known.code],
        ["Region", known.region && nameOf(file.regions, known.region)],
        ["Opened", known.opened && formatDate(known.opened)],
        ["Closed", known.closed && formatDate(known.closed)],
      ];
  const order = new Intl.Collator("en-GB", { numeric: true });
  const other = (place: number) => {
    const link = links[place]!;
    return link.body === node ? link.tie : link.body;
  };
  ties.sort((a, b) => order.compare(nodes[other(a)]!.label, nodes[other(b)]!.label));
  return (
    <section
      class="network-details"
      aria-label="Details"
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <button type="button" class="network-close" aria-label="Close the details" onClick={close}>
        ×
      </button>
      <p class="network-kind">{known.hub ? "Partnership" : "Organisation"}</p>
      <h2 ref={heading} tabIndex={-1}>
        {known.label}
      </h2>
      <dl>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <p class="network-ways">
        <a href={pageOf(known)}>Its page, with all evidence</a>
        {!known.hub && (
          <a href={`${at("chains/")}?from=${encodeURIComponent(known.id)}`}>Chains from here</a>
        )}
      </p>
      <h3>
        {known.hub
          ? formatCount(ties.length, "member")
          : `In ${formatCount(ties.length, "partnership")}`}
        {hidden > 0 && <span class="network-hidden"> ({hidden} more are filtered out)</span>}
      </h3>
      <ul class="network-ties">
        {ties.map((place) => {
          const link = links[place]!;
          const held = heldOf(link, day);
          const sources = countSources(held);
          const disputed = held.some((one) => one.disputed);
          return (
            <li key={place}>
              <button type="button" class="network-go" onClick={() => choose(other(place))}>
                {nodes[other(place)]!.label}
              </button>
              <p>
                {[sayRole(network, held), sayDates(held)].filter(Boolean).join(", ")}
                {" · "}
                <a href={evidenceOf(network, link, held[0]!)}>
                  {formatCount(sources, "source")}
                  <span class="unseen"> for {nodes[other(place)]!.label}</span>
                </a>
                {disputed && <strong class="network-disputed"> disputed</strong>}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
