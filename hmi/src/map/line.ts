/** The first part of the way, which shrinks as the car drives it. Pure. */
import type { LonLat, Place } from "./types.ts";

/** So much of the way is drawn anew as the car goes, in metres; the rest only when it changes. */
const NEAR_M = 500;
/** Farther from the way than this, the car is not on it. */
const OFF_M = 60;
const METRES_PER_DEGREE = 111_320;

/** Return the index of the point where the near part ends. */
export function nearEnd(line: readonly LonLat[]): number {
  let along = 0;
  for (let index = 1; index < line.length; index += 1) {
    along += length(metres(line[index - 1] as LonLat, line[index] as LonLat));
    if (along > NEAR_M) return index;
  }
  return line.length - 1;
}

/** Return the near part from the car on; all of it while the car is elsewhere. */
export function nearWay(line: readonly LonLat[], car: Place | null): LonLat[] {
  const near = line.slice(0, nearEnd(line) + 1);
  if (car === null || near.length < 2) return near;
  const here: LonLat = [car.lon, car.lat];
  let best = { off: OFF_M, index: 0, at: near[0] as LonLat };
  for (let index = 1; index < near.length; index += 1) {
    const at = nearest(near[index - 1] as LonLat, near[index] as LonLat, here);
    const off = length(metres(at, here));
    if (off < best.off) best = { off, index, at };
  }
  return best.index === 0 ? near : [best.at, ...near.slice(best.index)];
}

/** Return the point of a segment that is nearest to a place. */
function nearest(from: LonLat, to: LonLat, here: LonLat): LonLat {
  const [way, off] = [metres(from, to), metres(from, here)];
  const square = way[0] ** 2 + way[1] ** 2;
  const part = square === 0 ? 0 : Math.min(1, Math.max(0, (way[0] * off[0] + way[1] * off[1]) / square));
  return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
}

function metres(from: LonLat, to: LonLat): [number, number] {
  const shrink = Math.cos((from[1] * Math.PI) / 180);
  return [(to[0] - from[0]) * METRES_PER_DEGREE * shrink, (to[1] - from[1]) * METRES_PER_DEGREE];
}

function length([east, north]: [number, number]): number {
  return Math.hypot(east, north);
}
