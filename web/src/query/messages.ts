// What the page and a worker that answers queries say to each other.

import type { Answer } from "./answers";
import type { Fault } from "./faults";

export type Format = "csv" | "tsv" | "json" | "xml" | "turtle" | "ntriples";

// Media type, ending and name for people of each format.
export const FORMATS: Record<Format, { media: string; ending: string; label: string }> = {
  csv: { media: "text/csv", ending: "csv", label: "CSV" },
  tsv: { media: "text/tab-separated-values", ending: "tsv", label: "TSV" },
  json: { media: "application/sparql-results+json", ending: "json", label: "JSON" },
  xml: { media: "application/sparql-results+xml", ending: "xml", label: "XML" },
  turtle: { media: "text/turtle", ending: "ttl", label: "Turtle" },
  ntriples: { media: "application/n-triples", ending: "nt", label: "N-Triples" },
};

export interface Start {
  kind: "start";
  prefixes: Record<string, string>;
  // For the engine in the browser: its code, and the graph as gzipped N-Triples.
  module?: WebAssembly.Module;
  graph?: ArrayBuffer;
  // For the engine of a server: where it answers.
  address?: string;
}

export interface Run {
  kind: "run";
  id: number;
  text: string;
  // Absent for an answer to show, else the format of one to save.
  format?: Format;
}

export type Request = Start | Run;

export type Reply =
  | { kind: "started"; triples: number }
  | { kind: "answer"; id: number; answer: Answer }
  | { kind: "written"; id: number; written: string }
  | { kind: "fault"; id: number; fault: Fault };
