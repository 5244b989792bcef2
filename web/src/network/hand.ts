// What a hand does on the picture: point, press, drag, turn a wheel, pinch.

const SLIP = 5; // pixels that a press may move

export interface HandEvents {
  point: (x: number, y: number, touch: boolean) => void;
  press: (x: number, y: number, touch: boolean) => void;
  drag: (dx: number, dy: number) => void;
  zoom: (x: number, y: number, by: number) => void;
  leave: () => void;
}

/** Call back for what a hand does on an element. */
export function listenToHand(box: HTMLElement, events: HandEvents): void {
  const down = new Map<number, { x: number; y: number }>();
  let gone = 0;
  const at = (event: MouseEvent) => {
    const edge = box.getBoundingClientRect();
    return { x: event.clientX - edge.left, y: event.clientY - edge.top };
  };
  box.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const turned = event.deltaY * (event.deltaMode ? 24 : 1);
      const { x, y } = at(event);
      events.zoom(x, y, Math.exp(-Math.max(-120, Math.min(120, turned)) / 400));
    },
    { passive: false },
  );
  box.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    if (!down.size) gone = 0;
    down.set(event.pointerId, at(event));
    try {
      box.setPointerCapture(event.pointerId);
    } catch {
      // The pointer has gone already.
    }
  });
  box.addEventListener("pointermove", (event) => {
    const now = at(event);
    const before = down.get(event.pointerId);
    if (!before) {
      events.point(now.x, now.y, event.pointerType === "touch");
      return;
    }
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    gone += Math.hypot(now.x - before.x, now.y - before.y);
    down.set(event.pointerId, now);
    if (other) {
      const [was, is] = [before, now].map((p) => Math.hypot(p.x - other.x, p.y - other.y)) as [
        number,
        number,
      ];
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      events.drag((now.x - before.x) / 2, (now.y - before.y) / 2);
      if (was > 0 && is > 0) events.zoom(middle.x, middle.y, is / was);
    } else if (gone > SLIP) {
      box.classList.add("dragged");
      events.drag(now.x - before.x, now.y - before.y);
    }
  });
  const up = (event: PointerEvent) => {
    if (!down.delete(event.pointerId) || down.size) return;
    box.classList.remove("dragged");
    if (gone <= SLIP && event.type === "pointerup") {
      const { x, y } = at(event);
      events.press(x, y, event.pointerType === "touch");
    }
  };
  box.addEventListener("pointerup", up);
  box.addEventListener("pointercancel", up);
  box.addEventListener("pointerleave", () => events.leave());
}
