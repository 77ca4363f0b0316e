/**
 * What may be shown while the car moves: the second guard, after the service. Pure. The flags
 * are those of Android Automotive OS; without news from the car, all of them hold.
 */
import type { Card, Flag, Json, Restrictions } from "./events.ts";

export type Profile = "driver" | "passenger";

export type Page = "home" | "map" | "climate" | "media" | "gallery" | "cameras" | "settings";

export interface Limits {
  restricted: boolean;
  transcript: boolean;
  motion: boolean;
  keyboard: boolean;
  setup: boolean;
  messages: boolean;
  maxString: number;
  maxItems: number;
  maxDepth: number;
}

const UNKNOWN: Restrictions = {
  driving: "moving", market: "", max_string: 120, max_items: 6, max_depth: 2,
  flags: ["no_dialpad", "no_filtering", "limit_string_length", "no_keyboard", "no_video",
    "limit_content", "no_setup", "no_text_message", "no_voice_transcription"],
};

/** Return what holds now; a passenger's screen is not seen by the driver, and not restricted. */
export function limitsOf(profile: Profile, told: Restrictions | null): Limits {
  const now = told ?? UNKNOWN;
  const flags = new Set<Flag>(profile === "driver" ? now.flags : []);
  return {
    restricted: flags.size > 0,
    transcript: !flags.has("no_voice_transcription"),
    motion: !flags.has("no_video"),
    keyboard: !flags.has("no_keyboard"),
    setup: !flags.has("no_setup"),
    messages: !flags.has("no_text_message"),
    maxString: flags.has("limit_string_length") ? now.max_string : Infinity,
    maxItems: flags.has("limit_content") ? now.max_items : Infinity,
    maxDepth: flags.has("limit_content") ? now.max_depth : Infinity,
  };
}

/** Return the text, cut after a word with an ellipsis when it is longer than allowed. */
export function cut(text: string, limits: Limits): string {
  if (text.length <= limits.maxString) return text;
  const head = text.slice(0, limits.maxString - 1);
  const space = head.lastIndexOf(" ");
  return `${(space > limits.maxString / 2 ? head.slice(0, space) : head).trimEnd()}…`;
}

/** Return the card as it may be shown: its texts cut, its lists and its depth limited. */
export function limited(card: Card, limits: Limits): Card {
  return pruned(card, limits, 0) as Card;
}

function pruned(value: Json, limits: Limits, depth: number): Json {
  if (typeof value === "string") return cut(value, limits);
  if (value === null || typeof value !== "object") return value;
  if (depth > limits.maxDepth) return Array.isArray(value) ? [] : {};
  if (Array.isArray(value)) {
    const kept = limits.maxItems === Infinity ? value : value.slice(0, limits.maxItems);
    return kept.map((one) => pruned(one, limits, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, pruned(one, limits, depth + 1)]),
  );
}

const ALL: readonly Page[] = ["home", "map", "climate", "media", "settings", "gallery", "cameras"];

/** Return the pages that may be open now, in the order of the rail. */
export function pagesFor(limits: Limits): readonly Page[] {
  return ALL.filter((page) => (page !== "settings" || limits.setup) && (page !== "gallery" || limits.motion));
}

/** Return the place in the rail that stands for a page: the gallery is part of the media, cameras of the map. */
export function placeOf(page: Page): Page {
  return page === "gallery" ? "media" : page === "cameras" ? "map" : page;
}
