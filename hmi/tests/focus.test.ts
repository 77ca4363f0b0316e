import assert from "node:assert/strict";
import { test } from "node:test";
import { nudged, rotated, type Target } from "../src/focus.ts";

const at = (area: string, left: number, top: number): Target =>
  ({ area, box: { left, top, right: left + 80, bottom: top + 80 } });
const RAIL = [at("rail", 0, 0), at("rail", 0, 100), at("rail", 0, 200)];
const ALL = [...RAIL, at("main", 200, 100), at("main", 300, 100), at("main", 300, 200)];

test("a detent goes round within an area", () => {
  assert.deepEqual([0, 1, 2].map((from) => rotated(ALL, from, 1)), [1, 2, 0]);
  assert.equal(rotated(ALL, 3, -1), 5);
  assert.equal(rotated(ALL, 3, 4), 4);
});

test("a nudge goes to the nearest in its direction, also across areas", () => {
  assert.equal(nudged(ALL, 1, "right"), 3);
  assert.equal(nudged(ALL, 3, "left"), 1);
  assert.equal(nudged(ALL, 4, "down"), 5);
  assert.equal(nudged(ALL, 0, "up"), 0);
});

test("without a place, it begins at the first; with no targets there is none", () => {
  assert.equal(rotated(ALL, -1, 1), 0);
  assert.equal(nudged([], -1, "up"), -1);
});
