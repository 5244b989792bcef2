// The page: editor, saved questions, result; its state stands in the address.

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "./answers";
import { Editor } from "./editor";
import { Engine, Failure } from "./engine";
import { Examples, ParameterForm } from "./examples";
import type { Fault } from "./faults";
import { type Given, isSame } from "./given";
import { readState, writeState } from "./links";
import { FORMATS, type Format } from "./messages";
import { Result } from "./result";
import { type Question, type Terms, fillQuestion } from "./terms";
import { listUnknown } from "./unknown";

interface Props {
  terms: Terms;
  root: string;
  served: boolean;
  // The text that the page came with, and the answer to it if that came too.
  first: string;
  given: Given | null;
}

interface Shown {
  answer: Answer | null;
  fault: Fault | null;
}

const STOPPED: Fault = { message: "The query was stopped.", remedy: "", line: 0, column: 0 };
const NOTHING: Shown = { answer: null, fault: null };

export function App({ terms, root, served, first, given }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const engine = useRef<Engine | null>(null);
  // The query that the result is of.
  const ran = useRef("");
  const runs = useRef(0);
  // The answer that came with the page, until the first query is shown.
  const brought = useRef(given);
  // The saved questions that were chosen here, by their text.
  const asked = useRef(new Map<string, Question>());
  const [shown, setShown] = useState<Shown>(NOTHING);
  const [progress, setProgress] = useState("");
  const [running, setRunning] = useState(false);
  const [explained, setExplained] = useState("");
  const [question, setQuestion] = useState<Question | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [view, setView] = useState("");
  const [sort, setSort] = useState("");
  const [page, setPage] = useState(0);
  const [said, setSaid] = useState("");

  const run = useCallback(async (given?: string, keep = false) => {
    const text = given ?? editor.current?.text ?? "";
    ran.current = text;
    runs.current += 1;
    const number = runs.current;
    document.documentElement.dataset["query"] = "running";
    setSaid("");
    setPage(0);
    if (!keep) {
      // How the last result was shown is no part of the next.
      setView("");
      setSort("");
      const address = writeState({ query: text, view: "", sort: "" });
      const changes = new URL(address, location.href).href !== location.href;
      if (changes) history.pushState(null, "", address);
    }
    setRunning(true);
    setShown(NOTHING);
    editor.current?.mark(null);
    try {
      const answer = (await engine.current?.run(text)) ?? null;
      // Another query may have been run meanwhile.
      if (runs.current !== number) return;
      setShown({ answer, fault: null });
    } catch (error) {
      if (runs.current !== number) return;
      const fault = faultOf(error);
      setShown({ answer: null, fault });
      if (editor.current?.text === text) editor.current.mark(fault);
    }
    setRunning(false);
  }, []);

  const stop = useCallback((fault: Fault | null) => {
    runs.current += 1;
    engine.current?.stop();
    setShown({ answer: null, fault });
    setRunning(false);
  }, []);

  // Tells those who wait for it that the result stands on the page.
  useLayoutEffect(() => {
    if (!running) document.documentElement.dataset["query"] = "ready";
  }, [running, shown]);

  const take = useCallback((chosen: Question) => {
    setQuestion(chosen);
    asked.current.set(chosen.text, chosen);
    const given: Record<string, string> = {};
    for (const one of chosen.parameters ?? []) given[one.name] = one.value ?? "";
    setValues(given);
  }, []);

  const choose = useCallback((chosen: Question) => {
    take(chosen);
    editor.current?.replace(chosen.text);
    void run(chosen.text);
  }, [run, take]);

  // Takes the state from the address: when the page opens, and when one goes back.
  const follow = useCallback(() => {
    // A link to a part of the page is no other query.
    if (location.hash && !location.hash.startsWith("#query=")) return;
    const state = readState(location.search, location.hash);
    const example = terms.questions.find((one) => one.name === state.example);
    if (example) {
      choose(example);
      return;
    }
    setView(state.view);
    setSort(state.sort);
    if (state.query === ran.current) return;
    // A link from the page of a saved question brings its text: the form for its values belongs to it.
    // There an example is called one; here it is the value.
    const sought = state.query.replace(/ is, for example, /g, " is ").trim();
    const known = terms.questions.find((one) => one.text.trim() === sought);
    if (known) {
      take(known);
      asked.current.set(state.query, known);
    } else if (!asked.current.has(state.query)) setQuestion(null);
    const ready = brought.current;
    brought.current = null;
    if (ready && isSame(ready, state.query)) {
      ran.current = state.query;
      editor.current?.replace(state.query);
      setShown({ answer: ready.answer, fault: ready.fault });
      editor.current?.mark(ready.fault);
      return;
    }
    ran.current = "";
    editor.current?.replace(state.query || first);
    if (state.query) void run(state.query, true);
    else stop(null);
  }, [choose, first, run, stop, take, terms]);

  useEffect(() => {
    if (!host.current) return undefined;
    engine.current = new Engine({
      served, root, prefixes: terms.prefixes, onProgress: setProgress,
    });
    const made = new Editor(host.current, first, terms, {
      onRun: () => void run(), onChange: () => undefined, onExplain: setExplained,
    });
    editor.current = made;
    follow();
    addEventListener("popstate", follow);
    return () => {
      removeEventListener("popstate", follow);
      made.view.destroy();
      engine.current?.stop();
    };
  }, [first, follow, root, run, served, terms]);

  const share = (next: { view?: string; sort?: string }) => {
    const state = { query: ran.current, view, sort, ...next };
    setView(state.view);
    setSort(state.sort);
    history.replaceState(null, "", writeState(state));
  };

  const save = async (format: Format) => {
    setSaid("Writing the file …");
    try {
      const text = ran.current;
      const written = await engine.current?.write(text, format);
      const { media, ending, label } = FORMATS[format];
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([written ?? ""], { type: media }));
      link.download = `${asked.current.get(text)?.name ?? "result"}.${ending}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      setSaid(`Saved as ${label}.`);
    } catch (error) {
      setSaid(faultOf(error).message);
    }
  };

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setSaid("The link to this query is copied.");
    } catch {
      setSaid("The link to this query is the address of this page; copy it from there.");
    }
  };

  return (
    <div class="query-columns">
      <div class="query-work">
        {question && (
          <ParameterForm question={question} terms={terms} values={values} onChange={setValues}
            onAsk={() => {
              const text = fillQuestion(question, values);
              asked.current.set(text, question);
              editor.current?.replace(text);
              void run(text);
            }} />
        )}
        <div class="query-editor" ref={host} />
        <p class="query-explained">{explained}</p>
        <div class="query-tools">
          <button type="button" class="query-run" onClick={() => void run()}>Run the query</button>
          <button type="button" disabled={!running} onClick={() => stop(STOPPED)}>
            Stop
          </button>
          <span class="query-soft">
            Ctrl and Enter runs it too. Ctrl and Space offers terms. Escape, then Tab leaves the
            editor.
          </span>
        </div>
        <p class="query-progress" role="status">
          {progress || (running ? "The query runs …" : said)}
        </p>
        {!served && !running && !shown.answer && !shown.fault && (
          <p class="query-soft">
            Queries run in your browser. With the first one the engine (4 MB) is loaded; after that
            no network is needed. <button type="button" onClick={() => {
              engine.current?.load().then(() => setSaid("The query engine is ready."))
                .catch((error: unknown) => setShown({ answer: null, fault: faultOf(error) }));
            }}>Load it now</button>
          </p>
        )}
        <Result {...shown} unknown={listUnknown(ran.current, terms)} prefixes={terms.prefixes} root={root} view={view} sort={sort}
          page={page} onPage={setPage}
          onView={(next) => share({ view: next })} onSort={(next) => share({ sort: next })}
          onQuery={(text) => {
            editor.current?.replace(text);
            void run(text);
          }}
          onSave={(format) => void save(format)} onCopy={() => void copy()} />
      </div>
      <Examples terms={terms} chosen={question?.name ?? ""} onChoose={choose} />
    </div>
  );
}

function faultOf(error: unknown): Fault {
  if (error instanceof Failure) return error.fault;
  const message = error instanceof Error ? error.message : String(error);
  return { message: `The query cannot be run: ${message}`, remedy: "", line: 0, column: 0 };
}
