/** What pages and cards get to draw with: the model, the words, and what people can do. */
import type { CameraAccess } from "./camera.ts";
import type { Json } from "./events.ts";
import type { Icon } from "./icons.ts";
import type { Key, Language, Translate } from "./i18n.ts";
import type { MapAccess } from "./map/element.ts";
import type { MapDesk } from "./map/desk.ts";
import type { Model, VoiceState } from "./reducer.ts";
import type { Limits, Page, Profile } from "./ux-policy.ts";

export interface Preferences {
  /** Null: the car's first language. */
  language: Language | null;
  theme: "auto" | "day" | "night";
}

/** A picture or camera that is looked at ("": all of them, the mirror), and whether it was asked to be deleted. */
export interface Looking { picture: string; sure: boolean }

/** A part of the settings. */
export type Section = "general" | "voice" | "profiles" | "privacy" | "skills" | "models" | "diagnostics";

export interface Ui {
  model: Model;
  voice: VoiceState;
  limits: Limits;
  profile: Profile;
  zone: string;
  operator: boolean;
  language: Language;
  preferences: Preferences;
  theme: "day" | "night";
  pages: readonly Page[];
  page: Page;
  section: Section;
  /** The wall clock. */
  date: Date;
  /** Milliseconds of the model's clock. */
  now: number;
  t: Translate;
  /** What maps show, and what they are drawn with. */
  map: { desk: MapDesk; access: MapAccess };
  /** What cameras are seen with. */
  camera: CameraAccess;
  /** What is looked at closely; `sure`: the next press deletes it. */
  looking: Looking;
  /** What REST paths answered: undefined while it loads, null when it was refused. */
  data(path: string): unknown;
  go(page: Page): void;
  open(section: Section): void;
  prefer(change: Partial<Preferences>): void;
  /** Say a request for the person, as typed words; `later` collects quick repeats into one. */
  ask(text: string, later?: string): void;
  /** Show a signal's wanted value until the car tells. */
  assume(path: string, value: Json): void;
  /** Listen to the person now; null: there is no microphone. */
  talk: (() => void) | null;
  send(command: { type: string; [field: string]: Json }): void;
  /** An address of a picture's bytes: undefined while they load, null when there are none. */
  image(path: string, version?: number): string | null | undefined;
  look(looking: Looking): void;
  /** Change something, then ask for `path` again; what it will be is `shown` meanwhile. */
  change(method: "POST" | "PUT" | "PATCH" | "DELETE", at: string, body: Json, path: string, shown?: unknown): Promise<void>;
  savePicture(picture: string, saved: boolean): void;
  redraw(): void;
  dismiss(): void;
}

/** An icon with its word: meaning never hangs on colour alone. */
export interface Look { icon: Icon; word: Key }

const VOICE: Record<VoiceState, Look> = {
  offline: { icon: "offline", word: "voice_offline" },
  idle: { icon: "mic", word: "voice_idle" },
  muted: { icon: "muted", word: "voice_muted" },
  listening: { icon: "listening", word: "voice_listening" },
  thinking: { icon: "thinking", word: "voice_thinking" },
  confirming: { icon: "confirming", word: "voice_confirming" },
  speaking: { icon: "speaking", word: "voice_speaking" },
  answer: { icon: "reply", word: "voice_answer" },
  error: { icon: "error", word: "voice_error" },
};

const OUTCOME: Partial<Record<string, Look>> = {
  done: { icon: "answer", word: "voice_done" },
  refused: { icon: "error", word: "voice_refused" },
  failed: { icon: "error", word: "voice_error" },
};

/** Return how the assistant's state looks; an answer by what came of the request. */
export function look(ui: Ui): Look {
  const ended = ui.voice === "answer" ? OUTCOME[ui.model.answer?.outcome ?? ""] : undefined;
  return ended ?? VOICE[ui.voice];
}
