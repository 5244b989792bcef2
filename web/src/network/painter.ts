// Paints a scene in steps, so that no frame takes long: each step is a small, even share of work.

import { placeLabels, Grid, type Candidate, type Label } from "./labels";
import { paintMark, type Look, type Theme } from "./looks";
import { INFERRED, LEAD, type Scene } from "./scene";
import type { Size, View } from "./view";

const STEP = 260; // of work: about so many short lines
const FEW = 12; // nodes that stand out and are all named
const MOST_LABELS = 140;
const SPECK = 1.5; // pixels: smaller marks have no shape
const FAINT = 0.14;

/** Marks painted once, to be copied. */
export class Sprites {
  private made = new Map<string, { picture: HTMLCanvasElement; half: number }>();

  clear(): void {
    this.made.clear();
  }

  find(scene: Scene, theme: Theme, place: number, size: number, unit: number, ratio: number) {
    const key = `${place} ${size} ${unit.toFixed(3)} ${ratio}`;
    let found = this.made.get(key);
    if (!found) {
      if (this.made.size > 600) this.made.clear();
      const picture = document.createElement("canvas");
      const half = Math.ceil((1.5 * size * unit + 2) * ratio);
      picture.width = picture.height = 2 * half;
      const ctx = picture.getContext("2d")!;
      ctx.setTransform(ratio, 0, 0, ratio, half, half);
      const look: Look = scene.looks[place]!;
      paintMark(ctx, scene.network.file.marks, look, theme, 0, 0, size * unit, unit);
      found = { picture, half };
      this.made.set(key, found);
    }
    return found;
  }
}

export interface Canvas extends Size {
  ctx: CanvasRenderingContext2D;
  ratio: number;
}

/** Fonts of names, in pixels. */
export const LABEL_SIZE = 11.5;
export const LABEL_HEIGHT = 13.5;

const widths = new Map<string, number>();

