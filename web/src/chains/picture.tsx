// The picture of a chain: organisation, partnership, organisation …, across where there is room
// for it and down where there is not.
import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Chain } from "./chain";
import { type Link, listLinks, listStops, outline, type Stop } from "./stops";

const NAME = 15;
const NOTE = 13;
const LEADING = 1.3;
const MARK = 9;
/** The least width of a stop in a picture that goes across. */
const LEAST = 170;

type Measure = (text: string, size: number, bold?: boolean) => number;

interface Layout {
  width: number;
  height: number;
  parts: VNode[];
}

export function Picture({ chain, title }: { chain: Chain; title: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current!;
    const follow = () => setWidth(Math.floor(element.clientWidth));
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  if (!width) return <div ref={frame} class="chain-picture" />;
  const measure = makeMeasure(frame.current!);
  const across = width >= LEAST * chain.way.length;
  const { height, parts } = (across ? layAcross : layDown)(chain, width, measure);
  return (
    <div ref={frame} class="chain-picture">
      <svg
        xmlns="http://www.w3.org/2000/svg"
        role="img"
        aria-labelledby="chain-picture-title chain-picture-text"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
      >
        <title id="chain-picture-title">{title}</title>
        <desc id="chain-picture-text">{describe(chain)}</desc>
        {parts}
      </svg>
    </div>
  );
}

/** Return what the picture shows in words. */
function describe(chain: Chain): string {
  const [stops, links] = [listStops(chain), listLinks(chain)];
  return stops
    .map(({ name, note }, place) => {
      const link = links[place];
      return `${name}${note && ` (${note})`}${link ? ` – ${link.words} – ` : ""}`;
    })
    .join("");
}

function makeMeasure(element: HTMLElement): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(element).fontFamily;
  return (text, size, bold = false) => {
    if (!context) return text.length * size * 0.56;
    context.font = `${bold ? "bold " : ""}${size}px ${family}`;
    return context.measureText(text).width;
  };
}

/** Break a text into lines of a width; a word that is wider is broken within. */
export function wrap(
  text: string, width: number, size: number, measure: Measure, bold = false,
): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (measure(longer, size, bold) <= width) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = "";
    for (const letter of word) {
      if (line && measure(line + letter, size, bold) > width) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  return line ? [...lines, line] : lines;
}

/** Lay a chain out from left to right, names below the marks and ties above the line. */
function layAcross(chain: Chain, width: number, measure: Measure): Layout {
  const [stops, links] = [listStops(chain), listLinks(chain)];
  const column = width / stops.length;
  const words = links.map((link) => wrap(link.words, column - 3 * MARK, NOTE, measure));
  const y = Math.max(...words.map((lines) => lines.length)) * NOTE * LEADING + MARK + 8;
  const parts: VNode[] = [];
  let bottom = y;
  const middle = (place: number) => (place + 0.5) * column;
  links.forEach((link, place) => {
    const [start, end] = [middle(place), middle(place + 1)];
    parts.push(<Line link={link} ends={[start, y, end, y]} />);
    const first = y - 10 - (words[place]!.length - 1) * NOTE * LEADING;
    parts.push(...write(words[place]!, (start + end) / 2, first, NOTE, "link", "middle").marks);
  });
  stops.forEach((stop, place) => {
    parts.push(<Mark chain={chain} stop={stop} x={middle(place)} y={y} />);
    const told = writeStop(stop, middle(place), y + MARK + 20, column - 16, measure, "middle");
    parts.push(told.link);
    bottom = Math.max(bottom, told.bottom);
  });
  return { width, height: Math.ceil(bottom + 6), parts };
}

