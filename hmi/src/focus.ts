/**
 * Moving the focus with a rotary controller. Pure: it works on rectangles; `rotary.ts` is its
 * edge. A detent goes to the next target of the same area, a nudge to the nearest one in a
 * direction, also across areas.
 */
export interface Box { left: number; top: number; right: number; bottom: number }

export interface Target { area: string; box: Box }

export type Direction = "up" | "down" | "left" | "right";

/** Return the target `detents` further in the area of `from`, round and round. */
export function rotated(targets: readonly Target[], from: number, detents: number): number {
  const here = targets[from];
  if (here === undefined) return targets.length > 0 ? 0 : -1;
  const ring = targets.flatMap((one, index) => (one.area === here.area ? [index] : []));
  const place = ring.indexOf(from);
  return ring[(place + (detents % ring.length) + ring.length) % ring.length] ?? from;
}

/** Return the nearest target in a direction; `from` itself when there is none. */
export function nudged(targets: readonly Target[], from: number, direction: Direction): number {
  const here = targets[from];
  if (here === undefined) return targets.length > 0 ? 0 : -1;
  let best = from;
  let least = Infinity;
  targets.forEach((one, index) => {
    if (index === from) return;
    const cost = distance(here.box, one.box, direction);
    if (cost < least) [best, least] = [index, cost];
  });
  return best;
}

/** Return how far a box lies in a direction, aside counting double; Infinity: not there. */
function distance(from: Box, to: Box, direction: Direction): number {
  const level = direction === "left" || direction === "right";
  const ahead = {
    left: from.left - to.right, right: to.left - from.right,
    up: from.top - to.bottom, down: to.top - from.bottom,
  }[direction];
  if (ahead < -1) return Infinity;
  const aside = level
    ? gap(from.top, from.bottom, to.top, to.bottom)
    : gap(from.left, from.right, to.left, to.right);
  const middle = level
    ? Math.abs(from.top + from.bottom - to.top - to.bottom)
    : Math.abs(from.left + from.right - to.left - to.right);
  return ahead + 2 * aside + middle / 1000;
}

function gap(a1: number, a2: number, b1: number, b2: number): number {
  return Math.max(0, b1 - a2, a1 - b2);
}
