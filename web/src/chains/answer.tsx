// The answer: the chain as a picture and in words with its sources, other chains, what to do next.
import { at, webAddress } from "../shared/addresses";
import { CopyButton } from "../shared/copying";
import { saveFile } from "../shared/downloads";
import type { Chain, Step } from "./chain";
import type { Network, Source } from "./data";
import type { Found } from "./finder";
import { Picture, savePicture } from "./picture";
import { writeTable } from "./tables";
import { count, formatGeneral, group } from "./wording";

interface Props {
  network: Network;
  found: Found;
  /** The place of the chain that is shown. */
  shown: number;
  supporters: boolean;
  onChoose: (place: number) => void;
  onWiden: () => void;
}

export function Answer({ network, found, shown, supporters, onChoose, onWiden }: Props) {
  const chain = found.chains[shown];
  if (!chain) {
    const joined = !supporters && found.why.includes("\nCounting supporters");
    return (
      <section class="chain-answer">
        <h2>No chain</h2>
        <div class="why">
          {found.why.split("\n").map((line) => <p>{line}</p>)}
        </div>
        {joined && (
          <p>
            <button type="button" onClick={onWiden}>
              Let supporters connect
            </button>
          </p>
        )}
      </section>
    );
  }
  const address = `network/?chain=${chain.ids.map(encodeURIComponent).join(",")}`;
  return (
    <section class="chain-answer" key={chain.ids.join(" ")}>
      <h2>{chain.sayHead()}</h2>
      {found.chains.length > 1 && <Others found={found} shown={shown} onChoose={onChoose} />}
      <Picture chain={chain} title={chain.title} />
      <h3>In words</h3>
      <ol class="steps">
        {chain.steps.map((step) => (
          <li>
            <StepWords network={network} step={step} />
          </li>
        ))}
      </ol>
      <div class="whole">
        {chain.sayWhole().map((line) => <p>{line}</p>)}
      </div>
      <h3>Use this chain</h3>
      <ul class="chain-uses">
        <li>
          <a href={at(address)}>Show in the network</a>
        </li>
        <li>
          <CopyButton what="link" text={() => location.href} />
        </li>
        <Downloads found={found} chain={chain} />
      </ul>
    </section>
  );
}

export function sayResult(found: Found): string {
  const [first] = found.chains;
  if (!first) return found.why.split("\n")[0]!;
  return found.chains.length === 1
    ? `${first.title}.`
    : `${group(found.chains.length)} chains. The best attested: ${first.title}.`;
}

function Others({ found, shown, onChoose }: Pick<Props, "found" | "shown" | "onChoose">) {
  const many = found.chains.length;
  const legend = `${group(many)} chains${found.truncated ? " of more" : ""}, best attested first`;
  return (
    <fieldset class="chain-choice">
      <legend>{legend}</legend>
      {found.chains.map((chain, place) => (
        <label>
          <input
            type="radio"
            name="chain"
            checked={place === shown}
            onChange={() => onChoose(place)}
          />{" "}
          <span>
            {chain.steps
              .map((step) => chain.network.label(step.first.partnership))
              .join(" – ")}{" "}
            <span class="also">
              {count(chain.steps.length, "partnership")}, strength{" "}
              {formatGeneral(chain.strength, 3)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function StepWords({ network, step }: { network: Network; step: Step }) {
  const told = step.memberships.flatMap((one) => one.evidence);
  const against = step.memberships.flatMap((one) =>
    one.objections.map(({ source, line }) => ({
      source,
      line: `${network.label(one.organisation)}: ${line}`,
    })),
  );
  const sources = step.saySources();
  return (
    <>
      <p class="sentence">
        {step.listPieces().map(({ text, node }) =>
          node === undefined ? text : <a href={at(network.path(node))}>{text}</a>,
        )}
        {sources && ` ${sources}`}
      </p>
      {told.length > 0 && (
        <details>
          <summary>
            {told.length === 1 ? "1 piece of evidence" : `${group(told.length)} pieces of evidence`}
          </summary>
          <ul>
            {told.map((piece) => <Line network={network} {...piece} />)}
          </ul>
        </details>
      )}
      {against.length > 0 && (
        <ul class="objections">
          {against.map((piece) => <Line network={network} {...piece} />)}
        </ul>
      )}
    </>
  );
}

/** A line on a source, which leads to its page here and to the document itself. */
function Line({ network, source, line }: { network: Network; source: Source; line: string }) {
  const title = `“${source.title}”`;
  const name = line.includes(title) ? title : `[${source.id}]`;
  const place = line.indexOf(name);
  const address = webAddress(source.address);
  return (
    <li>
      <span class="line">
        {line.slice(0, place)}
        <a href={at(network.pathOf("source", source.id))}>{name}</a>
        {line.slice(place + name.length)}
      </span>
      {address && (
        <>
          {" "}
          <a class="out" href={address} rel="noopener noreferrer">
            document
          </a>
        </>
      )}
    </li>
  );
}

function Downloads({ found, chain }: { found: Found; chain: Chain }) {
  const [start, end] = [chain.ids[0]!, chain.ids.at(-1)!];
  const name = `chain-${start}-${end}`.replace(/[^A-Za-z0-9._-]+/g, "-");
  const texts = () => found.chains.map((one) => one.explain()).join("\n\n");
  const several = found.chains.length > 1;
  return (
    <>
      <li>
        <button
          type="button"
          // Excel on Windows garbles accents where no byte order mark stands first.
          onClick={() => saveFile(`${name}.csv`, `\ufeff${writeTable(found.chains)}`, "text/csv")}
        >
          Download {several ? "all chains" : "the chain"} as a table (CSV)
        </button>
      </li>
      <li>
        <button
          type="button"
          onClick={() => saveFile(`${name}.txt`, `${texts()}\n`, "text/plain;charset=utf-8")}
        >
          Download {several ? "all chains" : "the chain"} as text
        </button>
      </li>
      <li>
        <button
          type="button"
          onClick={() => {
            const svg = document.querySelector<SVGSVGElement>(".chain-picture svg");
            if (svg) saveFile(`${name}.svg`, savePicture(svg), "image/svg+xml");
          }}
        >
          Download the picture (SVG)
        </button>
      </li>
    </>
  );
}
