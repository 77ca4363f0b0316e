/**
 * What the screen knows, and how each message changes it. Pure: times are passed in as
 * milliseconds of one monotonic clock, and nothing here touches the page.
 */
import type {
  Asks, Card, Confirmation, Event, Json, Message, Restrictions, Snapshot, Standing, Timer, TurnEnd,
  LinkState,
} from "./events.ts";
import { drawnOn, savedNow, type Drawings } from "./pictures.ts";
import { cardIsLocated } from "./map/scene.ts";

/** What people see the assistant do. */
export type VoiceState =
  | "offline" | "idle" | "muted" | "listening" | "thinking" | "confirming" | "speaking"
  | "answer" | "error";

export interface Answer {
  text: string;
  language: string;
  card: Card | null;
  outcome: TurnEnd["outcome"] | null;
}

export interface Failure { code: string; at: number }

export interface Model {
  link: "connecting" | "open" | "lost" | "refused";
  tries: number;
  stream: string;
  seq: number;
  standing: Standing;
  since: number;
  turn: { id: string | null; zone: string; source: string } | null;
  muted: boolean;
  microphone: boolean;
  failing: readonly string[];
  languages: readonly string[];
  restrictions: Restrictions | null;
  heard: string;
  intent: string;
  answer: Answer | null;
  answeredAt: number;
  asks: Asks | null;
  confirmations: readonly Confirmation[];
  timers: readonly Timer[];
  timersAt: number;
  notice: { kind: string; text: string; at: number } | null;
  failure: Failure | null;
  media: Card | null;
  drawings: Drawings;
  /** How good the way to the cloud is; null: nothing was told. */
  cloud: LinkState | null;
  /** The last card that says where something is. */
  places: Card | null;
  signals: Readonly<Record<string, Json>>;
}

/** What happens to the model: the service's messages, and what the page itself notices. */
export type Happening =
  | Message
  | { type: "link"; link: Model["link"] }
  | { type: "state"; state: Snapshot }
  | { type: "signals"; values: Record<string, Json> }
  | { type: "failure"; code: string }
  | { type: "cloud"; state: LinkState | null }
  | { type: "saved"; picture: string; saved: boolean }
  | { type: "dismiss" };

export const START: Model = {
  link: "connecting", tries: 0, stream: "", seq: 0, standing: "idle", since: 0, turn: null,
  muted: false, microphone: false, failing: [], languages: ["en"], restrictions: null, heard: "",
  intent: "", answer: null, answeredAt: 0, asks: null, confirmations: [], timers: [], timersAt: 0,
  notice: null, failure: null, media: null, drawings: {}, cloud: null, places: null, signals: {},
};

/** The source of turns that a program asked for; people's view of the conversation stays. */
const TOOL = "tool";

/** Return the model after something happened. */
export function step(model: Model, happening: Happening, now: number): Model {
  switch (happening.type) {
    case "snapshot":
      return snapshot(model, happening, now);
    case "state":
      return { ...model, confirmations: happening.state.confirmations,
        timers: happening.state.timers, timersAt: now, microphone: happening.state.microphone };
    case "link":
      return linked(model, happening.link);
    case "signals":
      return { ...model, signals: { ...model.signals, ...happening.values } };
    case "failure":
      return { ...model, failure: { code: happening.code, at: now } };
    case "cloud":
      return { ...model, cloud: happening.state };
    case "saved":
      return { ...model, drawings: savedNow(model.drawings, happening.picture, happening.saved) };
    case "dismiss":
      return { ...model, answer: null, asks: null, failure: null, notice: null, heard: "" };
    case "result":
      return happening.ok ? model
        : { ...model, failure: { code: happening.problem?.code ?? "error", at: now } };
    default:
      return standing({ ...event(model, happening, now), seq: happening.seq }, model, now);
  }
}

function linked(model: Model, link: Model["link"]): Model {
  if (link === "open") return { ...model, link, tries: 0 };
  return { ...model, link, tries: link === "lost" ? model.tries + 1 : model.tries,
    restrictions: null };
}

function snapshot(model: Model, it: Snapshot, now: number): Model {
  const card = it.card?.card ?? null;
  const end = it.turn_end;
  // How old the last answer of an idle assistant is, nobody tells: it is not shown again.
  const answer = it.state !== "idle" && (end?.reply || card)
    ? { text: end?.reply ?? "", language: end?.language ?? "", card, outcome: end?.outcome ?? null } : null;
  return {
    ...model, link: "open", tries: 0, stream: it.stream, seq: it.seq, standing: it.state,
    since: now, turn: it.turn_id === null ? null : { id: it.turn_id, zone: it.zone ?? "", source: "" },
    muted: it.muted, microphone: it.microphone, failing: it.failing, languages: it.languages,
    restrictions: it.restrictions, heard: it.partial?.text ?? "", answer, answeredAt: now,
    asks: it.asks,
    confirmations: it.confirmations, timers: it.timers, timersAt: now,
    media: card?.type === "media" ? card : model.media,
  };
}

/** Note since when the assistant does what it does. */
function standing(after: Model, before: Model, now: number): Model {
  return after.standing === before.standing ? after : { ...after, since: now };
}

function event(model: Model, it: Event, now: number): Model {
  switch (it.type) {
    case "turn_start":
      return it.source === TOOL ? model : started(model, it.turn_id, it.zone, it.source);
    case "restrictions":
      return { ...model, restrictions: it };
    case "mute":
      return { ...model, muted: it.muted };
    case "service_state":
      return { ...model, failing: failing(model.failing, it.state, it.detail) };
    case "notice":
      return { ...model, notice: { kind: it.kind, text: it.text, at: now } };
    case "navigation":
      return it.state === "started" || it.state === "ended" ? { ...model, places: null } : model;
    case "connectivity":
      return { ...model, cloud: it.state };
    case "picture":
      return drawn(model, it, now);
    case "effect":
      return { ...model, signals: { ...model.signals, [it.path]: it.value } };
    case "error":
      return { ...model, failure: { code: it.code, at: now } };
    default:
      return model.turn !== null && it.turn_id === model.turn.id ? inTurn(model, it, now) : model;
  }
}

