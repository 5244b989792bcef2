// What is on the screen: pictures painted bit by bit behind it, the last one moved and stretched
// while the hand moves, and above it what the reader points at.

import type { Label } from "./labels";
import type { Theme } from "./looks";
import { paint, Sprites, type Canvas } from "./painter";
import type { Scene } from "./scene";
import { between, toWindow, type Size, type View } from "./view";

const SMALL = 1600; // marks and lines that are painted anew in every frame
const MARGIN = 0.25; // of the window, painted around it, so that no edge is bare
const REST = 130; // milliseconds without a move after which it is painted in full
const SLICE = 7; // milliseconds of painting in a frame

interface Kept {
  canvas: HTMLCanvasElement;
  view: View;
  size: Size;
  quick: boolean;
  labels: Label[];
}

interface Job {
  steps: Generator<void, Label[]>;
  kept: Kept;
}

export class Screen {
  readonly size: Size = { width: 0, height: 0 };
  view: View = { scale: 1, x: 0, y: 0 };
  /** Paints above the picture, in pixels of the window. */
  above: (ctx: CanvasRenderingContext2D) => void = () => {};
  private ctx: CanvasRenderingContext2D;
  private ratio = 1;
  private shown: Kept | null = null;
  private whole: Kept | null = null;
  private spare: HTMLCanvasElement[] = [];
  private job: Job | null = null;
  private sprites = new Sprites();
  private asked = false;
  private last = 0;
  private quota = 6;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private moving = false;
  private flight: { from: View; to: View; start: number; time: number } | null = null;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private scene: Scene,
    private theme: Theme,
  ) {
    this.ctx = canvas.getContext("2d", { alpha: false })!;
  }

  get labels(): Label[] {
    return this.shown?.labels ?? [];
  }

  /** Whether everything is painted that is to be, and nothing moves. */
  get resting(): boolean {
    return !this.moving && !this.job && !this.flight && !this.asked && !this.shown?.quick;
  }

  /** Whether the view is on its way somewhere. */
  get flying(): boolean {
    return this.flight !== null;
  }

  private get small(): boolean {
    return this.scene.size <= SMALL;
  }

  /** Follow the size of the window; tell whether it changed. */
  resize(width: number, height: number): boolean {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    if (width === this.size.width && height === this.size.height && ratio === this.ratio) {
      return false;
    }
    Object.assign(this.size, { width, height });
    this.ratio = ratio;
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.sprites.clear();
    this.spare = [];
    this.shown = this.whole = this.job = null;
    return true;
  }

  /** Colours changed. */
  retheme(theme: Theme): void {
    this.theme = theme;
    this.sprites.clear();
    this.redraw();
  }

  /** Paint everything at once: for the first view, and after a change of size. */
  paintNow(): void {
    this.job = this.begin(false);
    this.run(Infinity);
    this.compose();
  }

  /** What is shown changed: paint it anew, bit by bit. */
  redraw(): void {
    this.whole = null;
    this.job = null;
    if (this.size.width) this.job = this.begin(false);
    this.ask();
  }

  /** Only what stands above the picture changed. */
  glance(): void {
    this.ask();
  }

  /** Look elsewhere, as the hand does. */
  look(view: View): void {
    this.flight = null;
    this.move(view);
  }

  /** Look elsewhere, on the way there. */
  fly(to: View, time: number): void {
    if (!time) {
      this.look(to);
      return;
    }
    this.flight = { from: this.view, to, start: performance.now(), time };
    this.ask();
  }

  private move(view: View): void {
    this.view = view;
    this.moving = true;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.moving = false;
      this.job = this.begin(false);
      this.ask();
    }, REST);
    this.ask();
  }

  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame((now) => this.frame(now));
  }

  private frame(now: number): void {
    this.asked = false;
    if (!this.size.width) return;
    const passed = now - this.last;
    this.last = now;
    if (this.flight) {
      const { from, to, start, time } = this.flight;
      const part = Math.min(Math.max((now - start) / time, 0), 1);
      this.move(between(from, to, part));
      if (part >= 1) this.flight = null;
    }
    if (this.small) {
      if (this.moving) this.job = this.begin(false);
      this.run(Infinity);
    } else {
      // Frames tell what a step costs: much of the work is done after the script has ended.
      if (this.job && passed < 200) {
        this.quota = passed > 30 ? Math.max(1, this.quota * 0.6) : Math.min(24, this.quota + 0.5);
      }
      if (this.moving && !this.job && !this.covers()) this.job = this.begin(true);
      this.run(this.quota);
    }
    this.compose();
    if (this.job || this.flight) this.ask();
  }

  /** Whether the picture that is kept fills the window well enough. */
  private covers(): boolean {
    const kept = this.shown;
    if (!kept) return false;
    const by = this.view.scale / kept.view.scale;
    if (by > 2.2 || by < 0.75) return false;
    const at = toWindow(this.view, this.size, kept.view.x, kept.view.y);
    const [half, tall] = [(kept.size.width * by) / 2, (kept.size.height * by) / 2];
    return (
      at.x - half <= 0 &&
      at.y - tall <= 0 &&
      at.x + half >= this.size.width &&
      at.y + tall >= this.size.height
    );
  }

  private begin(quick: boolean): Job {
    const more = this.small ? 1 : 1 + 2 * MARGIN;
    const size = {
      width: Math.round(this.size.width * more),
      height: Math.round(this.size.height * more),
    };
    const canvas = this.takeCanvas();
    const [width, height] = [Math.round(size.width * this.ratio), Math.round(size.height * this.ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const onto: Canvas = {
      ctx: canvas.getContext("2d", { alpha: false })!,
      ...size,
      ratio: this.ratio,
    };
    const view = { ...this.view };
    return {
      steps: paint(onto, this.scene, view, this.theme, this.sprites, quick),
      kept: { canvas, view, size, quick, labels: [] },
    };
  }

  /** A canvas that is not on the screen: there are two, painted on in turn. */
  private takeCanvas(): HTMLCanvasElement {
    const used = this.shown?.canvas;
    const free = this.spare.find((one) => one !== used);
    if (free) return free;
    const made = document.createElement("canvas");
    this.spare.push(made);
    return made;
  }

  private run(steps: number): void {
    if (!this.job) return;
    const start = performance.now();
    for (let done = 0; done < steps; done++) {
      const { value, done: over } = this.job.steps.next();
      if (over) {
        this.shown = { ...this.job.kept, labels: value };
        this.job = null;
        this.keepWhole();
        // The hand has moved on while it was painted.
        if (!this.moving && this.shown.quick) this.job = this.begin(false);
        return;
      }
      if (steps !== Infinity && performance.now() - start > SLICE) return;
    }
  }

  /** Keep one picture of everything, to stand where others do not reach. */
  private keepWhole(): void {
    const kept = this.shown!;
    if (this.small || this.whole || kept.quick) return;
    const { left, top, right, bottom } = this.scene.bounds();
    const wide = (right - left) * kept.view.scale <= kept.size.width;
    if (!wide || (bottom - top) * kept.view.scale > kept.size.height) return;
    const canvas = document.createElement("canvas");
    canvas.width = kept.canvas.width;
    canvas.height = kept.canvas.height;
    canvas.getContext("2d", { alpha: false })!.drawImage(kept.canvas, 0, 0);
    this.whole = { ...kept, canvas };
  }

  private compose(): void {
    const { ctx, shown, size, ratio } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    if (!shown || this.moving || !this.covers()) {
      ctx.fillStyle = this.theme.paper;
      ctx.fillRect(0, 0, this.canvas.width, this.canvas.height);
    }
    if (this.whole && shown && !this.covers()) this.stretch(this.whole);
    if (shown) this.stretch(shown);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (size.width) this.above(ctx);
  }

  private stretch(kept: Kept): void {
    const { ctx, ratio } = this;
    const by = this.view.scale / kept.view.scale;
    const at = toWindow(this.view, this.size, kept.view.x, kept.view.y);
    const left = Math.round((at.x - (kept.size.width * by) / 2) * ratio);
    const top = Math.round((at.y - (kept.size.height * by) / 2) * ratio);
    ctx.imageSmoothingEnabled = false;
    if (Math.abs(by - 1) < 1e-6) ctx.drawImage(kept.canvas, left, top);
    else ctx.drawImage(kept.canvas, left, top, kept.canvas.width * by, kept.canvas.height * by);
  }
}
