/** From what the service and its cards tell to what a map shows. Pure. */
import type { Card, Json } from "../events.ts";
import type { About, LonLat, Manoeuvre, Place, Scene, Spot, TripNow, Way } from "./types.ts";

/** A feature of the service's GeoJSON. */
export interface Feature { geometry: { coordinates: unknown }; properties: { [name: string]: unknown } }

/** What is known of map, car and trip. */
export interface Known { about: About | null | undefined; now: TripNow; way: Way | null; drawable: boolean }

/** Return the way of the API's GeoJSON, null without one. */
export function wayOf(features: readonly Feature[]): Way | null {
  const route = features.find((one) => one.properties["kind"] === "route");
  if (route === undefined) return null;
  return {
    line: route.geometry.coordinates as LonLat[],
    manoeuvres: route.properties["manoeuvres"] as (Manoeuvre & Place)[],
    ends: features.filter((one) => one !== route).map(({ geometry, properties }) => {
      const [lon, lat] = geometry.coordinates as LonLat;
      return { lon, lat, label: String(properties["label"]), kind: properties["kind"] as "stop" | "destination" };
    }),
  };
}

/** Return whether a card says where something is, besides the ends of the way. */
export function cardIsLocated(card: Card): boolean {
  return spotsOf(card).length > 0 || "outline" in card;
}

/** Return whether a card is shown with a small map. */
export function cardIsMapped(card: Card): boolean {
  return card.type === "route" || (card.type === "map" && cardIsLocated(card));
}

/** Return the places that a card tells of, numbered as in its list. */
export function spotsOf(card: Card | null): Spot[] {
  if (card === null || card.type === "route") return []; // the way has its own ends
  const listed = Array.isArray(card["items"]);
  const items = listed ? (card["items"] as Json[]) : [card];
  return items.flatMap((item, index) => {
    const { lon, lat, title } = (item ?? {}) as { [field: string]: Json };
    return typeof lon === "number" && typeof lat === "number"
      ? [{ lon, lat, label: typeof title === "string" ? title : "", number: listed ? index + 1 : 0 }] : [];
  });
}

/** Return what a card says can be reached, as closed rings; its points come as latitude, longitude. */
export function outlineOf(card: Card | null): LonLat[][] {
  const points = card?.["outline"];
  if (!Array.isArray(points) || points.length < 3) return [];
  const ring = (points as [number, number][]).map(([lat, lon]): LonLat => [lon, lat]);
  return [[...ring, ring[0] as LonLat]];
}

/** Return the scene of a map that is there; null without one, and while it loads. */
export function sceneOf(known: Known, card: Card | null, how: Pick<Scene, "theme" | "language" | "calm" | "small" | "look" | "zoom">): Scene | null {
  if (!known.about || !known.drawable) return null;
  return { about: known.about, position: known.now.position, way: known.way, ...seen(card), ...how };
}

const SEEN = new WeakMap<Card, Pick<Scene, "spots" | "outline">>();
const NOTHING: Pick<Scene, "spots" | "outline"> = { spots: [], outline: [] };

/** The same objects for the same card, so that nothing is drawn anew without a reason. */
function seen(card: Card | null): Pick<Scene, "spots" | "outline"> {
  if (card === null) return NOTHING;
  const known = SEEN.get(card) ?? { spots: spotsOf(card), outline: outlineOf(card) };
  SEEN.set(card, known);
  return known;
}
