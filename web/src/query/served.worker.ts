// Answers queries by asking the server that the page came from; reads long answers off the page.

import { readResults, readTriples } from "./answers";
import { readFault } from "./faults";
import { FORMATS, type Format, type Reply, type Request, type Run } from "./messages";
import { formOf, readTokens } from "./tokens";

let address = "";

const reply = (message: Reply): void => self.postMessage(message);

self.onmessage = (event: MessageEvent<Request>) => {
  if (event.data.kind === "run") {
    void run(event.data);
    return;
  }
  address = event.data.address ?? "";
  reply({ kind: "started", triples: 0 });
};

async function run(message: Run): Promise<void> {
  const { id, text, format } = message;
  const began = performance.now();
  try {
    const graph = ["CONSTRUCT", "DESCRIBE"].includes(formOf(readTokens(text)));
    const name: Format = format ?? (graph ? "ntriples" : "json");
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/sparql-query", accept: FORMATS[name].media },
      body: text,
    });
    const written = await response.text();
    const seconds = (performance.now() - began) / 1000;
    if (!response.ok) {
      reply({ kind: "fault", id, fault: readFault(response.status, written) });
    } else if (format) {
      reply({ kind: "written", id, written });
    } else {
      const answer = graph ? readTriples(written, seconds) : readResults(text, written, seconds);
      reply({ kind: "answer", id, answer });
    }
  } catch {
    const message = "The server cannot be reached.";
    const remedy = "Try again when it is there.";
    reply({ kind: "fault", id, fault: { message, remedy, line: 0, column: 0 } });
  }
}
