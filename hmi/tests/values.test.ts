import assert from "node:assert/strict";
import { test } from "node:test";
import { loadWords } from "../src/i18n.ts";
import { ahead, countdown, distance, duration, row } from "../src/cards/values.ts";

await Promise.all([loadWords("en"), loadWords("zh")]);

test("lines of lists read as people say them", () => {
  assert.deepEqual(row({ part: "window.rear_left", position: 40 }, "en"), { title: "Window, Rear left", detail: "", value: "40 %" });
  assert.deepEqual(row({ part: "window.driver", position: 0 }, "zh"), { title: "主驾车窗", detail: "", value: "关着" });
  assert.deepEqual(row({ part: "trunk", open: true }, "en"), { title: "Trunk", detail: "", value: "Open" });
  assert.deepEqual(row({ part: "oil", attention: false }, "en").value, "Fine");
  assert.deepEqual(row({ day: "today", low: 4, high: 11 }, "en"), { title: "today", detail: "", value: "4° … 11°" });
  assert.deepEqual(row({ title: "Anna", text: "missed" }, "zh"), { title: "Anna", detail: "未接", value: "" });
  assert.deepEqual(row("plain", "en"), { title: "plain", detail: "", value: "" });
  assert.deepEqual(row({ id: "yes" }, "en").title, "Yes");
});

test("lengths and times are short", () => {
  assert.deepEqual([348, 4210, 12_400].map((metres) => distance(metres, "en")), ["350 m", "4.2 km", "12 km"]);
  assert.deepEqual([348, 4210].map((metres) => distance(metres, "zh")), ["350 米", "4.2 公里"]);
  assert.deepEqual([40, 1500, 3900].map((seconds) => duration(seconds, "en")), ["1 min", "25 min", "1 h 05"]);
  assert.deepEqual([40, 3900].map((seconds) => duration(seconds, "zh")), ["1 分钟", "1 小时 05 分"]);
  assert.deepEqual([5, 245, 5400].map(countdown), ["0:05", "4:05", "1:30:00"]);
});

test("a turn that is here has no distance", () => {
  assert.deepEqual([0, 14, 15, 120].map((metres) => ahead(metres, "en")), ["Now", "Now", "20 m", "120 m"]);
  assert.equal(ahead(0, "zh"), "现在");
});
