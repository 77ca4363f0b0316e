import assert from "node:assert/strict";
import { test } from "node:test";
import { grown, stepped } from "../src/level.ts";

test("a level grows with loudness, from silence to shouting", () => {
  const shares = [0, 0.001, 0.01, 0.03, 0.1, 1].map(grown);
  assert.deepEqual(shares, [...shares].sort((one, other) => one - other));
  assert.deepEqual([shares[0], shares.at(-1)], [0, 1]);
  assert.ok(grown(0.03) > 0.3 && grown(0.03) < 0.7); // somebody talks
});

test("where nothing may move there are three steps", () => {
  const steps = new Set(Array.from({ length: 101 }, (_, share) => stepped(share / 100)));
  assert.deepEqual([...steps], [0, 0.5, 1]);
});
