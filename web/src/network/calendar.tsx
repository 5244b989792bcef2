// The day of which the network is shown: a slider by months, a field for any day, or all times.

import { useEffect, useState } from "preact/hooks";
import { formatDate } from "../shared/formats";
import type { Network } from "./data";
import { firstOf, monthOf, readDay, writeDay } from "./days";

interface CalendarProps {
  network: Network;
  day: string;
  /** `sliding` while the slider moves: no step in the history. */
  change: (day: string, sliding: boolean) => void;
}

/** The months from half a year before the first announcement to the last date on record. */
export function findMonths(network: Network): [number, number] {
  const bounds = (texts: string[]) =>
    texts.map((text) => readDay(text.slice(0, 10))).filter((day): day is number => day !== null);
  const announced = bounds(network.nodes.map((node) => node.announced));
  const members = network.links.flatMap((link) => link.members);
  const begun = bounds(members.map((one) => one.from));
  const others = bounds([
    ...network.nodes.map((node) => node.closed),
    ...members.map((one) => one.to),
  ]);
  const starts = announced.length ? announced : begun;
  if (!starts.length) return [0, 0];
  const first = starts.reduce((a, b) => Math.min(a, b));
  const last = [...starts, ...begun, ...others].reduce((a, b) => Math.max(a, b));
  return [monthOf(first) - 2, Math.min(monthOf(last) + 1, monthOf(first) + 240)];
}

const STEP = 550; // milliseconds a month while it plays

export function Calendar({ network, day, change }: CalendarProps) {
  const [[first, last]] = useState(() => findMonths(network));
  const [playing, setPlaying] = useState(false);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const shown = readDay(day);
  const month = shown === null ? last : Math.min(Math.max(monthOf(shown), first), last);
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (month >= last) setPlaying(false);
      else change(writeDay(firstOf(month + 1)), true);
    }, STEP);
    return () => clearTimeout(timer);
  }, [playing, month]);
  if (!last) return null;
  const play = () => {
    if (!playing && (shown === null || month >= last)) change(writeDay(firstOf(first)), true);
    setPlaying(!playing);
  };
  const said = shown === null ? "all times" : formatDate(day);
  return (
    <fieldset class="network-calendar">
      <legend>As of a day</legend>
      <input
        type="range"
        min={first}
        max={last}
        value={month}
        aria-label="Month"
        aria-valuetext={said}
        onInput={(event) => {
          setPlaying(false);
          change(writeDay(firstOf(Number(event.currentTarget.value))), true);
        }}
        onChange={(event) => change(writeDay(firstOf(Number(event.currentTarget.value))), false)}
      />
      <div class="network-day">
        <label>
          <span class="unseen">Day</span>
          <input
            type="date"
            value={day}
            min="1900-01-01"
            max="2100-12-31"
            onChange={(event) => {
              const given = event.currentTarget.value;
              if (!given || readDay(given) !== null) change(given, false);
            }}
          />
        </label>
        {!still && (
          <button type="button" onClick={play} aria-pressed={playing}>
            {playing ? "Stop" : "Play"}
          </button>
        )}
        <button type="button" onClick={() => change("", false)} disabled={shown === null}>
          All times
        </button>
      </div>
    </fieldset>
  );
}
