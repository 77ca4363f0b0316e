import assert from "node:assert/strict";
import { test } from "node:test";
import type { Card, Flag, Json, Restrictions } from "../src/events.ts";
import { cut, limited, limitsOf, pagesFor, placeOf } from "../src/ux-policy.ts";

const FLAGS: Flag[] = ["no_dialpad", "no_filtering", "limit_string_length", "no_keyboard", "no_video",
  "limit_content", "no_setup", "no_text_message", "no_voice_transcription"];

function told(flags: Flag[]): Restrictions {
  return { driving: "moving", flags, market: "eu", max_string: 120, max_items: 6, max_depth: 2 };
}

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => ((state = (state * 1103515245 + 12345) % 2147483648) / 2147483648);
}

function anyJson(next: () => number, depth: number): Json {
  const kind = Math.floor(next() * (depth > 4 ? 3 : 5));
  if (kind === 0) return next() < 0.5 ? null : next() * 1000;
  if (kind <= 2) return "word ".repeat(Math.floor(next() * 80)) + "x".repeat(Math.floor(next() * 300));
  const some = Array.from({ length: Math.floor(next() * 12) }, () => anyJson(next, depth + 1));
  return kind === 3 ? some : Object.fromEntries(some.map((one, index) => [`k${index}`, one]));
}

function measured(value: Json, depth = 0): { string: number; items: number; depth: number } {
  if (typeof value === "string") return { string: value.length, items: 0, depth: 0 };
  if (value === null || typeof value !== "object") return { string: 0, items: 0, depth: 0 };
  const inner = Object.values(value).map((one) => measured(one, depth + 1));
  const most = (key: "string" | "items" | "depth"): number => Math.max(0, ...inner.map((one) => one[key]));
  return { string: most("string"), depth: Math.max(most("depth"), inner.length > 0 ? depth : 0),
    items: Math.max(most("items"), Array.isArray(value) ? value.length : 0) };
}

test("any card keeps to the limits of any set of flags", () => {
  const next = random(7);
  for (let round = 0; round < 500; round += 1) {
    const flags = FLAGS.filter(() => next() < 0.5);
    const card = { type: "list", title: "t", body: anyJson(next, 0) } as Card;
    const shown = measured(limited(card, limitsOf("driver", told(flags))));
    if (flags.includes("limit_string_length")) assert.ok(shown.string <= 120, String(shown.string));
    if (flags.includes("limit_content")) assert.ok(shown.items <= 6 && shown.depth <= 2);
    if (flags.length === 0) assert.deepEqual(limited(card, limitsOf("driver", told(flags))), card);
  }
});

test("without news from the car everything is restricted; a passenger is not", () => {
  const strict = limitsOf("driver", null);
  assert.deepEqual([strict.transcript, strict.motion, strict.keyboard, strict.setup, strict.messages],
    [false, false, false, false, false]);
  assert.equal(limitsOf("passenger", told(FLAGS)).restricted, false);
});

test("each flag closes what it names", () => {
  const closes: [Flag, keyof ReturnType<typeof limitsOf>][] = [["no_voice_transcription", "transcript"],
    ["no_video", "motion"], ["no_keyboard", "keyboard"], ["no_setup", "setup"], ["no_text_message", "messages"]];
  for (const [flag, what] of closes) {
    assert.equal(limitsOf("driver", told([flag]))[what], false);
    assert.equal(limitsOf("driver", told(FLAGS.filter((one) => one !== flag)))[what], true);
  }
});

test("pages to set up and to read are closed while driving", () => {
  assert.deepEqual(pagesFor(limitsOf("driver", told(FLAGS))), ["home", "map", "climate", "media", "cameras"]);
  assert.deepEqual(pagesFor(limitsOf("driver", told([]))), ["home", "map", "climate", "media", "settings", "gallery", "cameras"]);
  assert.deepEqual(pagesFor(limitsOf("passenger", null)), pagesFor(limitsOf("driver", told([]))));
});

test("a text is cut after a word", () => {
  const limits = limitsOf("driver", told(FLAGS));
  assert.equal(cut("short", limits), "short");
  assert.match(cut("several words ".repeat(20), limits), /^.{60,119}s…$/);
  assert.equal(cut("字".repeat(200), limits).length, 120);
});

test("the gallery is open only where pictures may move, and is a part of the media", () => {
  assert.ok(!pagesFor(limitsOf("driver", told(["no_video"]))).includes("gallery"));
  assert.ok(pagesFor(limitsOf("driver", told([]))).includes("gallery"));
  assert.ok(pagesFor(limitsOf("passenger", told(FLAGS))).includes("gallery"));
  assert.deepEqual([placeOf("gallery"), placeOf("cameras"), placeOf("map")], ["media", "map", "map"]);
});
