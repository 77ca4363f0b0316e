import assert from "node:assert/strict";
import { test } from "node:test";
import { framed, unframed } from "../src/sound.ts";

test("a frame of the microphone is a header and 16-bit samples", () => {
  const frame = framed(new Float32Array([0, 1, -1, 2]), 48_000);
  assert.deepEqual([...new Uint8Array(frame)].slice(0, 8), [0x41, 0x31, 1, 0, 0x80, 0xbb, 0, 0]);
  assert.deepEqual([...new Int16Array(frame.slice(8))], [0, 32767, -32767, 32767]);
});

test("a frame of the loudspeaker becomes samples at its rate", () => {
  const frame = framed(new Float32Array([0.5, -0.5]), 22_050);
  assert.equal(unframed(frame), null, "the microphone's own frames are not played");
  new Uint8Array(frame)[2] = 2;
  const sound = unframed(frame);
  assert.equal(sound?.rate, 22_050);
  assert.deepEqual([...(sound?.samples ?? [])].map((one) => Math.round(one * 10)), [5, -5]);
  assert.equal(unframed(new ArrayBuffer(3)), null);
});
