// How things look: colours of the page, marks of palettes.py, never told apart by colour alone.

import type { Network } from "./data";

/** Colours of the page, light or dark. */
export interface Theme {
  ink: string;
  soft: string;
  paper: string;
  accent: string;
  line: string;
  strong: string;
  rim: string;
  font: string;
  dark: boolean;
}

export interface Look {
  colour: string;
  mark: string;
  letter: string;
}

/** The colours of an element, from the variables of explorer.css. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string) =>
    style.getPropertyValue(name).trim() || otherwise;
  const paper = read("--paper", "#ffffff");
  const dark = isDark(paper);
  return {
    ink: read("--ink", dark ? "#e8ecf0" : "#1f2933"),
    soft: read("--soft", dark ? "#a9b4bf" : "#52606d"),
    accent: read("--link", dark ? "#8ab4f8" : "#1b4f9c"),
    paper,
    // Lines carry what the picture says, so they keep three to one against the ground.
    line: dark ? "#75818d" : "#8a949e",
    strong: dark ? "#b6c0ca" : "#56616d",
    rim: dark ? "#e8ecf0" : "#1f2933",
    font: style.fontFamily || "sans-serif",
    dark,
  };
}

/** The lightness of a colour such as #1b4f9c, from 0 to 1, as WCAG has it. */
export function luminance(colour: string): number {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(expand(colour));
  if (!found) return 1;
  const [r, g, b] = found.slice(1).map((part) => {
    const value = parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function expand(colour: string): string {
  return /^#[0-9a-f]{3}$/i.test(colour) ? `#${[...colour.slice(1)].map((c) => c + c).join("")}` : colour;
}

function isDark(colour: string): boolean {
  const rgb = /^rgba?\((\d+)[ ,]+(\d+)[ ,]+(\d+)/.exec(colour);
  if (!rgb) return luminance(colour) < 0.3;
  const hex = rgb.slice(1, 4).map((part) => Number(part).toString(16).padStart(2, "0"));
  return luminance(`#${hex.join("")}`) < 0.3;
}

/** The ink that stands out on a fill. */
export function inkOn(colour: string): string {
  return luminance(colour) > 0.25 ? "#1f2933" : "#ffffff";
}

/** How each node looks; nodes of one group share one Look. */
export function findLooks(network: Network): { looks: Look[]; of: Uint16Array } {
  const { file, nodes } = network;
  const models = new Map(file.models.map(([code], at) => [code, at]));
  const families = new Map(file.types.map(([code, , family]) => [code, family]));
  const looks: Look[] = [
    ...file.models.map(([, , colour, letter]) => ({ colour, mark: "square", letter })),
    ...file.families.map(([, colour, mark]) => ({ colour, mark, letter: "" })),
  ];
  const last = looks.length - 1;
  const of = Uint16Array.from(nodes, (node) =>
    node.hub
      ? (models.get(node.model) ?? 0)
      : file.models.length + (families.get(node.type) ?? last - file.models.length),
  );
  return { looks, of };
}

type Outline = Record<string, [number, number][]>;

/** Put the outline of a mark around a point on a path. */
export function traceMark(
  ctx: CanvasRenderingContext2D,
  outlines: Outline,
  mark: string,
  x: number,
  y: number,
  size: number,
): void {
  const points = outlines[mark];
  ctx.beginPath();
  if (!points) {
    ctx.arc(x, y, size, 0, 2 * Math.PI);
    return;
  }
  points.forEach(([px, py], place) => {
    if (place) ctx.lineTo(x + px * size, y + py * size);
    else ctx.moveTo(x + px * size, y + py * size);
  });
  ctx.closePath();
}

/** Paint a mark with its rim and its letter; `unit` is pixels for one unit of the picture. */
export function paintMark(
  ctx: CanvasRenderingContext2D,
  outlines: Outline,
  look: Look,
  theme: Theme,
  x: number,
  y: number,
  size: number,
  unit: number,
): void {
  traceMark(ctx, outlines, look.mark, x, y, size);
  const ring = look.mark === "ring";
  ctx.fillStyle = ring ? theme.paper : look.colour;
  ctx.fill();
  ctx.lineWidth = Math.max(0.75, (ring ? 2 : 1) * unit);
  ctx.strokeStyle = ring ? (theme.dark ? look.colour : "#7b8691") : theme.rim;
  ctx.globalAlpha *= ring ? 1 : 0.75;
  ctx.stroke();
  ctx.globalAlpha /= ring ? 1 : 0.75;
  if (look.letter && size > 4.2) {
    ctx.fillStyle = inkOn(look.colour);
    const height = (look.letter.length > 1 ? 0.95 : 1.25) * size;
    ctx.font = `700 ${height.toFixed(1)}px ${theme.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(look.letter, x, y + 0.08 * size);
  }
}
