// Rows as a table: pages of it, sorted as one likes, things as links.

import { useMemo } from "preact/hooks";
import { type Answer, type Term, compareTerms, isAddress, isNumber } from "./answers";
import { linkOf, shorten } from "./terms";

export const PAGE = 100;

interface Props {
  answer: Answer;
  prefixes: Record<string, string>;
  root: string;
  // The column that it is sorted by, with a hyphen before it for the other way round.
  sort: string;
  page: number;
  onSort: (sort: string) => void;
  onPage: (page: number) => void;
  onQuery: (text: string) => void;
}

export function Table(props: Props) {
  const { answer, sort, page } = props;
  const rows = useMemo(() => {
    const column = answer.columns.indexOf(sort.replace(/^-/, ""));
    if (column < 0) return answer.rows;
    const way = sort.startsWith("-") ? -1 : 1;
    return [...answer.rows].sort(
      (one, other) => way * compareTerms(one[column] ?? null, other[column] ?? null),
    );
  }, [answer, sort]);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const at = Math.min(page, pages - 1);
  const shown = rows.slice(at * PAGE, (at + 1) * PAGE);
  const noun = answer.kind === "graph" ? "triples" : "rows";
  return (
    <>
      <div class="table" tabIndex={0} role="region" aria-label={`Result: ${noun}`}>
        <table>
          <thead>
            <tr>
              {answer.columns.map((name) => <Head key={name} name={name} {...props} />)}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, number) => (
              <tr key={at * PAGE + number}>
                {row.map((term, place) => (
                  <td key={place} class={isNumber(term) ? "number" : undefined}>
                    {term && <Cell term={term} {...props} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <nav class="query-tools" aria-label="Pages of the result">
          <button type="button" disabled={at === 0} onClick={() => props.onPage(at - 1)}>
            Previous
          </button>
          <span role="status">
            {`${noun} ${at * PAGE + 1} to ${at * PAGE + shown.length} of `}
            {rows.length.toLocaleString("en-GB")}
          </span>
          <button type="button" disabled={at === pages - 1} onClick={() => props.onPage(at + 1)}>
            Next
          </button>
        </nav>
      )}
    </>
  );
}

function Head({ name, sort, onSort }: Props & { name: string }) {
  const up = sort === name;
  const down = sort === `-${name}`;
  return (
    <th scope="col" aria-sort={up ? "ascending" : down ? "descending" : undefined}>
      <button type="button" class="query-sort"
        onClick={() => onSort(up ? `-${name}` : down ? "" : name)}>
        {name}
        <span aria-hidden="true">{up ? " ▲" : down ? " ▼" : " ↕"}</span>
      </button>
    </th>
  );
}

function Cell({ term, prefixes, root, onQuery }: Props & { term: Term }) {
  if (term.type === "uri") {
    const target = linkOf(term.value, root);
    const shown = shorten(term.value, prefixes);
    if (!target) return <span>{shown}</span>;
    if (target.kind === "query") {
      return (
        <a href={target.href} title={`Triples of ${term.value}`}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onQuery(`DESCRIBE <${term.value}>`);
          }}>
          {shown}
        </a>
      );
    }
    return target.kind === "page" ? <a href={target.href} title={term.value}>{shown}</a>
      : <Away address={target.href} text={shown} />;
  }
  if (term.type === "bnode") return <span>{`_:${term.value}`}</span>;
  if (isAddress(term) && /^https?:\/\//i.test(term.value)) {
    return <Away address={term.value} text={term.value} />;
  }
  return (
    <span>
      {term.value}
      {term["xml:lang"] && <small class="query-tag">{` @${term["xml:lang"]}`}</small>}
    </span>
  );
}

function Away({ address, text }: { address: string; text: string }) {
  return <a href={address} target="_blank" rel="noopener noreferrer">{text}</a>;
}
