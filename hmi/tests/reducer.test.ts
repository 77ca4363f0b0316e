import assert from "node:assert/strict";
import { test } from "node:test";
import type { Card, Event, Snapshot } from "../src/events.ts";
import {
  aged, ANSWER_MOVING_MS, ANSWER_PARKED_MS, dwelt, DWELL_MS, ERROR_MS, ofSeat, START, step, voiceState,
  type Model,
} from "../src/reducer.ts";

const SNAPSHOT: Snapshot = {
  type: "snapshot", v: 1, asks: null, stream: "a", seq: 4, state: "idle", turn_id: null, zone: null, muted: false,
  microphone: true, failing: [], languages: ["en", "zh"], partial: null, card: null, turn_end: null,
  confirmations: [], timers: [],
  restrictions: { driving: "parked", flags: [], market: "eu", max_string: 120, max_items: 6, max_depth: 2 },
};
const LIST: Card = { type: "list", title: "Windows", items: [] };

function after(...events: Event[]): Model {
  return events.reduce((model, event, index) => step(model, { ...event, seq: 5 + index }, 1000 + index),
    step(START, SNAPSHOT, 0));
}

const start = (source = "wake"): Event => ({ type: "turn_start", turn_id: "t", zone: "driver", source });
const end = (outcome: "done" | "asked" | "cancelled", reply = ""): Event => ({
  type: "turn_end", turn_id: "t", outcome, transcript: "open it", language: "en", intent: null, reply, error: null });

test("a spoken turn is listened to, thought about, spoken and shown", () => {
  const states = [start(), { type: "partial_transcript", turn_id: "t", text: "open" },
    { type: "endpoint", turn_id: "t", reason: "complete" }, { type: "card", turn_id: "t", card: LIST },
    { type: "reply", turn_id: "t", text: "Done.", language: "en" }, { type: "audio_start", turn_id: "t" },
    { type: "audio_end", turn_id: "t", completed: true }, end("done", "Done.")]
    .map((_, index, all) => voiceState(after(...(all.slice(0, index + 1) as Event[]))));
  assert.deepEqual(states, ["listening", "listening", "thinking", "thinking", "thinking", "speaking", "answer", "answer"]);
});

test("sentences of an answer are joined as their language does", () => {
  const said = (language: string, ...texts: string[]): string | undefined => after(start(),
    ...texts.map((text): Event => ({ type: "reply", turn_id: "t", text, language }))).answer?.text;
  assert.equal(said("en", "One.", "Two."), "One. Two.");
  assert.equal(said("zh", "一。", "二。"), "一。二。");
});

test("yes and no are offered only when the policy asks", () => {
  const policy: Event = { type: "policy", turn_id: "t", decision: "confirm" };
  assert.equal(after(start(), policy, end("asked", "Shall I?")).asks, "yes_no");
  assert.equal(after(start(), end("asked", "Which one?")).asks, "open");
  assert.equal(after(start(), { type: "card", turn_id: "t", card: { ...LIST, type: "choice" } },
    end("asked", "Which one?")).asks, "choice");
  assert.equal(after(start(), policy, end("done", "Open.")).asks, null);
});

test("turns of programs and of earlier requests don't change what people see", () => {
  assert.equal(voiceState(after(start("tool"))), "idle");
  assert.equal(after(start(), { type: "reply", turn_id: "other", text: "No.", language: "en" }).answer, null);
});

test("a cancelled turn leaves nothing", () => {
  const model = after(start(), { type: "partial_transcript", turn_id: "t", text: "open" }, end("cancelled"));
  assert.deepEqual([voiceState(model), model.heard, model.answer], ["idle", "", null]);
});

test("a lost link is offline and forgets what may be shown", () => {
  const model = step(after(start()), { type: "link", link: "lost" }, 0);
  assert.deepEqual([voiceState(model), model.restrictions], ["offline", null]);
});

test("the snapshot of an idle assistant does not show an old answer again", () => {
  const old = { ...SNAPSHOT, turn_end: { ...(end("done", "Open.") as Extract<Event, { type: "turn_end" }>) } };
  assert.equal(voiceState(step(START, old, 0)), "idle");
  assert.equal(step(START, { ...old, state: "speaking" }, 0).answer?.text, "Open.");
});

test("a passenger's screen leaves out other seats", () => {
  const driver = { ...SNAPSHOT, state: "listening" as const, zone: "driver", turn_id: "t" };
  assert.deepEqual([ofSeat(driver, "passenger").state, ofSeat(driver, "passenger").turn_id], ["idle", null]);
  assert.equal(ofSeat(driver, "driver"), driver);
});

test("failing parts come and go", () => {
  const state = (state: string): Event => ({ type: "service_state", turn_id: null, state, detail: "recognizer: hung" });
  assert.deepEqual(after(state("degraded")).failing, ["recognizer"]);
  assert.deepEqual(after(state("degraded"), state("ready")).failing, []);
});

test("answers and errors go after their time", () => {
  const model = { ...after(start(), end("done", "Open.")), answeredAt: 0 };
  assert.notEqual(aged(model, true, ANSWER_MOVING_MS - 1)[0].answer, null);
  assert.equal(aged(model, true, ANSWER_MOVING_MS)[0].answer, null);
  assert.deepEqual(aged(model, false, 0)[1], ANSWER_PARKED_MS);
  const failed = step(START, { type: "failure", code: "vehicle" }, 0);
  assert.equal(aged(failed, false, ERROR_MS)[0].failure, null);
});

test("a state stays long enough to be seen, but attention comes at once", () => {
  const shown = { state: "thinking", at: 1000 } as const;
  assert.deepEqual(dwelt(shown, "answer", 1100), [shown, 1000 + DWELL_MS]);
  assert.deepEqual(dwelt(shown, "answer", 1000 + DWELL_MS)[0].state, "answer");
  for (const urgent of ["offline", "listening", "confirming", "error"] as const) {
    assert.equal(dwelt(shown, urgent, 1001)[0].state, urgent);
  }
});
