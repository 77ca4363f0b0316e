import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayerSpecification } from "maplibre-gl";
import { styleOf } from "../src/map/style.ts";
import type { Scene } from "../src/map/types.ts";

Object.assign(globalThis, { location: { origin: "http://127.0.0.1" } });

const ABOUT = { title: "", attribution: "©", bounds: [24.9, 60.1, 25, 60.2], tiles: "/{z}/{x}/{y}", min_zoom: 4, max_zoom: 14 } as const;
const SCENE = { about: ABOUT, position: null, way: null, spots: [], outline: [], look: "follow", zoom: 0, language: "en", small: false } as unknown as Scene;
const DRIVER = 7;
const PARKED = 4.5;

type Rgb = [number, number, number];

function rgb(hex: unknown): Rgb {
  assert.match(String(hex), /^#[0-9a-f]{6}$/);
  return [1, 3, 5].map((at) => parseInt(String(hex).slice(at, at + 2), 16)) as Rgb;
}

function light(colour: Rgb): number {
  const [r, g, b] = colour.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: Rgb, other: Rgb): number {
  const [more, less] = [light(one), light(other)].sort((a, b) => b - a) as [number, number];
  return (more + 0.05) / (less + 0.05);
}

function over(front: Rgb, back: Rgb, opacity: number): Rgb {
  return front.map((v, at) => opacity * v + (1 - opacity) * (back[at] as number)) as Rgb;
}

function paint(layer: LayerSpecification | undefined): Record<string, unknown> {
  return (layer?.paint ?? {}) as Record<string, unknown>;
}

for (const theme of ["day", "night"] as const) for (const calm of [true, false]) {
  const layers = styleOf({ ...SCENE, theme, calm }).layers;
  const named = layers.filter((one) => "text-halo-color" in paint(one));
  const ways = new Set(["route", "route-edge", "reach-edge", "rail", "path"].flatMap((id) => [id, `trip-${id}`, `car-${id}`]));

  test(`names on the map can be read, ${theme} ${calm ? "parked" : "moving"}`, () => {
    assert.ok(named.length >= (calm ? 4 : 3));
    for (const layer of named) {
      const of = paint(layer);
      const seen = Number(of["text-opacity"] ?? 1);
      const [words, halo] = [rgb(of["text-color"]), rgb(of["text-halo-color"])];
      const least = layer.id === "place" ? PARKED : DRIVER;
      assert.ok(ratio(over(words, halo, seen), halo) >= least, layer.id);
      assert.ok(Number(of["text-halo-width"]) >= 2, layer.id);
      for (const ground of layers.filter((one) => ["background", "fill", "line"].includes(one.type) && !ways.has(one.id))) {
        const colour = paint(ground)[`${ground.type}-color`];
        if (ground.id === "reach") continue; // seen through: a tint of what lies below
        assert.ok(ratio(over(words, rgb(colour), seen), rgb(colour)) >= PARKED, `${layer.id} on ${ground.id}`);
      }
    }
  });

  test(`numbers and the way stand out, ${theme} ${calm ? "parked" : "moving"}`, () => {
    const by = (id: string): Record<string, unknown> => paint(layers.find((one) => one.id === id));
    assert.ok(ratio(rgb(by("mark-number")["text-color"]), rgb(by("mark")["circle-color"])) >= DRIVER);
    for (const id of ["ground", "street", "main", "fast"]) {
      const ground = rgb(by(id)["background-color"] ?? by(id)["line-color"]);
      assert.ok(ratio(rgb(by("trip-route")["line-color"]), ground) >= 3, `the way on ${id}`);
    }
  });
}