/** Lay a chain out from top to bottom, everything said to the right of the line. */
function layDown(chain: Chain, width: number, measure: Measure): Layout {
  const [stops, links] = [listStops(chain), listLinks(chain)];
  const [x, text] = [MARK + 5, 2 * MARK + 18];
  const lines: VNode[] = [];
  const marks: VNode[] = [];
  let y = 0;
  let above = 0;
  stops.forEach((stop, place) => {
    const spot = y + NAME * 0.85;
    if (place)
      lines.push(<Line link={links[place - 1]!} ends={[x, above, x, spot]} />);
    above = spot;
    marks.push(<Mark chain={chain} stop={stop} x={x} y={spot} />);
    const told = writeStop(stop, text, y + NAME * 1.2, width - text, measure, "start");
    marks.push(told.link);
    y = told.bottom + 8;
    const link = links[place];
    if (!link) return;
    const words = wrap(link.words, width - text - 14, NOTE, measure);
    const said = write(words, text + 14, y + NOTE, NOTE, "link", "start");
    marks.push(...said.marks);
    y = said.bottom + 12;
  });
  return { width, height: Math.ceil(y), parts: [...lines, ...marks] };
}

type Anchor = "start" | "middle";

function writeStop(
  stop: Stop, x: number, y: number, width: number, measure: Measure, anchor: Anchor,
): { link: VNode; bottom: number } {
  const names = wrap(stop.name, width, NAME, measure, true);
  const name = write(names, x, y, NAME, "name", anchor);
  const notes = wrap(stop.note, width, NOTE, measure);
  const note = write(notes, x, name.bottom + NOTE * 1.2, NOTE, "note", anchor);
  const bottom = notes.length ? note.bottom : name.bottom;
  return { bottom, link: <g>{[...name.marks, ...note.marks]}</g> };
}

function write(
  lines: readonly string[], x: number, y: number, size: number, look: string, anchor: Anchor,
): { marks: VNode[]; bottom: number } {
  const marks = lines.map((line, place) => (
    <text
      class={look}
      x={x}
      y={y + place * size * LEADING}
      font-size={size}
      font-weight={look === "name" ? "bold" : undefined}
      text-anchor={anchor}
    >
      {line}
    </text>
  ));
  return { marks, bottom: y + (lines.length - 1) * size * LEADING };
}

function Line({ link, ends }: { link: Link; ends: [number, number, number, number] }) {
  const [x1, y1, x2, y2] = ends;
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return (
    <g>
      <line
        {...{ x1, y1, x2, y2 }}
        class="tie"
        stroke-width={link.width}
        stroke-dasharray={link.inferred ? "6 5" : undefined}
      />
      {link.contradicted && (
        <>
          <circle class="gap" cx={x} cy={y} r={7} />
          <path class="cross" d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`} stroke-width={2} fill="none" />
        </>
      )}
    </g>
  );
}

function Mark({ chain, stop, x, y }: { chain: Chain; stop: Stop; x: number; y: number }) {
  const d = outline(chain.network, stop.mark, x, y, MARK);
  const hollow = stop.mark === "ring";
  const look = { fill: hollow ? "#FFFFFF" : stop.colour, class: "mark", "stroke-width": 1.5 };
  return (
    <g>
      {d ? <path d={d} {...look} /> : <circle cx={x} cy={y} r={MARK} {...look} />}
      {stop.letter && (
        <text
          x={x}
          y={y + 5}
          font-size={13}
          font-weight="bold"
          text-anchor="middle"
          fill={isDark(stop.colour) ? "#FFFFFF" : "#111111"}
        >
          {stop.letter}
        </text>
      )}
    </g>
  );
}

/** Tell whether white stands out more on a colour than black does (WCAG 2.2, contrast). */
function isDark(colour: string): boolean {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const share = parseInt(colour.slice(place, place + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179;
}

const STYLE =
  "text{font-family:sans-serif;fill:#1a1a1a}.note,.link{fill:#4a4a4a}.tie,.cross,.mark" +
  "{stroke:#4a4a4a}.gap{fill:#ffffff}";

/** Return the picture on the page as a file of its own, on white. */
export function savePicture(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const style = document.createElementNS(copy.namespaceURI, "style");
  style.textContent = STYLE;
  const paper = document.createElementNS(copy.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: "#ffffff" }))
    paper.setAttribute(name, value);
  copy.querySelector("desc")!.after(style, paper);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

