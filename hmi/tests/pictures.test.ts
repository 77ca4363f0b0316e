import assert from "node:assert/strict";
import { test } from "node:test";
import type { Card, Event } from "../src/events.ts";
import { cardIsComing, drawnOn, savedNow, shownPicture, type Drawings } from "../src/pictures.ts";
import { START, step } from "../src/reducer.ts";

type PictureEvent = Extract<Event, { type: "picture" }>;

function told(change: Partial<PictureEvent> = {}): PictureEvent & { seq: number } {
  return { type: "picture", turn_id: null, seq: 1, picture: "a1", slot: "a1", zone: "driver", state: "drawing", step: 1,
    steps: 4, preview: false, notes: [], error: null, ...change };
}

const CARD: Card = { type: "picture", title: "A lighthouse", picture: "a1", slot: "a1", image: "/api/v1/pictures/a1.jpg", state: "drawing" };

test("the newest picture of a slot counts", () => {
  let drawings: Drawings = drawnOn({}, told({ slot: "journey" }));
  drawings = drawnOn(drawings, told({ slot: "journey", picture: "b2", state: "ready" }));
  const card = { ...CARD, slot: "journey" };
  assert.equal(shownPicture(card, drawings)?.picture, "b2");
  assert.equal(cardIsComing(card, drawings), false);
  assert.equal(cardIsComing(card, {}), true);
});

test("without news a card shows its own picture; without an address it shows none", () => {
  assert.equal(shownPicture({ ...CARD, state: "ready" }, {})?.state, "ready");
  assert.equal(shownPicture({ type: "picture", title: "", slot: "a1", picture: "a1" }, drawnOn({}, told())), null);
  assert.equal(shownPicture({ type: "picture", title: "" }, {}), null);
});

test("few slots are remembered, the oldest goes", () => {
  let drawings: Drawings = {};
  for (let n = 0; n < 30; n += 1) drawings = drawnOn(drawings, told({ slot: `s${n}`, picture: `p${n}` }));
  assert.equal(Object.keys(drawings).length, 8);
  assert.ok("s29" in drawings && !("s0" in drawings));
});

test("what was kept here stays so while the picture goes on", () => {
  const kept = savedNow(drawnOn({}, told({ state: "ready" })), "a1", true);
  assert.equal(kept["a1"]?.saved, true);
  assert.equal(drawnOn(kept, told({ state: "ready" }))["a1"]?.saved, true);
  assert.equal(drawnOn(kept, told({ picture: "b2" }))["a1"]?.saved, null);
});

test("an answer stays while its picture is drawn, another does not", () => {
  const model = { ...START, answer: { text: "I draw it.", language: "en", card: CARD, outcome: null }, answeredAt: 5 };
  assert.equal(step(model, told(), 9000).answeredAt, 9000);
  assert.equal(step(model, told({ slot: "other" }), 9000).answeredAt, 5);
});

test("the way to the cloud is what was told last", () => {
  const told = { type: "connectivity", turn_id: null, seq: 2, state: "poor", reason: "slow", round_trip_ms: 900, metered: false } as const;
  assert.equal(step(START, told, 0).cloud, "poor");
  assert.equal(step(step(START, told, 0), { type: "cloud", state: null }, 0).cloud, null);
});
