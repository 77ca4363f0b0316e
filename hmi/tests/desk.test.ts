import assert from "node:assert/strict";
import { test } from "node:test";

Object.assign(globalThis, {
  document: { createElement: () => ({ getContext: () => null }) },
  HTMLElement: class {},
  customElements: { define: () => undefined, get: () => undefined },
});
const { MapDesk } = await import("../src/map/desk.ts");

const POINT = { geometry: { coordinates: [24.9, 60.1] }, properties: { kind: "destination", label: "Hotel" } };
const ROUTE = { geometry: { coordinates: [[24.8, 60.1], [24.9, 60.1]] }, properties: { kind: "route", manoeuvres: [] } };

test("the way is asked for again when a turn was made, and else every five seconds", async () => {
  let next = "Turn left.";
  const asked: string[] = [];
  const answers: Record<string, () => unknown> = {
    "/map": () => ({ title: "" }),
    "/map/route": () => ({ features: [ROUTE, POINT] }),
    "/map/trip": () => ({ position: null, trip: { destination: "Hotel", stops: [], left_m: 1, left_s: 1, next: { text: next } } }),
  };
  const desk = new MapDesk((path) => { asked.push(path); return Promise.resolve(answers[path]?.()); }, () => undefined);
  const second = async (): Promise<number> => {
    asked.length = 0;
    desk.tick();
    await new Promise((done) => setTimeout(done, 0));
    return asked.filter((path) => path === "/map/route").length;
  };
  assert.deepEqual([await second(), await second(), await second()], [1, 0, 0]);
  next = "Turn right.";
  assert.deepEqual([await second(), await second(), await second()], [1, 0, 1]);
});
