// What a query gave: a table, a network, a yes or no, or what is wrong; and how to save it.

import type { Answer } from "./answers";
import { MOST_ASKED, MOST_KEPT } from "./answers";
import { Drawing } from "./drawing";
import type { Fault } from "./faults";
import { FORMATS, type Format } from "./messages";
import { Table } from "./table";

interface Props {
  answer: Answer | null;
  fault: Fault | null;
  // Names in the query that the graph does not have.
  unknown: string[];
  prefixes: Record<string, string>;
  root: string;
  view: string;
  sort: string;
  page: number;
  onView: (view: string) => void;
  onSort: (sort: string) => void;
  onPage: (page: number) => void;
  onQuery: (text: string) => void;
  onSave: (format: Format) => void;
  onCopy: () => void;
}

const OFFERED: Record<Answer["kind"], Format[]> = {
  rows: ["csv", "tsv", "json", "xml"],
  boolean: ["json", "xml"],
  graph: ["turtle", "ntriples"],
};

export function Result(props: Props) {
  const { answer, fault } = props;
  if (fault) {
    const place = fault.line ? `Line ${fault.line}, column ${fault.column}: ` : "";
    return (
      <div class="query-fault" role="alert" id="outcome">
        <p>
          <strong>{`${place}${fault.message}`}</strong>
        </p>
        {fault.remedy && <p>{fault.remedy}</p>}
      </div>
    );
  }
  if (!answer) return null;
  const drawn = answer.kind === "graph" && props.view === "network";
  return (
    <section id="outcome" aria-labelledby="outcome-title">
      <h2 id="outcome-title">Result</h2>
      <p role="status">{count(answer)}</p>
      {isEmpty(answer) && props.unknown.length > 0 && (
        <p class="query-unknown">
          {`Nothing in this graph is called ${props.unknown.join(", ")}. `}
          Names are offered as you type, with Ctrl and Space at any place.
        </p>
      )}
      {answer.kind === "graph" && answer.total > 0 && (
        <div class="query-tools" role="group" aria-label="How to show the triples">
          {["", "network"].map((view) => (
            <button key={view} type="button" aria-pressed={props.view === view}
              onClick={() => props.onView(view)}>
              {view ? "Network" : "Table"}
            </button>
          ))}
        </div>
      )}
      <div class="query-tools" role="group" aria-label="Save and share">
        {OFFERED[answer.kind].map((format) => (
          <button key={format} type="button" onClick={() => props.onSave(format)}>
            {`Save as ${FORMATS[format].label}`}
          </button>
        ))}
        <button type="button" onClick={props.onCopy}>Copy link</button>
      </div>
      {drawn && <Drawing rows={answer.rows} prefixes={props.prefixes} />}
      {answer.kind !== "boolean" && answer.total > 0 && !drawn
        && <Table {...props} answer={answer} />}
    </section>
  );
}

function isEmpty(answer: Answer): boolean {
  return answer.kind === "boolean" ? !answer.boolean : !answer.total;
}

// Returns how much there is, in words.
export function count(answer: Answer): string {
  const took = `${answer.seconds.toFixed(2)} s`;
  if (answer.kind === "boolean") return `${answer.boolean ? "Yes" : "No"} (${took}).`;
  const noun = answer.kind === "graph" ? "triple" : "row";
  if (!answer.total) return `No ${noun}s (${took}).`;
  const total = answer.total.toLocaleString("en-GB");
  const nouns = answer.total === 1 ? noun : `${noun}s`;
  const more = answer.cut
    ? ` There are more than ${MOST_ASKED.toLocaleString("en-GB")}; `
      + "the rest is left out, also of files."
    : "";
  const shown = answer.total > MOST_KEPT
    ? ` The first ${MOST_KEPT.toLocaleString("en-GB")} are shown; a saved file has all ${total}.`
    : "";
  return `${total} ${nouns} (${took}).${shown}${more}`;
}
