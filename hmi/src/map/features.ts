/** A scene as GeoJSON. Pure. */
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { nearEnd, nearWay } from "./line.ts";
import type { LonLat, Place, Scene } from "./types.ts";

/** Return the way beyond its near part, its ends, the places that an answer told of, what can be reached. */
export function tripData({ way, spots, outline, small }: Scene): FeatureCollection {
  const turn = way?.manoeuvres[0];
  return collection([
    ...outline.map((ring) => feature({ type: "Polygon", coordinates: [ring] }, { kind: "reach" })),
    ...(way ? route(way.line.slice(nearEnd(way.line))) : []),
    ...(turn ? [point(turn, { kind: "turn" })] : []),
    ...(way?.ends ?? []).map((one) => point(one, { kind: one.kind, label: small ? "" : one.label })),
    ...spots.map((one) => point(one, { kind: "spot", label: small ? "" : one.label, number: one.number || "●" })),
  ]);
}

/** Return where the car is, and the way right before it. */
export function carData({ position, theme, way }: Scene): FeatureCollection {
  const near = way ? route(nearWay(way.line, position)) : [];
  if (position === null) return collection(near);
  const image = `car-${position.heading === null ? "dot" : "arrow"}-${theme}`;
  return collection([...near, point(position, { kind: "car", image, heading: position.heading ?? 0 })]);
}

function route(coordinates: LonLat[]): Feature[] {
  return coordinates.length > 1 ? [feature({ type: "LineString", coordinates }, { kind: "route" })] : [];
}

function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

function point({ lon, lat }: Place, properties: object): Feature {
  return feature({ type: "Point", coordinates: [lon, lat] }, properties);
}

function feature(geometry: Geometry, properties: object): Feature {
  return { type: "Feature", geometry, properties: { ...properties } };
}
