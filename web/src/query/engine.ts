// Where queries are answered: in a worker, which can be stopped at any time by ending it.

import wasmAddress from "oxigraph/web_bg.wasm?url";
import type { Answer } from "./answers";
import { type Fault, findRefusal } from "./faults";
import type { Format, Reply, Request, Run, Start } from "./messages";

export const MOST_SECONDS = 60;

// A query that gave no answer; `fault` says why.
export class Failure extends Error {
  fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

interface Waiting {
  resolve: (reply: Reply) => void;
  reject: (failure: Failure) => void;
}

export interface Place {
  served: boolean;
  // What leads from the page to the home page.
  root: string;
  prefixes: Record<string, string>;
  // Called with what is being done, in words; "" when it is done.
  onProgress: (words: string) => void;
}

export class Engine {
  private place: Place;
  private worker: Worker | null = null;
  private ready: Promise<void> | null = null;
  private waiting: Waiting | null = null;
  private number = 0;
  // Whether a query runs in the worker.
  private busy = false;
  // Kept, so that a worker that was stopped is started again without the network.
  private module: WebAssembly.Module | null = null;
  private graph: ArrayBuffer | null = null;
  private spare: Worker | null = null;

  constructor(place: Place) {
    this.place = place;
  }

  // Loads what answers queries; nothing where that was done already.
  load(): Promise<void> {
    this.ready ??= this.start().catch((error: unknown) => {
      this.end();
      throw error;
    });
    return this.ready;
  }

  // Returns the answer to a query. Raises Failure.
  async run(text: string): Promise<Answer> {
    const reply = await this.ask(text);
    if (reply.kind !== "answer") throw new Error("no answer");
    return reply.answer;
  }

  // Returns the answer to a query as a text to save. Raises Failure.
  async write(text: string, format: Format): Promise<string> {
    const reply = await this.ask(text, format);
    if (reply.kind !== "written") throw new Error("no text");
    return reply.written;
  }

  // Ends the query that runs or waits for the engine, if any; the next one starts another worker.
  stop(message = "The query was stopped.", remedy = ""): void {
    this.number += 1;
    if (!this.busy) return;
    const waiting = this.waiting;
    this.end();
    waiting?.reject(fail(message, remedy));
  }

  private end(): void {
    this.worker?.terminate();
    [this.worker, this.ready, this.waiting, this.busy] = [null, null, null, false];
  }

  private async ask(text: string, format?: Format): Promise<Reply> {
    const refused = findRefusal(text);
    if (refused) throw new Failure(refused);
    this.stop("Another query was run instead.");
    const id = this.number;
    await this.load();
    if (this.number !== id) throw fail("The query was stopped.", "");
    const message: Run = { kind: "run", id, text };
    if (format) message.format = format;
    const clock = setTimeout(
      () => this.stop(`The query was stopped after ${MOST_SECONDS} seconds.`,
        "Narrow it: join fewer patterns that have nothing in common, or count fewer things."),
      MOST_SECONDS * 1000,
    );
    this.busy = true;
    try {
      return await this.post(message);
    } finally {
      clearTimeout(clock);
    }
  }

  private post(message: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.worker?.postMessage(message);
    });
  }

  private async start(): Promise<void> {
    const { served, root, prefixes } = this.place;
    const message: Start = { kind: "start", prefixes };
    if (served) {
      message.address = new URL(`${root}sparql`, location.href).href;
      this.open(
        new Worker(new URL("./served.worker.ts", import.meta.url), { type: "module" }),
      );
    } else {
      this.module ??= await this.fetchModule();
      this.graph ??= await this.fetchBytes(`${root}data/graph.nt.gz`, "the graph");
      this.place.onProgress("Starting the query engine …");
      [message.module, message.graph] = [this.module, this.graph];
      this.open(this.spare ?? makeWorker());
      this.spare = null;
    }
    const reply = await this.post(message);
    this.place.onProgress("");
    if (reply.kind === "fault") throw new Failure(reply.fault);
    // Its code is fetched now, while the network is there, and it waits until one is stopped.
    if (!served) this.prepare();
  }

  private prepare(): void {
    const worker = makeWorker();
    this.spare = worker;
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.spare === worker) this.spare = null;
    };
  }

  private open(worker: Worker): void {
    this.worker = worker;
    worker.onmessage = (event: MessageEvent<Reply>) => {
      const { waiting } = this;
      [this.waiting, this.busy] = [null, false];
      if (event.data.kind === "fault" && event.data.id) {
        waiting?.reject(new Failure(event.data.fault));
        // An engine that ran out of memory answers nothing more.
        if (!event.data.fault.line) this.end();
      } else {
        waiting?.resolve(event.data);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      const { waiting } = this;
      this.end();
      waiting?.reject(fail("The query engine ended unexpectedly.",
        "Run the query again; if it ends again, narrow it, or load the page again."));
    };
  }

  private async fetchModule(): Promise<WebAssembly.Module> {
    if (typeof WebAssembly === "undefined") {
      throw fail("This browser runs no WebAssembly, which queries need here.",
        "Switch it on, or use another browser.");
    }
    // Compiled from bytes, as some web servers give the file a media type of their own.
    return WebAssembly.compile(await this.fetchBytes(wasmAddress, "the query engine"));
  }

  private async fetchBytes(address: string, what: string): Promise<ArrayBuffer> {
    try {
      this.place.onProgress(`Loading ${what} …`);
      const response = await fetch(address);
      if (!response.ok || !response.body) throw new Error(String(response.status));
      const parts: Uint8Array<ArrayBuffer>[] = [];
      const reader = response.body.getReader();
      let size = 0;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        size += value.length;
        this.place.onProgress(`Loading ${what}: ${(size / 1e6).toFixed(1)} MB …`);
      }
      return await new Blob(parts).arrayBuffer();
    } catch {
      throw fail(`The file of ${what} cannot be loaded.`,
        "Look whether the network is there, and run the query again.");
    }
  }
}

function makeWorker(): Worker {
  return new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" });
}

function fail(message: string, remedy: string): Failure {
  return new Failure({ message, remedy, line: 0, column: 0 });
}
