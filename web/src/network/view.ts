// Which part of the picture is seen: the point in the middle of the window, and pixels a unit.

export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const MOST_SCALE = 6;

/** Where a point of the picture is in the window. */
export function toWindow(view: View, { width, height }: Size, x: number, y: number) {
  return { x: (x - view.x) * view.scale + width / 2, y: (y - view.y) * view.scale + height / 2 };
}

/** Where a point of the window is in the picture. */
export function toPicture(view: View, { width, height }: Size, x: number, y: number) {
  return { x: (x - width / 2) / view.scale + view.x, y: (y - height / 2) / view.scale + view.y };
}

/** The view that shows a box whole, with some room for labels; `taken` pixels on the right are not free. */
export function fitBox(box: Box, size: Size, most: number, taken = 0): View {
  // Names stand below and beside their marks, and are wider than they are tall.
  const [side, end] = [Math.min(72, size.width * 0.16), Math.min(40, size.height * 0.08)];
  const free = Math.max(size.width - taken, 80);
  const scale = Math.min(
    (free - 2 * Math.min(side, free / 4)) / Math.max(box.right - box.left, 1),
    (size.height - 2 * end) / Math.max(box.bottom - box.top, 1),
    most,
  );
  const kept = Math.max(scale, 0.002);
  return {
    scale: kept,
    x: (box.left + box.right) / 2 + taken / 2 / kept,
    y: (box.top + box.bottom) / 2,
  };
}

/** Zoom about a point of the window, which stays where it is. */
export function zoomAbout(view: View, size: Size, x: number, y: number, by: number, least: number) {
  const scale = Math.min(Math.max(view.scale * by, least), MOST_SCALE);
  const at = toPicture(view, size, x, y);
  return { scale, x: at.x - (x - size.width / 2) / scale, y: at.y - (y - size.height / 2) / scale };
}

/** A view between two others. */
export function between(from: View, to: View, part: number): View {
  const by = part < 0.5 ? 2 * part * part : 1 - 2 * (1 - part) ** 2;
  const scale = from.scale * (to.scale / from.scale) ** by;
  return { scale, x: from.x + (to.x - from.x) * by, y: from.y + (to.y - from.y) * by };
}
