/** What the map is drawn from. The service's `/api/v1/map…` is the reference. */
import type { Language } from "../i18n.ts";

/** Longitude and latitude in degrees (WGS-84). */
export type LonLat = [number, number];

/** The installed map; `bounds` are west, south, east and north. */
export interface About {
  title: string;
  attribution: string;
  bounds: [number, number, number, number];
  tiles: string;
  min_zoom: number;
  max_zoom: number;
}

export interface Position extends Place {
  heading: number | null;
  speed_mps: number | null;
  reckoned: boolean;
}

export interface Place { lon: number; lat: number }

/** What to do, in so many metres; from the one before it in a list. */
export interface Manoeuvre { text: string; turn: string; exit: number; distance_m: number }

export interface Trip {
  destination: string;
  stops: string[];
  left_m: number;
  left_s: number;
  next: Manoeuvre;
}

export interface TripNow { position: Position | null; trip: Trip | null }

/** The way that is left, the stops and the destination. */
export interface Way {
  line: LonLat[];
  manoeuvres: (Manoeuvre & Place)[];
  ends: (Place & { label: string; kind: "stop" | "destination" })[];
}

/** A place that an answer told of, with its number in the answer's list; 0: it is the only one. */
export interface Spot extends Place { label: string; number: number }

/** `follow`: with the car; `overview`: all of it, north up; `free`: as the person moved it. */
export type Look = "follow" | "overview" | "free";

export interface Scene {
  about: About;
  position: Position | null;
  way: Way | null;
  spots: readonly Spot[];
  /** What can be reached, as rings of points. */
  outline: readonly LonLat[][];
  look: Look;
  /** Levels of zoom that the person added. */
  zoom: number;
  theme: "day" | "night";
  language: Language;
  /** Whether the map may be dragged, and names places that nobody asked for. */
  calm: boolean;
  /** Part of a card, which says itself where the way goes. */
  small: boolean;
}
