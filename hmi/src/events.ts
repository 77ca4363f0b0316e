/** What comes over the event socket; the service's `docs/asyncapi.yaml` is the reference. */

import type { PictureState } from "./pictures.ts";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type Driving = "parked" | "idling" | "moving";

export type Flag =
  | "no_dialpad" | "no_filtering" | "limit_string_length" | "no_keyboard" | "no_video"
  | "limit_content" | "no_setup" | "no_text_message" | "no_voice_transcription";

export interface Restrictions {
  driving: Driving;
  flags: Flag[];
  market: string;
  max_string: number;
  max_items: number;
  max_depth: number;
}

export type Standing = "idle" | "listening" | "thinking" | "speaking" | "confirming";

/** How the car's question is answered: with yes or no, from a card's items, or in own words. */
export type Asks = "yes_no" | "choice" | "open";

/** A card as skills send it: always a type and a title, the rest is the type's own. */
export interface Card {
  type: string;
  title: string;
  [field: string]: Json;
}

export interface Confirmation { id: string; question: string; tool: string; zone: string }

export interface Timer { id: string; kind: string; label: string; due_iso: string; remaining_s: number }

export interface TurnEnd {
  type: "turn_end";
  turn_id: string | null;
  outcome: "done" | "answered" | "asked" | "refused" | "failed" | "cancelled";
  transcript: string;
  language: string;
  intent: string | null;
  reply: string;
  error: string | null;
}

export interface Snapshot {
  type: "snapshot";
  v: number;
  stream: string;
  seq: number;
  state: Standing;
  turn_id: string | null;
  zone: string | null;
  muted: boolean;
  microphone: boolean;
  failing: string[];
  languages: string[];
  restrictions: Restrictions;
  partial: { text: string } | null;
  card: { card: Card } | null;
  asks: Asks | null;
  turn_end: TurnEnd | null;
  confirmations: Confirmation[];
  timers: Timer[];
}

/** How good the way to the cloud is. */
export type LinkState = "offline" | "poor" | "good";

interface InTurn { turn_id: string | null }

export type Event =
  | ({ type: "service_state"; state: string; detail: string } & InTurn)
  | ({ type: "turn_start"; zone: string; source: string } & InTurn)
  | ({ type: "partial_transcript"; text: string } & InTurn)
  | ({ type: "final_transcript"; text: string } & InTurn)
  | ({ type: "endpoint"; reason: string } & InTurn)
  | ({ type: "intent"; intent: string } & InTurn)
  | ({ type: "policy"; decision: "allow" | "confirm" | "refuse" } & InTurn)
  | ({ type: "effect"; path: string; value: Json; verified: boolean } & InTurn)
  | ({ type: "reply"; text: string; language: string } & InTurn)
  | ({ type: "card"; card: Card } & InTurn)
  | ({ type: "audio_start" } & InTurn)
  | ({ type: "audio_end"; completed: boolean } & InTurn)
  | ({ type: "notice"; kind: string; text: string } & InTurn)
  | ({ type: "navigation"; state: string; text: string; ahead_m: number } & InTurn)
  | ({ type: "mute"; muted: boolean } & InTurn)
  | ({ type: "picture"; picture: string; slot: string; zone: string; state: PictureState; step: number; steps: number;
    preview: boolean; notes: string[]; error: string | null } & InTurn)
  | ({ type: "connectivity"; state: LinkState; reason: string; round_trip_ms: number; metered: boolean } & InTurn)
  | ({ type: "restrictions" } & Restrictions & InTurn)
  | ({ type: "error"; code: string; message: string; stage: string } & InTurn)
  | TurnEnd
  | ({ type: "wake" | "speech_start" | "speech_end" | "barge_in" } & InTurn);

export interface Problem { code?: string; title?: string; detail?: string; status?: number }

export interface Result {
  type: "result";
  id: string | number | null;
  ok: boolean;
  turn?: TurnEnd | null;
  problem?: Problem;
}

/** How loud somebody speaks: no event, and without a number. */
export interface Level { type: "level"; rms: number }

export type Message = Snapshot | (Event & { seq: number }) | Result;
