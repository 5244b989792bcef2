// The page of the network put together: picture, key, calendar, search, details, table.

import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { at } from "../shared/addresses";
import { formatNumber } from "../shared/formats";
import { onReturn, pushState, readState, replaceState } from "../shared/state";
import { Calendar } from "./calendar";
import type { Network } from "./data";
import { readDay } from "./days";
import { Details } from "./details";
import { Find } from "./find";
import { readTheme } from "./looks";
import { Panel } from "./panel";
import { renderRows } from "./rows";
import { saveCsv, savePng, saveSvg } from "./saving";
import { Scene } from "./scene";
import { describePart, EVERYTHING, select, type Choice } from "./select";
import { Stage } from "./stage";
import { readChoice, writeChoice, type State } from "./state";

interface AppProps {
  network: Network;
  /** Where the table stands that came with the page. */
  table: Element | null;
}

const WIDE = "(min-width: 48rem)"; // as in network.css
const PANEL = 368; // pixels of the details beside the picture

/** Whether a choice filters anything. */
function isEverything(choice: Choice): boolean {
  return (
    !choice.day &&
    !choice.supporters &&
    ["model", "type", "role", "region", "service"].every(
      (name) => !choice[name as "model"].size,
    )
  );
}

export function App({ network, table }: AppProps) {
  const [[state, unknown], setRead] = useState(() => readChoice(readState(), network.file));
  const [entered, setEntered] = useState(0);
  const [said, setSaid] = useState("");
  const [full, setFull] = useState(false);
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const change = () => setWide(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  const { choice } = state;
  const day = readDay(choice.day);
  const part = useMemo(() => select(network, choice), [network, choice]);
  const whole = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const stage = useRef<Stage | null>(null);
  const present = useRef(state);
  present.current = state;

  const go = useCallback((changes: Partial<State>, sliding = false) => {
    const next = { ...present.current, ...changes };
    present.current = next;
    setRead([next, []]);
    (sliding ? replaceState : pushState)(writeChoice(next));
  }, []);
  const choose = useCallback(
    (node: number | null, enter = false, fly = false) => {
      const id = node === null ? "" : network.nodes[node]!.id;
      go({ selected: id, ...(id && present.current.chain.length ? {} : { chain: [] }) });
      if (enter) setEntered((count) => count + 1);
      if (fly && node !== null && stage.current) {
        stage.current.taken = matchMedia(WIDE).matches ? PANEL : 0;
        stage.current.flyTo([node]);
      }
    },
    [network],
  );

  useEffect(() => onReturn((address) => setRead(readChoice(address, network.file))), []);

  useEffect(() => {
    if (!box.current) return;
    const scene = new Scene(network, part);
    scene.show(part, day);
    stage.current = new Stage(box.current, scene, { choose, say: setSaid });
    stage.current.taken = state.selected && wide ? PANEL : 0;
    const chain = findNodes(network, state.chain);
    const selected = network.numbers.get(state.selected) ?? null;
    if (chain.length) stage.current.flyTo(chain);
    else if (selected !== null && part.nodes[selected]) {
      stage.current.flyTo([selected, ...scene.neighbours(selected)]);
    }
    performance.mark("network-drawn");
    box.current.dataset["drawn"] = "yes";
    const change = () => setFull(document.fullscreenElement === whole.current);
    document.addEventListener("fullscreenchange", change);
    return () => document.removeEventListener("fullscreenchange", change);
  }, []);

  const first = useRef(true);
  useEffect(() => {
    const now = stage.current;
    if (!now) return;
    const { scene } = now;
    const fresh = first.current;
    first.current = false;
    if (!fresh) {
      scene.show(part, day);
      now.refresh();
    }
  }, [part]);

  const chain = useMemo(() => findNodes(network, state.chain), [network, state.chain.join(",")]);
  const selected = network.numbers.get(state.selected) ?? null;
  useEffect(() => {
    if (!stage.current) return;
    stage.current.taken = selected !== null && wide ? PANEL : 0;
    stage.current.select(selected !== null && part.nodes[selected] ? selected : null, chain);
  }, [selected, chain, part]);

  useEffect(() => {
    if (!table) return;
    // The table is long: it follows when the picture has been drawn.
    const timer = setTimeout(() => renderRows(table, { network, part, day }), 250);
    return () => clearTimeout(timer);
  }, [part]);

  const counted = describePart(part, choice, formatNumber);
  const theme = () => readTheme(box.current!);
  const screen = () => stage.current!.screen;
  const cut = network.file.about.as_of || network.file.about.bodies;
  const key = (
    <Panel network={network} part={part} choice={choice} change={(next) => go({ choice: next })} />
  );
  return (
    <div class={full ? "network-whole full" : "network-whole"} ref={whole}>
      <details class="network-side" open={wide}>
        <summary>Find, day, key and filters</summary>
        <Find network={network} part={part} choose={(node) => find(node)} />
        {!cut && (
          <Calendar
            network={network}
            day={choice.day}
            change={(next, sliding) => go({ choice: { ...present.current.choice, day: next } }, sliding)}
          />
        )}
        {key}
      </details>
      <div class="network-stage">
        <div class="network-head">
          <p role="status" class="network-said">
            {counted}
          </p>
          {!isEverything(choice) && (
            <button type="button" onClick={() => go({ choice: EVERYTHING })}>
              Show everything
            </button>
          )}
          <div class="network-tools" role="group" aria-label="View">
            <button type="button" aria-label="Zoom in" onClick={() => stage.current?.zoom(1.5)}>
              +
            </button>
            <button type="button" aria-label="Zoom out" onClick={() => stage.current?.zoom(1 / 1.5)}>
              −
            </button>
            <button type="button" onClick={() => stage.current?.fit()}>
              Fit
            </button>
            {document.fullscreenEnabled && (
              <button
                type="button"
                aria-pressed={full}
                onClick={() => {
                  if (full) void document.exitFullscreen();
                  else void whole.current?.requestFullscreen();
                }}
              >
                Full screen
              </button>
            )}
          </div>
        </div>
        {unknown.length > 0 && (
          <p class="notice" role="alert">
            {`The link asks for what is not in this network: ${unknown
              .map((one) => `“${one.slice(0, 80)}”`)
              .join(", ")}.`}
          </p>
        )}
        <div class="network-window">
          <div
            class="network-box"
            ref={box}
            tabIndex={0}
            role="application"
            aria-label="Picture of the network"
            aria-describedby="network-keys"
          />
          {part.memberships === 0 && (
            <p class="network-none">No partnership or organisation passes the filters.</p>
          )}
          {chain.length > 1 && (
            <div class="network-chain">
              <p>
                <strong>Chain:</strong> {chain.map((node) => network.nodes[node]!.label).join(" – ")}
                {chain.some((node) => !part.nodes[node]) && " (a part of it is filtered out)"}
              </p>
              <button type="button" onClick={() => go({ chain: [] })}>
                Clear the chain
              </button>
            </div>
          )}
          {selected !== null && (
            <Details
              key={selected}
              {...{ network, part, day, entered }}
              node={selected}
              choose={(node) => choose(node, true, true)}
              close={() => {
                choose(null);
                box.current?.focus();
              }}
            />
          )}
        </div>
        <p id="network-keys" class="network-keys">
          Drag to move, scroll or pinch to zoom, press a mark for its facts. With the keyboard: arrow
          keys walk along the lines, Enter opens the facts, Escape leaves, + and − zoom, 0 shows all.
        </p>
        <p class="unseen" aria-live="polite">
          {said}
        </p>
        <p class="network-saves">
          <span>Save what is shown:</span>
          <button
            type="button"
            onClick={() => savePng(stage.current!.scene, screen().view, screen().size, theme())}
          >
            PNG
          </button>
          <button
            type="button"
            onClick={() => saveSvg(stage.current!.scene, screen().view, screen().size, theme())}
          >
            SVG
          </button>
          <button type="button" onClick={() => saveCsv(stage.current!.scene, day)}>
            CSV
          </button>
          <span>
            The whole network: <a href={at("downloads/network.gexf")}>GEXF</a>,{" "}
            <a href={at("downloads/network.graphml")}>GraphML</a>
          </span>
        </p>
      </div>
    </div>
  );

  function find(node: number): void {
    // Who is filtered out is brought in, as the reader asked for it.
    if (!part.nodes[node]) {
      const helped = network.around[node]!.every((place) =>
        network.links[place]!.members.every((one) => one.role === "supporter"),
      );
      go({ choice: { ...EVERYTHING, supporters: helped } });
    }
    choose(node, false, true);
  }
}

function findNodes(network: Network, ids: readonly string[]): number[] {
  return ids
    .map((id) => network.numbers.get(id))
    .filter((node): node is number => node !== undefined);
}
