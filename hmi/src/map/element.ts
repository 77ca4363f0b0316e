/** `<assistant-map>`: shows a scene, with whose data it is. It loads the drawing part by itself. */
import type { Access, MapView } from "./view.ts";
import type { Scene } from "./types.ts";

let drawable: boolean | undefined;

/** Return whether this browser can draw maps. */
export function canDrawMaps(): boolean {
  drawable ??= document.createElement("canvas").getContext("webgl2") !== null;
  return drawable;
}

/** What the page gives an element besides the scene. */
export interface MapAccess extends Access {
  /** The drawing part could not be loaded or started. */
  failed(): void;
}

export class AssistantMap extends HTMLElement {
  #view: MapView | null = null;
  #scene: Scene | null = null;
  #opening = false;
  access: MapAccess | null = null;

  set scene(scene: Scene) {
    this.#scene = scene;
    if (this.isConnected) this.#show();
  }

  connectedCallback(): void {
    this.#show();
  }

  disconnectedCallback(): void {
    this.#view?.close();
    this.#view = null;
    this.replaceChildren();
  }

  /** Where the middle of the map is, null while it loads. */
  get at(): MapView["at"] | null {
    return this.#view?.at ?? null;
  }

  #show(): void {
    if (this.#scene === null) return;
    if (this.#view !== null) this.#view.show(this.#scene);
    else if (!this.#opening) void this.#open();
  }

  async #open(): Promise<void> {
    this.#opening = true;
    try {
      const { MapView } = await import("./view.ts");
      if (!this.isConnected || this.#scene === null || this.access === null) return;
      const [host, credit] = [document.createElement("div"), document.createElement("p")];
      host.className = "map-canvas";
      credit.className = "map-credit";
      credit.textContent = this.#scene.about.attribution;
      this.replaceChildren(host, credit);
      this.#view = new MapView(host, this.#scene, this.access);
    } catch (error) {
      console.error(error);
      this.access?.failed();
    } finally {
      this.#opening = false;
    }
  }
}
