/** The map, drawn by MapLibre. A chunk of its own: it is loaded when the first map is shown. */
import { Map as Drawn, setWorkerCount, setWorkerUrl, type GeoJSONSource, type PaddingOptions } from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import { cameraOf } from "./camera.ts";
import { carData, tripData } from "./features.ts";
import { carSign, namesPlaces, styleOf } from "./style.ts";
import type { Scene } from "./types.ts";

/** What a view needs besides what it shows. */
export interface Access {
  token: string;
  /** The person moved the map. */
  moved(): void;
}

const WORKER = new URL("map-worker.js", location.origin).href;
const CAR_AHEAD = 0.3;
const NO_PADDING = { top: 0, bottom: 0, left: 0, right: 0 };

/** A worker's address is code to the browser: this one is ours, no other is. */
function allowWorker(): void {
  const policies = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): unknown } }).trustedTypes;
  policies?.createPolicy("default", { createScriptURL: (url: string) => (url === WORKER ? url : null) });
}

allowWorker();
setWorkerUrl(WORKER);
setWorkerCount(1);

export class MapView {
  readonly #map: Drawn;
  readonly #host: HTMLElement;
  #scene: Scene;
  /** What the camera was set to last. */
  #looked = "";

  /** Draw a scene into an element. Throws when the browser can't. */
  constructor(host: HTMLElement, scene: Scene, access: Access) {
    this.#host = host;
    this.#scene = scene;
    this.#map = new Drawn({
      container: host, style: styleOf(scene), attributionControl: false, fadeDuration: 0, maxPitch: 0, maxZoom: 18,
      renderWorldCopies: false, refreshExpiredTiles: false, localIdeographFontFamily: false,
      keyboard: false, scrollZoom: false, boxZoom: false, dragRotate: false, doubleClickZoom: false, touchPitch: false,
      transformRequest: (url) => ({ url, headers: { authorization: `Bearer ${access.token}` } }),
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.getCanvas().tabIndex = -1;
    this.#map.setMissingStyleImageResolver((id) => { this.#map.addImage(id, carSign(id), { pixelRatio: 2 }); });
    this.#map.on("movestart", (event) => { if ((event as { originalEvent?: unknown }).originalEvent) access.moved(); });
    this.#map.on("resize", () => this.#look());
    this.#map.on("sourcedataloading", ({ sourceId }) => { if (sourceId !== "car") delete host.dataset["drawn"]; });
    this.#map.on("render", () => { if (this.#map.areTilesLoaded()) host.dataset["drawn"] = "yes"; });
    this.#allow();
    this.#look();
  }

  /** Show another scene; only what differs is drawn anew. */
  show(scene: Scene): void {
    const before = this.#scene;
    this.#scene = scene;
    if (before.theme !== scene.theme || before.language !== scene.language || namesPlaces(before) !== namesPlaces(scene)) {
      this.#map.setStyle(styleOf(scene));
    } else if (this.#map.isStyleLoaded() || this.#map.getSource("trip")) {
      if (before.way !== scene.way || before.spots !== scene.spots || before.outline !== scene.outline) this.#put("trip", tripData(scene));
      if (before.position !== scene.position || before.way !== scene.way) this.#put("car", carData(scene));
    }
    if (before.calm !== scene.calm) this.#allow();
    if (scene.look === "free" && before.zoom !== scene.zoom) this.#map.jumpTo({ zoom: this.#map.getZoom() + scene.zoom - before.zoom });
    this.#look();
  }

  /** Where the middle of the map is, for who looks after it: longitude, latitude, zoom, bearing. */
  get at(): [number, number, number, number] {
    const { lng, lat } = this.#map.getCenter();
    return [lng, lat, this.#map.getZoom(), this.#map.getBearing()];
  }

  close(): void {
    this.#map.remove();
  }

  #put(name: string, data: FeatureCollection): void {
    (this.#map.getSource(name) as GeoJSONSource | undefined)?.setData(data);
  }

  #allow(): void {
    for (const one of [this.#map.dragPan, this.#map.touchZoomRotate]) {
      if (this.#scene.calm) one.enable();
      else one.disable();
    }
  }

  /** Look where the scene says, at once: nothing flies. */
  #look(): void {
    const camera = cameraOf(this.#scene);
    const padding = this.#padding();
    const { clientWidth, clientHeight } = this.#host;
    const wanted = JSON.stringify([camera, padding, this.#scene.zoom, clientWidth, clientHeight]);
    if (wanted === this.#looked) return;
    this.#looked = wanted;
    if (camera === null) return;
    if ("fit" in camera) {
      this.#map.setPadding(NO_PADDING); // what is set already would count twice
      const fit = this.#map.cameraForBounds(camera.fit, { padding, maxZoom: 17, bearing: 0 });
      if (fit?.center !== undefined) {
        this.#map.jumpTo({ center: fit.center, zoom: (fit.zoom ?? 14) + this.#scene.zoom, bearing: 0 });
      }
      return;
    }
    const ahead = camera.bearing === 0 ? 0 : (this.#host.clientHeight - padding.top - padding.bottom) * CAR_AHEAD;
    this.#map.jumpTo({ center: camera.at, zoom: camera.zoom + this.#scene.zoom, bearing: camera.bearing,
      padding: { ...padding, top: padding.top + ahead } });
  }

  /** How much of the map lies under the page's own words: the style sheet knows. */
  #padding(): Required<PaddingOptions> {
    const style = getComputedStyle(this.#host);
    const side = (name: string): number => parseFloat(style.getPropertyValue(`--map-${name}`)) || 0;
    return { top: side("top"), bottom: side("bottom"), left: side("left"), right: side("right") };
  }
}
