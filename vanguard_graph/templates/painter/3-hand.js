// What a hand does: drag, zoom with a wheel or two fingers, click.

class Network extends Painted {
  /** The number of the line at a point of the window; undefined for none. */
  getEdgeAt(point) {
    const at = this.DOMtoCanvas(point);
    let least = 6 / this.view.scale;
    let best;
    this.edges.forEach((edge) => {
      if (edge.hidden) return;
      const [a, b] = [this.nodes[edge.from], this.nodes[edge.to]];
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const along = ((at.x - a.x) * dx + (at.y - a.y) * dy) / (dx * dx + dy * dy || 1);
      const part = Math.min(Math.max(along, 0), 1);
      const far = Math.hypot(a.x + part * dx - at.x, a.y + part * dy - at.y);
      if (far < least) [least, best] = [far, edge.id];
    });
    return best;
  }

  /** Zoom about a point of the window. */
  zoomAt(point, by) {
    const scale = Math.min(Math.max(this.view.scale * by, LEAST), MOST);
    const at = this.DOMtoCanvas(point);
    this.run = {};
    this.view = { scale, x: at.x - (point.x - this.width / 2) / scale,
      y: at.y - (point.y - this.height / 2) / scale };
    this.move();
    this.emit("zoom", {});
  }

  listen() {
    const down = new Map();
    let gone = 0; // pixels since the first finger came down
    const at = (event) => {
      const edge = this.canvas.getBoundingClientRect();
      return { x: event.clientX - edge.left, y: event.clientY - edge.top };
    };
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const lines = event.deltaMode ? 24 : 1;
      this.zoomAt(at(event), Math.exp(-Math.max(-90, Math.min(90, event.deltaY * lines)) / 450));
    }, { passive: false });
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      if (!down.size) gone = 0;
      down.set(event.pointerId, at(event));
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      const other = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point)[0];
      gone += Math.hypot(now.x - before.x, now.y - before.y);
      down.set(event.pointerId, now);
      if (other) {
        const [was, is] = [before, now].map((p) => Math.hypot(p.x - other.x, p.y - other.y));
        this.zoomAt({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, is / (was || 1));
      } else if (gone > 4) {
        this.run = {};
        this.view.x -= (now.x - before.x) / this.view.scale;
        this.view.y -= (now.y - before.y) / this.view.scale;
        this.move();
      }
    });
    const up = (event) => {
      if (!down.delete(event.pointerId) || down.size) return;
      if (gone > 4) this.emit("dragEnd", {});
      else if (event.type === "pointerup") this.emit("click", { pointer: { DOM: at(event) } });
    };
    ["pointerup", "pointercancel"].forEach((name) => this.canvas.addEventListener(name, up));
  }
}

window.vis = { DataSet, Network };
