/** How pictures go on, by the `picture` events: the newest of each slot counts. Pure. */
import type { Card, Event } from "./events.ts";
import { number, text } from "./cards/values.ts";

export type PictureState = "waiting" | "drawing" | "ready" | "failed" | "cancelled" | "deleted";

/** What is known of a picture; `saved` is null until somebody pressed it here. */
export interface Drawing {
  picture: string;
  slot: string;
  state: PictureState;
  step: number;
  steps: number;
  preview: boolean;
  notes: readonly string[];
  error: string | null;
  saved: boolean | null;
}

export type Drawings = Readonly<Record<string, Drawing>>;

type PictureEvent = Extract<Event, { type: "picture" }>;

const KEPT = 8;

/** Return what is known after an event; few slots are remembered. */
export function drawnOn(before: Drawings, it: PictureEvent): Drawings {
  const known = before[it.slot];
  const saved = known?.picture === it.picture ? known.saved : null;
  const now: Drawing = { picture: it.picture, slot: it.slot, state: it.state, step: it.step, steps: it.steps,
    preview: it.preview, notes: it.notes, error: it.error, saved };
  const others = Object.entries(before).filter(([slot]) => slot !== it.slot).slice(1 - KEPT);
  return Object.fromEntries([...others, [it.slot, now]]);
}

/** Return what is known after a picture was kept, or no longer. */
export function savedNow(before: Drawings, picture: string, saved: boolean): Drawings {
  return Object.fromEntries(Object.entries(before).map(([slot, one]) =>
    [slot, one.picture === picture ? { ...one, saved } : one]));
}

/** Return the picture that a card shows now: the newest of its slot, else its own; null: none. */
export function shownPicture(card: Card, drawings: Drawings): Drawing | null {
  const [slot, picture] = [text(card, "slot"), text(card, "picture")];
  const newest = drawings[slot];
  if (text(card, "image") === "" || (newest === undefined && picture === "")) return null;
  if (newest !== undefined) return newest;
  return { picture, slot, state: text(card, "state") === "drawing" ? "drawing" : "ready", step: 0,
    steps: number(card, "steps") ?? 0, preview: false, notes: [], error: null, saved: null };
}

/** Return whether a card's picture is still being drawn. */
export function cardIsComing(card: Card, drawings: Drawings): boolean {
  if (card.type !== "picture") return false;
  const state = shownPicture(card, drawings)?.state;
  return state === "waiting" || state === "drawing";
}