/** A picture goes on; an answer that waits for it stays. */
function drawn(model: Model, it: Extract<Event, { type: "picture" }>, now: number): Model {
  const card = model.answer?.card ?? null;
  const own = card !== null && card.type === "picture" && card["slot"] === it.slot;
  return { ...model, drawings: drawnOn(model.drawings, it), answeredAt: own ? now : model.answeredAt };
}

function started(model: Model, id: string | null, zone: string, source: string): Model {
  return { ...model, turn: { id, zone, source }, heard: "", intent: "", answer: null, asks: null,
    failure: null, notice: null, standing: source === "text" ? "thinking" : "listening" };
}

const NOTHING: Answer = { text: "", language: "", card: null, outcome: null };

function inTurn(model: Model, it: Event, now: number): Model {
  const answer = model.answer ?? NOTHING;
  switch (it.type) {
    case "partial_transcript":
    case "final_transcript":
      return { ...model, heard: it.text };
    case "endpoint":
      return { ...model, standing: "thinking" };
    case "intent":
      return { ...model, intent: it.intent };
    case "policy":
      return it.decision === "confirm" ? { ...model, asks: "yes_no" } : model;
    case "card":
      return { ...model, answer: { ...answer, card: it.card }, answeredAt: now,
        asks: it.card.type === "choice" ? "choice" : model.asks,
        media: it.card.type === "media" ? it.card : model.media,
        places: cardIsLocated(it.card) ? it.card : model.places };
    case "reply":
      return { ...model, answeredAt: now,
        answer: { ...answer, text: joined(answer.text, it.text, it.language), language: it.language } };
    case "audio_start":
      return { ...model, standing: "speaking" };
    case "audio_end":
      return { ...model, standing: "idle", answeredAt: now };
    case "turn_end":
      return ended(model, it, now);
    default:
      return model;
  }
}

function ended(model: Model, it: TurnEnd, now: number): Model {
  const asked = it.outcome === "asked";
  const card = model.answer?.card ?? null;
  const reply = it.reply ?? "";  // withheld from other seats
  const silent = it.outcome === "cancelled" || (reply === "" && card === null);
  return {
    ...model, standing: asked ? "confirming" : "idle", heard: silent ? "" : (it.transcript ?? ""),
    answer: silent ? null
      : { text: reply, language: it.language, card, outcome: it.outcome },
    answeredAt: now, asks: asked ? (model.asks ?? "open") : null,
    failure: it.error && reply === "" ? { code: it.error, at: now } : model.failure,
  };
}

function joined(before: string, next: string, language: string): string {
  return before === "" ? next : before + (language === "zh" ? "" : " ") + next;
}

function failing(before: readonly string[], state: string, detail: string): readonly string[] {
  const part = detail.split(":")[0] ?? "";
  const others = before.filter((name) => name !== part);
  return state === "degraded" && part !== "" ? [...others, part] : others;
}

/** Return a snapshot as a passenger's screen takes it: without what goes on in other seats. */
export function ofSeat(snapshot: Snapshot, zone: string): Snapshot {
  if (snapshot.zone === zone) return snapshot;
  return { ...snapshot, state: "idle", turn_id: null, zone: null, partial: null, card: null, asks: null, turn_end: null };
}

/** Return what people see the assistant do. */
export function voiceState(model: Model): VoiceState {
  if (model.link !== "open") return "offline";
  if (model.standing !== "idle") return model.standing;
  if (model.failure !== null) return "error";
  if (model.answer !== null) return "answer";
  return model.muted ? "muted" : "idle";
}

export const ERROR_MS = 6_000;
export const NOTICE_MS = 8_000;
export const ANSWER_PARKED_MS = 60_000;
export const ANSWER_MOVING_MS = 10_000;

/**
 * Return the model without what has been there for long enough, and when to look again (null:
 * not until something happens). While driving is restricted, an answer goes after ten seconds.
 */
export function aged(model: Model, restricted: boolean, now: number): [Model, number | null] {
  const answerMs = restricted ? ANSWER_MOVING_MS : ANSWER_PARKED_MS;
  let next: number | null = null;
  const over = (at: number, ms: number): boolean => {
    if (now >= at + ms) return true;
    next = Math.min(next ?? Infinity, at + ms);
    return false;
  };
  let aging = model;
  if (model.failure && over(model.failure.at, ERROR_MS)) aging = { ...aging, failure: null };
  if (model.notice && over(model.notice.at, NOTICE_MS)) aging = { ...aging, notice: null };
  if (model.answer && model.standing === "idle" && over(model.answeredAt, answerMs)) {
    aging = { ...aging, answer: null, heard: "" };
  }
  return [aging, next];
}

export const DWELL_MS = 250;
const AT_ONCE: ReadonlySet<VoiceState> = new Set(["offline", "listening", "confirming", "error"]);

/** A voice state on the screen, and since when. */
export interface Shown { state: VoiceState; at: number }

/**
 * Return what to show: each state stays for a quarter of a second so that none flickers by,
 * but those that ask for attention come at once. The second value is when to look again.
 */
export function dwelt(shown: Shown, wanted: VoiceState, now: number): [Shown, number | null] {
  if (wanted === shown.state) return [shown, null];
  const until = shown.at + DWELL_MS;
  if (now >= until || AT_ONCE.has(wanted)) return [{ state: wanted, at: now }, null];
  return [shown, until];
}
