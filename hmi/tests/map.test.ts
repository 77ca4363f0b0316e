import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraOf } from "../src/map/camera.ts";
import { nearEnd, nearWay } from "../src/map/line.ts";
import { outlineOf, sceneOf, spotsOf, wayOf } from "../src/map/scene.ts";
import { carData, tripData } from "../src/map/features.ts";
import type { Position, Scene, Way } from "../src/map/types.ts";

const CAR: Position = { lon: 24.94, lat: 60.17, heading: 90, speed_mps: 0, reckoned: false };
const WAY: Way = {
  line: [[24.94, 60.17], [24.96, 60.18]], manoeuvres: [{ text: "Turn left.", turn: "left", exit: 0, distance_m: 40, lon: 24.95, lat: 60.17 }],
  ends: [{ lon: 24.96, lat: 60.18, label: "Hotel", kind: "destination" }],
};
const SCENE: Scene = {
  about: { title: "", attribution: "©", bounds: [24.9, 60.1, 25, 60.2], tiles: "/{z}/{x}/{y}", min_zoom: 4, max_zoom: 14 },
  position: CAR, way: null, spots: [], outline: [], look: "follow", zoom: 0, theme: "day", language: "en", calm: true, small: false,
};

function at(scene: Partial<Scene>): { at: number[]; zoom: number; bearing: number } {
  const camera = cameraOf({ ...SCENE, ...scene });
  assert.ok(camera !== null && "at" in camera);
  return camera;
}

function fit(scene: Partial<Scene>): [[number, number], [number, number]] {
  const camera = cameraOf({ ...SCENE, ...scene });
  assert.ok(camera !== null && "fit" in camera);
  return camera.fit;
}

test("the car's direction is up while it is guided or moves, north otherwise", () => {
  assert.equal(at({}).bearing, 0);
  assert.equal(at({ way: WAY }).bearing, 90);
  assert.equal(at({ position: { ...CAR, speed_mps: 5 } }).bearing, 90);
  assert.equal(at({ way: WAY, position: { ...CAR, heading: null } }).bearing, 0);
});

test("the faster the car, the farther the view", () => {
  const zooms = [5, 12, 20, 33].map((speed_mps) => at({ way: WAY, position: { ...CAR, speed_mps } }).zoom);
  assert.deepEqual(zooms, [...zooms].sort((a, b) => b - a));
  assert.ok(new Set(zooms).size === 4);
});

test("an overview holds the way and the car; one place is not seen from too near", () => {
  assert.deepEqual(fit({ look: "overview", way: WAY }), [[24.94, 60.17], [24.96, 60.18]]);
  const [[west], [east]] = fit({ look: "overview", position: null, spots: [{ lon: 24.95, lat: 60.15, label: "", number: 1 }] });
  assert.ok(east - west > 0.005);
  assert.deepEqual(fit({ position: null }), [[24.9, 60.1], [25, 60.2]]);
  assert.equal(cameraOf({ ...SCENE, look: "free" }), null);
});

test("the service's features become a way", () => {
  const point = { geometry: { coordinates: [24.96, 60.18] }, properties: { kind: "destination", label: "Hotel" } };
  const line = { geometry: { coordinates: WAY.line }, properties: { kind: "route", manoeuvres: WAY.manoeuvres } };
  assert.deepEqual(wayOf([line, point]), WAY);
  assert.equal(wayOf([]), null);
});

test("cards say where places are, and what can be reached", () => {
  const list = { type: "choice", title: "", items: [{ title: "A", lat: 1, lon: 2 }, "no place", { title: "C", lat: 3, lon: 4 }] };
  assert.deepEqual(spotsOf(list).map(({ label, number }) => [label, number]), [["A", 1], ["C", 3]]);
  assert.equal(spotsOf({ type: "map", title: "A", lat: 1, lon: 2 })[0]?.number, 0);
  assert.deepEqual(spotsOf({ type: "text", title: "x" }), []);
  assert.deepEqual(outlineOf({ type: "map", title: "", outline: [[1, 2], [3, 4], [5, 6]] }), [[[2, 1], [4, 3], [6, 5], [2, 1]]]);
});

test("the same card gives the same spots, so that nothing is drawn anew", () => {
  const known = { about: SCENE.about, drawable: true, now: { position: null, trip: null }, way: null };
  const card = { type: "map", title: "A", lat: 1, lon: 2 };
  assert.equal(sceneOf(known, card, SCENE)?.spots, sceneOf(known, card, SCENE)?.spots);
  assert.equal(sceneOf({ ...known, about: null }, card, SCENE), null);
});

test("what was driven of the way goes at once, also between two points", () => {
  const line: [number, number][] = [[24.94, 60.17], [24.942, 60.17], [24.944, 60.17], [24.96, 60.17], [24.99, 60.17]];
  assert.equal(nearEnd(line), 3);
  assert.deepEqual(nearWay(line, null), line.slice(0, 4));
  const [first, ...others] = nearWay(line, { lon: 24.943, lat: 60.1701 });
  assert.ok(Math.abs((first?.[0] ?? 0) - 24.943) < 1e-6 && first?.[1] === 60.17);
  assert.deepEqual(others, line.slice(2, 4));
  assert.deepEqual(nearWay(line, { lon: 24.943, lat: 60.2 }), line.slice(0, 4));
});

test("what is drawn: the way, its next turn and ends, numbered places, the car", () => {
  const drawn = tripData({ ...SCENE, way: WAY, spots: [{ lon: 1, lat: 2, label: "A", number: 7 }] });
  assert.deepEqual(drawn.features.map((one) => one.properties?.["kind"]), ["turn", "destination", "spot"]);
  assert.deepEqual(carData(SCENE).features[0]?.properties, { kind: "car", image: "car-arrow-day", heading: 90 });
  assert.deepEqual(carData({ ...SCENE, position: null }).features, []);
});
