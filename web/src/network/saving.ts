// What is seen, as files: PNG and SVG of the picture, CSV of the memberships that are shown.

import { saveFile } from "../shared/downloads";
import { countSources, nameOf, sayRole, sortLinks } from "./facts";
import { labelFont, LABEL_HEIGHT, LABEL_SIZE, paint, Sprites } from "./painter";
import { placeLabels, Grid } from "./labels";
import { inkOn, type Theme } from "./looks";
import { INFERRED, LEAD, type Scene } from "./scene";
import { heldOf } from "./select";
import type { Size, View } from "./view";

const SHARP = 2; // device pixels for one of the window

const PAPER: Partial<Theme> = {
  ink: "#1f2933",
  soft: "#52606d",
  paper: "#ffffff",
  accent: "#1b4f9c",
  line: "#8a949e",
  strong: "#56616d",
  rim: "#1f2933",
  dark: false,
};

/** Colours for a file, which is light whatever the screen is. */
function onPaper(theme: Theme): Theme {
  return { ...theme, ...PAPER };
}

export function savePng(scene: Scene, view: View, size: Size, theme: Theme): void {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(size.width * SHARP);
  canvas.height = Math.round(size.height * SHARP);
  const ctx = canvas.getContext("2d", { alpha: false })!;
  const steps = paint({ ctx, ...size, ratio: SHARP }, scene, view, onPaper(theme), new Sprites(), false);
  while (!steps.next().done);
  canvas.toBlob((blob) => {
    if (blob) saveFile("network.png", blob, "image/png");
  }, "image/png");
}

export function saveSvg(scene: Scene, view: View, size: Size, theme: Theme): void {
  saveFile("network.svg", writeSvg(scene, view, size, onPaper(theme)), "image/svg+xml");
}

export function saveCsv(scene: Scene, day: number | null): void {
  saveFile("network.csv", `\ufeff${writeCsv(scene, day)}`, "text/csv");
}

/** Text that may stand in XML: escaped, without characters that XML has not. */
function escapeXml(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The picture as it is seen, as an SVG without style and script, whose texts are texts. */
export function writeSvg(scene: Scene, view: View, size: Size, theme: Theme): string {
  const { nodes, links, file } = scene.network;
  const { scale } = view;
  const round = (value: number) => String(Math.round(value * 10) / 10);
  const x = (node: number) => (scene.xs[node]! - view.x) * scale + size.width / 2;
  const y = (node: number) => (scene.ys[node]! - view.y) * scale + size.height / 2;
  const within = (node: number) =>
    x(node) > -20 && y(node) > -20 && x(node) < size.width + 20 && y(node) < size.height + 20;
  const lines: string[] = [];
  links.forEach(({ body, tie }, place) => {
    if (!scene.part.links[place] || !(within(body) || within(tie))) return;
    const style = scene.styles[place]!;
    const lead = (style & LEAD) > 0;
    const width = Math.min(Math.max((lead ? 2.6 : 1.1) * scale, 0.6), lead ? 3.4 : 1.4);
    const faint = scene.bright && !scene.bright.links.has(place) ? ' opacity="0.15"' : "";
    lines.push(
      `<line x1="${round(x(body))}" y1="${round(y(body))}" x2="${round(x(tie))}" y2="${round(y(tie))}" ` +
        `stroke="${lead ? theme.strong : theme.line}" stroke-width="${round(width)}"` +
        `${style & INFERRED ? ' stroke-dasharray="5 4"' : ""}${faint}/>`,
    );
  });
  const marks: string[] = [];
  const taken = new Grid(40);
  const seen = scene.order.filter(within);
  for (const node of [...seen].reverse()) {
    const look = scene.looks[scene.lookOf[node]!]!;
    const reach = scene.sizes[node]! * scene.unitOf(node, scale);
    const ring = look.mark === "ring";
    taken.add([x(node) - reach, y(node) - reach, x(node) + reach, y(node) + reach]);
    const faint = scene.bright && !scene.bright.nodes.has(node) ? ' opacity="0.2"' : "";
    const paint =
      `fill="${ring ? "#ffffff" : look.colour}" stroke="${ring ? "#7b8691" : theme.rim}" ` +
      `stroke-width="${ring ? 1.6 : 0.8}"`;
    const points = file.marks[look.mark]
      ?.map(([px, py]) => `${round(x(node) + px * reach)},${round(y(node) + py * reach)}`)
      .join(" ");
    const shape = points
      ? `<polygon points="${points}" ${paint}/>`
      : `<circle cx="${round(x(node))}" cy="${round(y(node))}" r="${round(reach)}" ${paint}/>`;
    const letter = look.letter
      ? `<text x="${round(x(node))}" y="${round(y(node) + reach * 0.45)}" font-size="${round(1.25 * reach)}" ` +
        `font-weight="700" text-anchor="middle" fill="${inkOn(look.colour)}">${escapeXml(look.letter)}</text>`
      : "";
    marks.push(
      `<g${faint}><title>${escapeXml(nodes[node]!.label)}</title>${shape}${letter}</g>`,
    );
  }
  const ctx = document.createElement("canvas").getContext("2d")!;
  const candidates = seen
    .filter((node) => !scene.bright || scene.bright.nodes.has(node))
    .filter((node) => nodes[node]!.hub || scale >= (scene.sizes[node]! > 5 ? 0.5 : 0.95))
    .map((node) => ({
      node,
      x: x(node),
      y: y(node),
      reach: scene.sizes[node]! * scene.unitOf(node, scale) * 1.2,
      strong: nodes[node]!.hub,
      above: scene.above[node] === 1,
      urgent: nodes[node]!.hub || scene.bright !== null,
    }));
  const measure = (line: string, strong: boolean) => {
    ctx.font = labelFont(theme, strong);
    return ctx.measureText(line).width;
  };
  const texts = placeLabels(
    candidates, scene.linesOf, measure, taken, LABEL_HEIGHT, 400, [size.width, size.height],
  ).flatMap(
    (label) =>
      label.lines.map(
        (line, row) =>
          `<text x="${round(label.x)}" y="${round(label.y + row * LABEL_HEIGHT + 4)}" ` +
          `text-anchor="middle"${label.strong ? ' font-weight="600"' : ""} fill="${theme.ink}" ` +
          `stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">` +
          `${escapeXml(line)}</text>`,
      ),
  );
  const [width, height] = [Math.round(size.width), Math.round(size.height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="sans-serif" font-size="${LABEL_SIZE}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...lines,
    ...marks,
    ...texts,
    "</svg>\n",
  ].join("\n");
}

/** A cell that no spreadsheet runs as a formula, quoted where it must be. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The memberships that are shown, one row each. */
export function writeCsv(scene: Scene, day: number | null): string {
  const { network, part } = scene;
  const { file, nodes, links } = network;
  const head = [
    ...["partnership", "partnership_label", "care_model", "organisation", "organisation_label"],
    ...["type", "region", "role", "valid_from", "valid_to", "sources", "disputed"],
  ];
  const rows = sortLinks(network, part.links).map((place) => {
    const link = links[place]!;
    const [body, tie] = [nodes[link.body]!, nodes[link.tie]!];
    const held = heldOf(link, day);
    return [
      tie.id,
      tie.label,
      tie.model,
      body.id,
      body.label,
      nameOf(file.types, body.type),
      body.region && nameOf(file.regions, body.region),
      sayRole(network, held),
      held.map((one) => one.from).join("; "),
      held.map((one) => one.to).join("; "),
      countSources(held),
      held.some((one) => one.disputed) ? "yes" : "",
    ];
  });
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
