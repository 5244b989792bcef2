// The picture as a reader handles it: what is pointed at, chosen, walked to; by mouse, touch, keys.

import { listenToHand } from "./hand";
import { readTheme, type Theme } from "./looks";
import { labelFont } from "./painter";
import type { Scene } from "./scene";
import { Screen } from "./screen";
import { fitBox, toPicture, toWindow, zoomAbout, type View } from "./view";

const NEAR = 5; // pixels around a mark that still hit it; more for fingers
const FLIGHT = 380; // milliseconds

export interface StageEvents {
  /** A node was chosen; null when the choice was given up. `enter` asks for its details. */
  choose: (node: number | null, enter: boolean) => void;
  /** Something to be read aloud. */
  say: (words: string) => void;
}

export class Stage {
  readonly screen: Screen;
  /** Where the keyboard stands. */
  cursor: number | null = null;
  hovered: number | null = null;
  selected: number | null = null;
  private theme: Theme;
  /** Pixels on the right that details stand on. */
  taken = 0;
  private least = 0.002;
  private fitted = true;
  private still = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(
    readonly box: HTMLElement,
    readonly scene: Scene,
    private events: StageEvents,
  ) {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    box.append(canvas);
    this.theme = readTheme(box);
    this.screen = new Screen(canvas, scene, this.theme);
    this.screen.above = (ctx) => this.paintAbove(ctx);
    this.measure();
    new ResizeObserver(() => this.measure()).observe(box);
    const retheme = () => {
      this.theme = readTheme(box);
      this.screen.retheme(this.theme);
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retheme);
    listenToHand(box, {
      point: (x, y, touch) => this.point(x, y, touch),
      press: (x, y, touch) => this.press(x, y, touch),
      drag: (dx, dy) => this.drag(dx, dy),
      zoom: (x, y, by) => this.zoom(by, x, y),
      leave: () => this.hover(null),
    });
    box.addEventListener("keydown", (event) => this.answerKey(event));
    box.addEventListener("blur", () => this.screen.glance());
    box.addEventListener("focus", () => this.screen.glance());
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!width || !height || !this.screen.resize(width, height)) return;
    const tall = width < height * 1.1;
    if (tall !== this.scene.tall) {
      this.scene.turn(tall);
      this.fitted = true;
    }
    if (this.fitted) this.screen.look(this.fitView());
    this.screen.paintNow();
  }

  private fitView(): View {
    const view = fitBox(this.scene.bounds(), this.screen.size, 1.5, this.taken);
    this.least = Math.min(view.scale * 0.5, 0.2);
    return view;
  }

  private get time(): number {
    return this.still.matches ? 0 : FLIGHT;
  }

  /** Show everything that passes the filters. */
  fit(): void {
    this.fitted = true;
    this.screen.fly(this.fitView(), this.time);
  }

  /** What is shown changed; look at all of it where the reader had not gone elsewhere. */
  refresh(): void {
    if (this.cursor !== null && !this.scene.part.nodes[this.cursor]) this.cursor = null;
    this.hovered = null;
    const view = this.fitView();
    this.screen.redraw();
    if (this.fitted) this.screen.fly(view, this.time);
  }

  zoom(by: number, x = this.screen.size.width / 2, y = this.screen.size.height / 2): void {
    this.fitted = false;
    this.screen.look(zoomAbout(this.screen.view, this.screen.size, x, y, by, this.least));
  }

  private drag(dx: number, dy: number): void {
    this.fitted = false;
    const { view } = this.screen;
    this.screen.look({ ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale });
  }

  /** Look at some nodes closely. */
  flyTo(nodes: readonly number[]): void {
    if (!nodes.length) return;
    this.fitted = false;
    const box = this.scene.bounds(nodes);
    const pad = nodes.length > 1 ? 40 : 150;
    const room = {
      left: box.left - pad,
      right: box.right + pad,
      top: box.top - pad,
      bottom: box.bottom + pad,
    };
    const view = fitBox(room, this.screen.size, 1.6, this.taken);
    this.screen.fly({ ...view, scale: Math.max(view.scale, this.least) }, this.time);
  }

  /** Choose a node, and let it and its neighbours stand out; null for none. */
  select(node: number | null, chain: readonly number[] = []): void {
    const { scene } = this;
    this.selected = node;
    if (node !== null) this.cursor = node;
    this.reveal(node);
    if (chain.length) {
      const nodes = new Set(chain);
      const links = new Set<number>();
      chain.slice(1).forEach((to, place) => {
        for (const link of scene.network.around[to]!) {
          const ends = scene.network.links[link]!;
          if (ends.body === chain[place] || ends.tie === chain[place]) links.add(link);
        }
      });
      scene.bright = { nodes, links };
    } else if (node !== null) {
      const links = scene.network.around[node]!.filter((link) => scene.part.links[link]);
      scene.bright = { nodes: new Set([node, ...scene.neighbours(node)]), links: new Set(links) };
    } else {
      scene.bright = null;
    }
    this.screen.redraw();
  }

  /** Bring a node from under the details into the window. */
  private reveal(node: number | null): void {
    const { scene, screen } = this;
    if (node === null || !this.taken || screen.flying) return;
    const x = (scene.xs[node]! - screen.view.x) * screen.view.scale + screen.size.width / 2;
    const over = x - (screen.size.width - this.taken - 60);
    if (over <= 0) return;
    this.fitted = false;
    const { view } = screen;
    screen.fly({ ...view, x: view.x + over / view.scale }, this.time);
  }

  /** The node at a point of the window, null for none. */
  find(x: number, y: number, touch = false): number | null {
    const { scene, screen } = this;
    const at = toPicture(screen.view, screen.size, x, y);
    const { scale } = screen.view;
    let best: number | null = null;
    let least = Infinity;
    for (const node of scene.order) {
      const far = Math.hypot(scene.xs[node]! - at.x, scene.ys[node]! - at.y) * scale;
      const reach = scene.sizes[node]! * scene.unitOf(node, scale) * 1.2 + (touch ? 12 : NEAR);
      if (far < reach && far < least) [best, least] = [node, far];
    }
    return best;
  }

  private point(x: number, y: number, touch: boolean): void {
    if (!touch) this.hover(this.find(x, y));
  }

  private hover(node: number | null): void {
    if (node === this.hovered) return;
    this.hovered = node;
    this.box.classList.toggle("over", node !== null);
    this.screen.glance();
  }

  private press(x: number, y: number, touch: boolean): void {
    const node = this.find(x, y, touch);
    this.cursor = node;
    this.events.choose(node, false);
  }

  private answerKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (step) this.walk(step[0]!, step[1]!);
    else if (event.key === "Enter" || event.key === " ") {
      if (this.cursor === null) return;
      this.events.choose(this.cursor, true);
    } else if (event.key === "Escape") {
      if (this.hovered === null && this.cursor === null && this.selected === null) return;
      this.hovered = this.cursor = null;
      this.events.choose(null, false);
      this.screen.glance();
    } else if (event.key === "+" || event.key === "=") this.zoom(1.4);
    else if (event.key === "-") this.zoom(1 / 1.4);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }

  /** Go to a neighbour that lies in a direction; where none does, to what lies there at all. */
  private walk(dx: number, dy: number): void {
    const { scene, screen } = this;
    let next: number | null;
    if (this.cursor === null) {
      next = this.nearest(scene.order.slice(0, 400), screen.view.x, screen.view.y);
    } else {
      const from = this.cursor;
      const lies = (nodes: readonly number[]) => {
        let best: number | null = null;
        let least = Infinity;
        for (const node of nodes) {
          const [x, y] = [scene.xs[node]! - scene.xs[from]!, scene.ys[node]! - scene.ys[from]!];
          const along = x * dx + y * dy;
          const aside = Math.abs(x * dy) + Math.abs(y * dx);
          if (node === from || along <= 0 || aside > 1.8 * along) continue;
          if (along + 2 * aside < least) [best, least] = [node, along + 2 * aside];
        }
        return best;
      };
      next = lies(scene.neighbours(from)) ?? lies(scene.order);
    }
    if (next === null) return;
    this.cursor = next;
    const at = toWindow(screen.view, screen.size, scene.xs[next]!, scene.ys[next]!);
    const { width, height } = screen.size;
    if (at.x < 40 || at.y < 40 || at.x > width - 40 || at.y > height - 40) {
      this.fitted = false;
      screen.fly({ ...screen.view, x: scene.xs[next]!, y: scene.ys[next]! }, this.time);
    } else screen.glance();
    const node = scene.network.nodes[next]!;
    const others = scene.neighbours(next).length;
    const noun = node.hub ? "member" : "partnership";
    this.events.say(`${node.label}, ${others} ${noun}${others === 1 ? "" : "s"}`);
  }

  private nearest(nodes: readonly number[], x: number, y: number): number | null {
    let best: number | null = null;
    let least = Infinity;
    for (const node of nodes) {
      const far = Math.hypot(this.scene.xs[node]! - x, this.scene.ys[node]! - y);
      if (far < least) [best, least] = [node, far];
    }
    return best;
  }

  private paintAbove(ctx: CanvasRenderingContext2D): void {
    const { scene, screen, theme } = this;
    const rings: [number | null, string, number, number][] = [
      [this.selected, theme.accent, 3, 5],
      [document.activeElement === this.box ? this.cursor : null, theme.ink, 2, 9],
      [this.hovered, theme.accent, 1.5, 4],
    ];
    for (const [node, colour, width, away] of rings) {
      if (node === null || !scene.part.nodes[node]) continue;
      const at = toWindow(screen.view, screen.size, scene.xs[node]!, scene.ys[node]!);
      const reach = scene.sizes[node]! * scene.unitOf(node, screen.view.scale) * 1.2;
      ctx.beginPath();
      ctx.arc(at.x, at.y, reach + away, 0, 2 * Math.PI);
      ctx.lineWidth = width;
      ctx.strokeStyle = colour;
      ctx.stroke();
    }
    const named = this.hovered ?? (document.activeElement === this.box ? this.cursor : null);
    if (named !== null && scene.part.nodes[named]) this.paintPlate(ctx, named);
  }

  /** Write the whole name of a node on a plate above everything. */
  private paintPlate(ctx: CanvasRenderingContext2D, node: number): void {
    const { scene, screen, theme } = this;
    const at = toWindow(screen.view, screen.size, scene.xs[node]!, scene.ys[node]!);
    const reach = scene.sizes[node]! * scene.unitOf(node, screen.view.scale) + 8;
    const known = scene.network.nodes[node]!;
    const words = known.label.length > 90 ? `${known.label.slice(0, 89)}…` : known.label;
    const note = describeNode(scene, node);
    ctx.font = labelFont(theme, true).replace(/[\d.]+px/, "13px");
    const first = ctx.measureText(words).width;
    ctx.font = labelFont(theme, false).replace(/[\d.]+px/, "12px");
    const width = Math.min(Math.max(first, ctx.measureText(note).width) + 20, screen.size.width - 12);
    const left = Math.max(6, Math.min(at.x - width / 2, screen.size.width - width - 6));
    const top = at.y + reach + 48 > screen.size.height ? at.y - reach - 46 : at.y + reach;
    ctx.fillStyle = theme.paper;
    ctx.strokeStyle = theme.soft;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.rect(Math.round(left) + 0.5, Math.round(top) + 0.5, Math.round(width), 44);
    ctx.fill();
    ctx.stroke();
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillStyle = theme.soft;
    ctx.fillText(note, left + 10, top + 31, width - 20);
    ctx.font = labelFont(theme, true).replace(/[\d.]+px/, "13px");
    ctx.fillStyle = theme.ink;
    ctx.fillText(words, left + 10, top + 15, width - 20);
  }
}

/** What a node is, in a few words: "Multispecialty community providers, 9 members". */
export function describeNode(scene: Scene, node: number): string {
  const { file, nodes } = scene.network;
  const known = nodes[node]!;
  const others = scene.neighbours(node).length;
  if (known.hub) {
    const model = file.models.find(([code]) => code === known.model)?.[1] ?? "Partnership";
    return `${model}, ${others} member${others === 1 ? "" : "s"}`;
  }
  const type = file.types.find(([code]) => code === known.type)?.[1] ?? known.type;
  return [type, known.code].filter(Boolean).join(", ");
}
