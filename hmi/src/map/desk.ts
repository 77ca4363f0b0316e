/** What the map shows, kept up to date while it is seen, and how the person looks at it. */
import { canDrawMaps } from "./element.ts";
import { wayOf, type Feature } from "./scene.ts";
import type { About, Look, TripNow, Way } from "./types.ts";

/** Seconds after which the way is asked for again: what was driven goes. A turn that was made goes at once. */
const WAY_S = 5;
const NOWHERE: TripNow = { position: null, trip: null };

export class MapDesk {
  /** Undefined while it loads, null when there is none. */
  about: About | null | undefined = undefined;
  now: TripNow = NOWHERE;
  way: Way | null = null;
  look: Look = "follow";
  zoom = 0;
  drawable = canDrawMaps();
  #seconds = 0;
  readonly #get: (path: string) => Promise<unknown>;
  readonly #changed: () => void;

  constructor(get: (path: string) => Promise<unknown>, changed: () => void) {
    this.#get = get;
    this.#changed = changed;
  }

  /** A second has passed while a map is seen. */
  tick(): void {
    if (this.about === null) return;
    void this.#follow();
    if (this.#seconds % WAY_S === 0) void this.#load();
    this.#seconds += 1;
  }

  /** The map comes into sight, or its trip changed: ask at once. */
  refresh(): void {
    this.about ??= undefined; // a map may have been installed
    this.#seconds = 0;
    this.tick();
  }

  /** Look at it in another way; the zoom begins anew. */
  see(look: Look): void {
    [this.look, this.zoom] = [look, 0];
    this.#changed();
  }

  /** The person moved it by hand. */
  moved(): void {
    this.look = "free";
    this.#changed();
  }

  closer(levels: 1 | -1): void {
    this.zoom += levels;
    this.#changed();
  }

  /** The map can't be drawn here. */
  failed(): void {
    this.drawable = false;
    this.#changed();
  }

  /** The trip is over. */
  leave(): void {
    [this.now, this.way] = [{ ...this.now, trip: null }, null];
  }

  /** The link is new: another map may be there. */
  reset(): void {
    this.about = undefined;
    [this.now, this.way] = [NOWHERE, null];
  }

  async #follow(): Promise<void> {
    const now = ((await this.#get("/map/trip")) ?? NOWHERE) as TripNow;
    if (this.way !== null && now.trip !== null && now.trip.next.text !== this.now.trip?.next.text) void this.#load();
    this.now = { position: kept(this.now.position, now.position), trip: now.trip };
    if (this.now.trip === null) this.way = null;
    this.#changed();
  }

  async #load(): Promise<void> {
    if (this.about === undefined) this.about = (await this.#get("/map")) as About | null;
    const found = (await this.#get("/map/route")) as { features: Feature[] } | null;
    this.way = kept(this.way, wayOf(found?.features ?? []));
    this.#changed();
  }
}

/** Return what was there before when it is the same, so that nothing is drawn anew for it. */
function kept<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
