// The answer that a server put into the page, so that the query is not evaluated once more.

import { type Answer, readList, readResults } from "./answers";
import { type Fault, readFault } from "./faults";

export interface Given {
  // The query as it stands in the plain form.
  text: string;
  answer: Answer | null;
  fault: Fault | null;
}

interface Carried {
  seconds: number;
  results?: object;
  triples?: unknown[][];
  fault?: object;
}

// Returns what `carry_outcome` in query_outcomes.py wrote; null where there is nothing or too much
// for a page, and the query has to be run.
export function readGiven(text: string, written: string | undefined): Given | null {
  if (!written) return null;
  try {
    const { seconds, results, triples, fault } = JSON.parse(written) as Carried;
    if (fault) return { text, answer: null, fault: readFault(0, JSON.stringify(fault)) };
    const answer = triples
      ? readList(triples, seconds)
      : readResults(text, JSON.stringify(results ?? {}), seconds);
    return { text, answer, fault: null };
  } catch {
    return null;
  }
}

// Browsers make one line ending of all that a page can have.
export function isSame(given: Given, query: string): boolean {
  return given.text === query.replace(/\r\n?/g, "\n");
}
