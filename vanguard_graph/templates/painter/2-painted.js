// Painting: lines are stroked in batches of one style; marks that look the same are painted once
// and copied; where they would be specks they are filled as squares.

const BATCH = 400; // lines in one path: longer paths take much more than in proportion
const SPECK = 1.3; // radius in device pixels below which a mark has no shape

class Painted extends Seen {
  paint() {
    const start = performance.now();
    const { ctx, canvas, view, ratio } = this;
    this.full = false;
    clearTimeout(this.rest);
    const [ox, oy] = [this.width / 2 - view.x * view.scale, this.height / 2 - view.y * view.scale];
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    this.enter();
    this.emit("beforeDrawing", ctx);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.paintEdges(ctx, ox, oy);
    this.paintNodes(ctx, ox, oy);
    this.enter();
    this.emit("afterDrawing", ctx);
    if (this.cost > SLOW || performance.now() - start > SLOW) {
      const copy = this.kept ? this.kept.canvas : document.createElement("canvas");
      if (copy.width !== canvas.width) copy.width = canvas.width;
      if (copy.height !== canvas.height) copy.height = canvas.height;
      const onto = copy.getContext("2d");
      onto.globalCompositeOperation = "copy";
      onto.drawImage(canvas, 0, 0);
      this.kept = { canvas: copy, view: { ...view } };
    }
    this.cost = performance.now() - start;
  }

  /** Let the context's unit be that of the picture. */
  enter() {
    const { ratio, view: { scale, x, y } } = this;
    this.ctx.setTransform(ratio * scale, 0, 0, ratio * scale,
      ratio * (this.width / 2 - x * scale), ratio * (this.height / 2 - y * scale));
  }

  paintAbove() {
    this.enter();
    this.emit("hovering", this.ctx);
  }

  /** Put the lines that are seen into groups of one style, faint ones first. */
  group() {
    const found = new Map();
    for (const edge of this.edges) {
      if (edge.hidden) continue;
      const { color, opacity } = edge.color;
      const key = [opacity, edge.width, color, edge.dashes].join(" ");
      if (!found.has(key)) found.set(key, { ...edge, color, opacity, ends: [] });
      found.get(key).ends.push(edge.from, edge.to);
    }
    this.batches = [...found.values()].sort((a, b) => a.opacity - b.opacity
      || a.width - b.width);
  }

  paintEdges(ctx, ox, oy) {
    if (!this.batches) this.group();
    const { scale } = this.view;
    for (const { ends, color, opacity, width, dashes } of this.batches) {
      ctx.strokeStyle = color;
      // Many thin lines on a small picture are drawn faintly: the marks must stand out.
      ctx.globalAlpha = opacity * Math.max(0.2, Math.sqrt(Math.min(1, 2 * width * scale)));
      ctx.lineWidth = Math.min(Math.max(width * scale, 0.5), width * 1.3);
      ctx.setLineDash(dashes && scale > 0.4 ? dashes.map((dash) => dash * scale) : []);
      let some = 0;
      ctx.beginPath();
      for (let k = 0; k < ends.length; k += 2) {
        const [a, b] = [this.nodes[ends[k]], this.nodes[ends[k + 1]]];
        const [ax, ay, bx, by] = [a.x * scale + ox, a.y * scale + oy,
          b.x * scale + ox, b.y * scale + oy];
        if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > this.width && bx > this.width)
          || (ay > this.height && by > this.height)) continue;
        ctx.moveTo(ax, ay);
        ctx.lineTo(bx, by);
        some += 1;
        if (some % BATCH === 0) {
          ctx.stroke();
          ctx.beginPath();
        }
      }
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
  }

  paintNodes(ctx, ox, oy) {
    const { scale } = this.view;
    const special = [];
    for (const node of this.nodes) {
      if (node.hidden) continue;
      const [x, y] = [node.x * scale + ox, node.y * scale + oy];
      const unit = this.marks.unit(node.id, scale);
      const reach = this.marks.size(node.id) * unit;
      if (x < -reach - 8 || y < -reach - 8 || x > this.width + reach + 8
        || y > this.height + reach + 8) continue;
      const key = this.marks.same(node.id);
      if (!key) special.push([node.id, x, y, unit]);
      else if (reach * this.ratio < SPECK) {
        ctx.fillStyle = this.marks.colour(node.id);
        ctx.globalAlpha = this.marks.alpha(node.id);
        ctx.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
      } else {
        const { picture, half } = this.sprite(node.id, `${key} ${unit.toFixed(4)}`, unit, reach);
        const [left, top] = [Math.round(x * this.ratio) - half, Math.round(y * this.ratio) - half];
        ctx.globalAlpha = 1;
        ctx.drawImage(picture, left / this.ratio, top / this.ratio,
          picture.width / this.ratio, picture.height / this.ratio);
      }
    }
    ctx.globalAlpha = 1;
    special.forEach(([id, x, y, unit]) => this.marks.paint(ctx, id, x, y, unit));
  }

  /** A mark on a canvas of its own, in device pixels. */
  sprite(id, key, unit, reach) {
    if (this.sprites.has(key)) return this.sprites.get(key);
    if (this.sprites.size > 400) this.sprites.clear();
    const picture = document.createElement("canvas");
    const half = Math.ceil((1.5 * reach + 2) * this.ratio);
    picture.width = 2 * half;
    picture.height = 2 * half;
    const ctx = picture.getContext("2d");
    ctx.setTransform(this.ratio, 0, 0, this.ratio, half, half);
    this.marks.paint(ctx, id, 0, 0, unit);
    this.sprites.set(key, { picture, half });
    return this.sprites.get(key);
  }
}