function measureWith(ctx: CanvasRenderingContext2D, theme: Theme) {
  return (line: string, strong: boolean): number => {
    const key = `${strong ? 1 : 0}${line}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > 20_000) widths.clear();
      ctx.font = labelFont(theme, strong);
      width = ctx.measureText(line).width;
      widths.set(key, width);
    }
    return width;
  };
}

export function labelFont(theme: Theme, strong: boolean): string {
  return `${strong ? 600 : 400} ${LABEL_SIZE}px ${theme.font}`;
}

/**
 * Paint a scene as it is seen; each step yields. `quick` leaves out what costs most: for while the
 * hand moves. Returns the names that were written.
 */
export function* paint(
  canvas: Canvas,
  scene: Scene,
  view: View,
  theme: Theme,
  sprites: Sprites,
  quick: boolean,
): Generator<void, Label[]> {
  const { ctx, width, height, ratio } = canvas;
  const { nodes, links } = scene.network;
  const { scale } = view;
  const [ox, oy] = [width / 2 - view.x * scale, height / 2 - view.y * scale];
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
  ctx.fillStyle = theme.paper;
  ctx.fillRect(0, 0, width, height);
  const { bright, xs, ys } = scene;

  // Lines: faint ones first, those of leads above the others.
  let work = 0;
  for (const shining of bright ? [false, true] : [false]) {
    for (const style of [0, INFERRED, LEAD, LEAD | INFERRED]) {
      const lead = (style & LEAD) > 0;
      const thick = lead ? 2.6 : 1.1;
      ctx.strokeStyle = shining ? theme.ink : lead ? theme.strong : theme.line;
      ctx.globalAlpha =
        (bright && !shining ? FAINT : 1) *
        (scene.order.length > 2000 ? Math.max(0.3, Math.sqrt(Math.min(1, 2 * thick * scale))) : 1);
      ctx.lineWidth = Math.min(Math.max(thick * scale, shining ? 1.2 : 0.6), thick * 1.3);
      const dashed = (style & INFERRED) > 0 && scale > 0.4 && !quick;
      ctx.setLineDash(dashed ? [5 * Math.min(scale, 1.3), 4 * Math.min(scale, 1.3)] : []);
      ctx.beginPath();
      let some = 0;
      for (let place = 0; place < links.length; place++) {
        if (!scene.part.links[place] || scene.styles[place] !== style) continue;
        if (bright && bright.links.has(place) !== shining) continue;
        const { body, tie } = links[place]!;
        const ax = xs[body]! * scale + ox;
        const ay = ys[body]! * scale + oy;
        const bx = xs[tie]! * scale + ox;
        const by = ys[tie]! * scale + oy;
        if (
          (ax < 0 && bx < 0) ||
          (ay < 0 && by < 0) ||
          (ax > width && bx > width) ||
          (ay > height && by > height)
        ) {
          continue;
        }
        ctx.moveTo(ax, ay);
        ctx.lineTo(bx, by);
        some += 1;
        work += 1 + (Math.abs(ax - bx) + Math.abs(ay - by)) / (dashed ? 40 : 120);
        // Long paths take much more than in proportion.
        if (some >= 100 || work >= STEP) {
          ctx.stroke();
          ctx.beginPath();
          some = 0;
          if (work >= STEP) {
            work = 0;
            yield;
          }
        }
      }
      if (some) ctx.stroke();
    }
  }
  ctx.setLineDash([]);

  // Marks: bodies first, hubs above them.
  const marks = new Grid(40);
  const seen: number[] = [];
  let sought = 0;
  for (let turn = scene.order.length - 1; turn >= 0; turn--) {
    const node = scene.order[turn]!;
    const x = xs[node]! * scale + ox;
    const y = ys[node]! * scale + oy;
    const unit = scene.unitOf(node, scale);
    const reach = scene.sizes[node]! * unit;
    if (x < -reach - 8 || y < -reach - 8 || x > width + reach + 8 || y > height + reach + 8) continue;
    seen.push(node);
    ctx.globalAlpha = bright && !bright.nodes.has(node) ? FAINT + 0.06 : 1;
    const look = scene.looks[scene.lookOf[node]!]!;
    if (reach * ratio < SPECK || (quick && reach < 2.6)) {
      ctx.fillStyle = look.colour;
      ctx.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
      work += 0.5;
    } else {
      const { picture, half } = sprites.find(
        scene,
        theme,
        scene.lookOf[node]!,
        scene.sizes[node]!,
        unit,
        ratio,
      );
      const left = Math.round(x * ratio) - half;
      const top = Math.round(y * ratio) - half;
      ctx.drawImage(picture, left / ratio, top / ratio, picture.width / ratio, picture.height / ratio);
      work += 1.5;
    }
    if (sought++ < 2500) marks.add([x - reach, y - reach, x + reach, y + reach]);
    if (work >= STEP) {
      work = 0;
      yield;
    }
  }
  ctx.globalAlpha = 1;

  const measure = measureWith(ctx, theme);
  const labels = placeLabels(
    chooseNames(seen),
    scene.linesOf,
    measure,
    marks,
    LABEL_HEIGHT,
    quick ? 30 : MOST_LABELS,
    [width, height],
  );
  yield;
  let written = 0;
  for (const label of labels) {
    paintLabel(ctx, label, theme, quick);
    if (++written % 12 === 0) yield;
  }
  return labels;

  function* chooseNames(found: number[]): Generator<Candidate> {
    let tried = 0;
    const [chosen] = bright?.nodes ?? [];
    // Of a chain, or of a few neighbours, every name is wanted.
    const few = bright !== null && bright !== undefined && bright.nodes.size <= FEW;
    for (let turn = found.length - 1; turn >= 0; turn--) {
      const node = found[turn]!;
      const shining = bright?.nodes.has(node) ?? false;
      if (bright && !shining) continue;
      const { hub } = nodes[node]!;
      const unit = scene.unitOf(node, scale);
      const several = scene.sizes[node]! > 5;
      // Names of those in one partnership would only be clutter from afar.
      if (!hub && !shining && scale < (several ? 0.5 : 0.95)) continue;
      if (++tried > 700) return;
      yield {
        node,
        x: xs[node]! * scale + ox,
        y: ys[node]! * scale + oy,
        reach: scene.sizes[node]! * unit * (hub ? 1.05 : 1.3),
        strong: hub,
        above: scene.above[node] === 1,
        urgent: hub || node === chosen || (few && shining),
      };
    }
  }
}

/** Write a name with a rim of paper, so that it can be read above lines. */
export function paintLabel(
  ctx: CanvasRenderingContext2D,
  label: Label,
  theme: Theme,
  quick: boolean,
): void {
  ctx.font = labelFont(theme, label.strong);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3;
  ctx.strokeStyle = theme.paper;
  label.lines.forEach((line, row) => {
    const y = label.y + row * LABEL_HEIGHT;
    if (!quick) {
      ctx.globalAlpha = 0.9;
      ctx.strokeText(line, label.x, y);
      ctx.globalAlpha = 1;
    }
    ctx.fillStyle = theme.ink;
    ctx.fillText(line, label.x, y);
  });
}
