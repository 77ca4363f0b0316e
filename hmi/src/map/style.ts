/** How the map looks by day and by night: drawn from the car's own tiles and the system's fonts. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { carData, tripData } from "./features.ts";
import type { Scene } from "./types.ts";

interface Colours {
  ground: string; green: string; water: string; building: string; rail: string;
  street: string; main: string; fast: string; casing: string;
  words: string; halo: string; route: string; routeEdge: string; mark: string; onMark: string; reach: string;
}

const COLOURS: Record<Scene["theme"], Colours> = {
  night: {
    ground: "#0a0e13", green: "#0d1a17", water: "#0c2033", building: "#121922", rail: "#27313c",
    street: "#2b3744", main: "#3c4b5b", fast: "#425264", casing: "#070a0e",
    words: "#cdd8e2", halo: "#0a0e13", route: "#5cb6fa", routeEdge: "#06233c", mark: "#82caff", onMark: "#04121f", reach: "#82caff",
  },
  day: {
    ground: "#edf0f3", green: "#d5e7d2", water: "#b0d4ef", building: "#dfe4e9", rail: "#b9c2cb",
    street: "#ffffff", main: "#ffffff", fast: "#fff1cc", casing: "#bcc6d0",
    words: "#26313b", halo: "#ffffff", route: "#0b6fc7", routeEdge: "#ffffff", mark: "#00467c", onMark: "#ffffff", reach: "#00467c",
  },
};

/** The first name gives the weight; the others are what the screen itself is set in. */
const FONT = ["Inter Medium", "Inter", "Roboto", "Noto Sans", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif"];
const BOLD = ["Inter Bold", ...FONT.slice(1)];

const FAST = ["motorway", "trunk"];
const MAIN = ["primary", "secondary", "tertiary"];
const STREETS = ["unclassified", "residential", "living_street", "service", "pedestrian"];
const GREEN = ["park", "forest", "wood", "grass", "garden", "meadow", "cemetery", "recreation_ground", "nature_reserve", "golf_course", "scrub", "village_green", "pitch"];
/** Places that a driver looks for without having asked. */
const USEFUL = ["fuel", "charging", "parking", "hospital", "pharmacy", "museum", "library", "train_station", "supermarket", "hotel"];

/** Return the whole style, with the data of the scene in it. */
export function styleOf(scene: Scene): StyleSpecification {
  const { about } = scene;
  return {
    version: 8,
    sources: {
      tiles: { type: "vector", tiles: [location.origin + about.tiles],
        minzoom: about.min_zoom, maxzoom: about.max_zoom, bounds: about.bounds },
      trip: { type: "geojson", data: tripData(scene) },
      car: { type: "geojson", data: carData(scene) },
    },
    layers: [...ground(COLOURS[scene.theme]), ...roads(COLOURS[scene.theme]), ...way(COLOURS[scene.theme]),
      ...names(COLOURS[scene.theme], scene), ...marks(COLOURS[scene.theme])],
  };
}

function ground(of: Colours): LayerSpecification[] {
  const fill = (id: string, layer: string, colour: string, kinds?: string[]): LayerSpecification => ({
    id, type: "fill", source: "tiles", "source-layer": layer,
    filter: ["all", ["==", ["geometry-type"], "Polygon"], ...(kinds ? [among(kinds)] : [])],
    paint: { "fill-color": colour },
  });
  return [
    { id: "ground", type: "background", paint: { "background-color": of.ground } },
    fill("green", "land", of.green, GREEN), fill("sea", "sea", of.water), fill("water", "water", of.water),
    { id: "river", type: "line", source: "tiles", "source-layer": "water", filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": of.water, "line-width": byZoom([8, 1], [16, 8]) } },
    { ...fill("building", "building", of.building), minzoom: 14.5 } as LayerSpecification,
    { id: "rail", type: "line", source: "tiles", "source-layer": "rail", minzoom: 12,
      paint: { "line-color": of.rail, "line-width": byZoom([12, 0.5], [17, 2.5]) } },
  ];
}

function roads(of: Colours): LayerSpecification[] {
  const classes: [string, string[], string, [number, number][], number][] = [
    ["street", STREETS, of.street, [[12, 0.5], [15, 5], [18, 24]], 12],
    ["main", MAIN, of.main, [[8, 0.75], [12, 2.5], [15, 9], [18, 32]], 7],
    ["fast", FAST, of.fast, [[5, 1], [12, 4], [15, 12], [18, 38]], 4],
  ];
  const line = (id: string, kinds: string[], colour: string, widths: [number, number][], minzoom: number): LayerSpecification => ({
    id, type: "line", source: "tiles", "source-layer": "road", minzoom, filter: among(kinds),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": byZoom(...widths) },
  });
  const path: LayerSpecification = { id: "path", type: "line", source: "tiles", "source-layer": "road", minzoom: 15.5,
    filter: among(["footway", "cycleway", "path", "steps", "track"]),
    paint: { "line-color": of.street, "line-width": 1.5, "line-opacity": 0.6 } };
  return [path,
    ...classes.map(([id, kinds, , widths, from]) => line(`${id}-edge`, kinds, of.casing, widths.map(([zoom, wide]) => [zoom, wide + 2]), from)),
    ...classes.map(([id, kinds, colour, widths, from]) => line(id, kinds, colour, widths, from))];
}

function way(of: Colours): LayerSpecification[] {
  const line = (id: string, source: string, colour: string, more: number): LayerSpecification => ({
    id: `${source}-${id}`, type: "line", source, filter: ["==", ["get", "kind"], "route"],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": byZoom([8, 5 + more], [14, 9 + more], [18, 20 + more]) },
  });
  return [
    { id: "reach", type: "fill", source: "trip", filter: ["==", ["get", "kind"], "reach"],
      paint: { "fill-color": of.reach, "fill-opacity": 0.22 } },
    { id: "reach-edge", type: "line", source: "trip", filter: ["==", ["get", "kind"], "reach"],
      paint: { "line-color": of.reach, "line-width": 3 } },
    line("route-edge", "trip", of.routeEdge, 5), line("route-edge", "car", of.routeEdge, 5),
    line("route", "trip", of.route, 0), line("route", "car", of.route, 0),
    { id: "turn", type: "circle", source: "trip", filter: ["==", ["get", "kind"], "turn"], minzoom: 14,
      paint: { "circle-radius": 7, "circle-color": of.halo, "circle-stroke-color": of.route, "circle-stroke-width": 4 } },
  ];
}

function names(of: Colours, scene: Scene): LayerSpecification[] {
  const name: ExpressionSpecification = ["coalesce", ["get", `name_${scene.language}`], ["get", "name"]];
  const paint = { "text-color": of.words, "text-halo-color": of.halo, "text-halo-width": 2 };
  const street: LayerSpecification = { id: "street-name", type: "symbol", source: "tiles", "source-layer": "road", minzoom: 14,
    filter: among([...FAST, ...MAIN, ...STREETS.filter((kind) => kind !== "service")]),
    layout: { "symbol-placement": "line", "symbol-spacing": 420, "text-field": name, "text-font": FONT,
      "text-size": byZoom([14, 16], [17, 22]), "text-max-angle": 30, "text-padding": 24 },
    paint };
  const useful: LayerSpecification[] = [
    { id: "place", type: "symbol", source: "tiles", "source-layer": "place", minzoom: 15,
      filter: among(USEFUL), layout: { "text-field": ["concat", "•\n", name], "text-font": FONT, "text-size": 17, "text-max-width": 8, "text-line-height": 0.9 },
      paint: { ...paint, "text-opacity": 0.9 } }];
  const town: LayerSpecification = { id: "town-name", type: "symbol", source: "tiles", "source-layer": "label",
    layout: { "text-field": name, "text-font": BOLD, "text-size": byZoom([6, 16], [14, 24]), "text-max-width": 8 },
    maxzoom: 16, paint: { ...paint, "text-halo-width": 3 } };
  return [street, ...(namesPlaces(scene) ? useful : []), town];
}

function marks(of: Colours): LayerSpecification[] {
  const kinds: ExpressionSpecification = ["match", ["get", "kind"], ["spot", "stop", "destination"], true, false];
  return [
    { id: "mark", type: "circle", source: "trip", filter: kinds,
      paint: { "circle-radius": ["match", ["get", "kind"], "stop", 12, 17], "circle-color": of.mark, "circle-stroke-color": of.onMark, "circle-stroke-width": 4 } },
    { id: "mark-number", type: "symbol", source: "trip", filter: kinds,
      layout: { "text-field": ["match", ["get", "kind"], "spot", ["to-string", ["get", "number"]], "destination", "●", ""], "text-font": BOLD,
        "text-size": 20, "text-allow-overlap": true },
      paint: { "text-color": of.onMark } },
    { id: "mark-name", type: "symbol", source: "trip", filter: kinds,
      layout: { "text-field": ["get", "label"], "text-font": BOLD, "text-size": 22, "text-max-width": 9,
        "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.2, "text-justify": "auto" },
      paint: { "text-color": of.words, "text-halo-color": of.halo, "text-halo-width": 3 } },
    { id: "car", type: "symbol", source: "car", filter: ["==", ["get", "kind"], "car"],
      layout: { "icon-image": ["get", "image"], "icon-rotate": ["get", "heading"], "icon-rotation-alignment": "map",
        "icon-allow-overlap": true } },
  ];
}

/** Whether places are named that nobody asked for. */
export function namesPlaces({ calm, spots }: Scene): boolean {
  return calm && spots.length === 0;
}

function among(kinds: string[]): ExpressionSpecification {
  return ["match", ["get", "kind"], kinds, true, false];
}

function byZoom(...stops: [number, number][]): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification;
}

/** Return the car's sign in a theme's colours: an arrow with a heading, a dot without. */
export function carSign(name: string): ImageData {
  const [, kind, theme] = name.split("-");
  const of = COLOURS[theme === "day" ? "day" : "night"];
  const size = 112;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.translate(size / 2, size / 2);
  pen.fillStyle = of.mark;
  pen.strokeStyle = of.onMark;
  pen.lineWidth = 7;
  pen.lineJoin = "round";
  pen.beginPath();
  if (kind === "arrow") for (const [x, y] of [[0, -44], [34, 38], [0, 22], [-34, 38]] as const) pen.lineTo(x, y);
  else pen.arc(0, 0, 28, 0, 2 * Math.PI);
  pen.closePath();
  pen.stroke();
  pen.fill();
  return pen.getImageData(0, 0, size, size);
}
