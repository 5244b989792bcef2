// The same as a table: the memberships that are shown, as they are filtered.

import { render } from "preact";
import { useMemo, useState } from "preact/hooks";
import { formatCount, formatNumber } from "../shared/formats";
import type { Network } from "./data";
import { countSources, evidenceOf, nameOf, pageOf, sayDates, sayRole, sortLinks } from "./facts";
import { heldOf, type Part } from "./select";

const FIRST = 100;
const MORE = 400;

interface RowsProps {
  network: Network;
  part: Part;
  day: number | null;
}

/** Put the table in the place of the one that came with the page. */
export function renderRows(place: Element, props: RowsProps): void {
  render(<Rows {...props} />, place);
}

function Rows({ network, part, day }: RowsProps) {
  const [most, setMost] = useState(FIRST);
  const { file, nodes, links } = network;
  const sorted = useMemo(() => sortLinks(network, part.links), [part]);
  const shown = sorted.slice(0, most);
  if (!sorted.length) return <p>No partnership or organisation passes the filters.</p>;
  const names = ["Partnership", "Care model", "Organisation", "Type", "Role", "Region", "Dates", "Sources"];
  const caption = `${formatCount(sorted.length, "membership")}, by partnership`;
  return (
    <>
      <div class="table stacked" tabIndex={0} role="region" aria-label={caption}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((place) => {
              const link = links[place]!;
              const [body, tie] = [nodes[link.body]!, nodes[link.tie]!];
              const held = heldOf(link, day);
              const cells = [
                nameOf(file.models, tie.model),
                <a href={pageOf(body)}>{body.label}</a>,
                nameOf(file.types, body.type),
                sayRole(network, held),
                body.region && nameOf(file.regions, body.region),
                sayDates(held),
                <a href={evidenceOf(network, link, held[0]!)}>
                  {formatNumber(countSources(held))}
                  <span class="unseen"> for {body.label}</span>
                </a>,
              ];
              return (
                <tr key={place}>
                  <th scope="row">
                    <a href={pageOf(tie)}>{tie.label}</a>
                  </th>
                  {cells.map((cell, column) => (
                    <td
                      key={column}
                      data-name={names[column + 1]}
                      class={cell === "" ? "empty" : column === 6 ? "number" : undefined}
                    >
                      {cell}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {sorted.length > most && (
        <p>
          <button type="button" onClick={() => setMost(most + MORE)}>
            Show {formatNumber(Math.min(MORE, sorted.length - most))} more of{" "}
            {formatNumber(sorted.length)}
          </button>
        </p>
      )}
    </>
  );
}
