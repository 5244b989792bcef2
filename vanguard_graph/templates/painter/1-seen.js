// Draws a network too large for vis-network on one canvas, for the same page: `vis` has the few
// classes, methods and events of vis-network that the page uses, and a few more.
// Here: what is shown, which part of it is seen, and when a frame is painted.
//
// A frame that took long is moved and stretched as a picture while the reader drags or zooms, and
// painted anew when the hand rests.

const LEAST = 0.004; // scale
const MOST = 8;
const SLOW = 30; // milliseconds: frames that take longer are not painted while moving
const REST = 130; // milliseconds without a move after which a frame is painted in full

class DataSet {
  constructor(items) {
    this.items = items;
    this.tell = () => {};
  }

  /** Change items by their ids, which are their places. */
  update(changes) {
    for (const change of changes) Object.assign(this.items[change.id], change);
    if (changes.length) this.tell();
  }
}

const ease = (t) => (t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) ** 2);

class Seen {
  constructor(holder, { nodes, edges }, { marks }) {
    Object.assign(this, { holder, nodes: nodes.items, edges: edges.items, marks });
    this.view = { scale: 1, x: 0, y: 0 }; // the point of the picture in the middle of the window
    this.listeners = {};
    this.sprites = new Map();
    this.batches = null;
    this.cost = 0; // milliseconds that the last full frame took
    this.kept = null; // the last full frame, and what was seen in it
    nodes.tell = () => this.redraw();
    edges.tell = () => { this.batches = null; this.redraw(); };
    const frame = document.createElement("div");
    frame.className = "vis-network";
    this.canvas = document.createElement("canvas");
    this.canvas.style.cssText = "display: block; width: 100%; height: 100%; touch-action: none";
    frame.style.cssText = "width: 100%; height: 100%; overflow: hidden";
    frame.append(this.canvas);
    holder.append(frame);
    this.ctx = this.canvas.getContext("2d");
    this.resize();
    new ResizeObserver(() => {
      if (this.resize()) this.emit("resize", {});
    }).observe(holder);
    this.listen();
  }

  on(name, act) { (this.listeners[name] = this.listeners[name] || []).push(act); }

  emit(name, value) { (this.listeners[name] || []).forEach((act) => act(value)); }

  getScale() { return this.view.scale; }

  canvasToDOM({ x, y }) {
    const { view } = this;
    return { x: (x - view.x) * view.scale + this.width / 2,
      y: (y - view.y) * view.scale + this.height / 2 };
  }

  DOMtoCanvas({ x, y }) {
    const { view } = this;
    return { x: (x - this.width / 2) / view.scale + view.x,
      y: (y - this.height / 2) / view.scale + view.y };
  }

  /** Follow the size of the window; tell whether it changed. */
  resize() {
    const [width, height] = [this.holder.clientWidth, this.holder.clientHeight];
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (width === this.width && height === this.height && ratio === this.ratio) return false;
    Object.assign(this, { width, height, ratio, kept: null });
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.sprites.clear();
    this.redraw();
    return true;
  }

  moveTo({ position, scale, offset, animation }) {
    const from = { ...this.view };
    const to = { scale: Math.min(Math.max(scale || from.scale, LEAST), MOST),
      x: position ? position.x : from.x, y: position ? position.y : from.y };
    if (offset) {
      to.x -= offset.x / to.scale;
      to.y -= offset.y / to.scale;
    }
    const run = {};
    this.run = run; // whatever moved before moves no more
    if (!animation) {
      this.view = to;
      this.redraw();
      return;
    }
    const start = performance.now();
    const step = (now) => {
      if (this.run !== run) return;
      const part = Math.min(Math.max((now - start) / animation.duration, 0), 1);
      const by = ease(part);
      const mix = (a, b) => a + (b - a) * by;
      this.view = { scale: from.scale * (to.scale / from.scale) ** by,
        x: mix(from.x, to.x), y: mix(from.y, to.y) };
      this.move();
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  /** Ask for a full frame. */
  redraw() {
    this.full = true;
    this.ask();
  }

  /** Ask for what stands above the picture: its last full frame will do where that is dear. */
  glance() {
    if (this.cost > SLOW && this.kept) this.ask();
    else this.redraw();
  }

  /** Ask for a frame while something moves. */
  move() {
    clearTimeout(this.rest);
    if (this.cost > SLOW && this.kept) this.rest = setTimeout(() => this.redraw(), REST);
    else this.full = true;
    this.ask();
  }

  ask() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      if (!this.width || !this.height) return;
      if (this.full) this.paint();
      else this.slide();
      this.paintAbove();
    });
  }

  /** Show the last full frame where it would be now. */
  slide() {
    const { ctx, kept, view, canvas } = this;
    const by = view.scale / kept.view.scale;
    const at = this.canvasToDOM(kept.view);
    const [w, h] = [canvas.width * by, canvas.height * by];
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(kept.canvas, at.x * this.ratio - w / 2, at.y * this.ratio - h / 2, w, h);
  }
}
