/** Where the map looks from. Pure. */
import type { LonLat, Place, Scene } from "./types.ts";

/** A place to look at, or an area to fit; null: leave it as the person put it. */
export type Camera =
  | { at: LonLat; zoom: number; bearing: number }
  | { fit: [LonLat, LonLat] }
  | null;

/** Faster than this, the car's heading is one. */
const MOVES_MPS = 1.5;
const STANDING_ZOOM = 15.5;
const NEAREST_M = 400;
const METRES_PER_DEGREE = 111_320;

/** Metres per second below which a zoom holds, near to far. */
const ZOOMS: readonly [number, number][] = [[9, 16.5], [16, 16], [25, 15], [Infinity, 14]];

/** Return where to look: with the car and in its direction while it is guided or moves. */
export function cameraOf(scene: Scene): Camera {
  const { position } = scene;
  if (scene.look === "free") return null;
  if (scene.look === "overview" || position === null) return { fit: areaOf(scene) };
  const speed = position.speed_mps ?? 0;
  const driven = position.heading !== null && (scene.way !== null || speed > MOVES_MPS);
  const zoom = driven ? (ZOOMS.find(([below]) => speed < below)?.[1] ?? STANDING_ZOOM) : STANDING_ZOOM;
  return { at: [position.lon, position.lat], zoom, bearing: driven ? (position.heading ?? 0) : 0 };
}

/** Return the area of all that is shown; of the whole map when that is nothing. */
function areaOf({ about, position, way, spots, outline }: Scene): [LonLat, LonLat] {
  const points: LonLat[] = [...(way?.line ?? []), ...(way?.ends ?? []).map(lonLat), ...spots.map(lonLat), ...outline.flat()];
  if (points.length > 0 && position !== null) points.push(lonLat(position));
  if (points.length === 0) {
    const [west, south, east, north] = about.bounds;
    return [[west, south], [east, north]];
  }
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  return widened([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]]);
}

/** Return an area of at least a few streets: one place alone would be seen from too near. */
function widened([[west, south], [east, north]]: [LonLat, LonLat]): [LonLat, LonLat] {
  const high = NEAREST_M / METRES_PER_DEGREE;
  const wide = high / Math.cos((south * Math.PI) / 180);
  const [lon, lat] = [Math.max(0, wide - (east - west)) / 2, Math.max(0, high - (north - south)) / 2];
  return [[west - lon, south - lat], [east + lon, north + lat]];
}

function lonLat({ lon, lat }: Place): LonLat {
  return [lon, lat];
}
