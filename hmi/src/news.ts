/** What no event tells: it is asked for when a link is new, and when something may have changed. */
import type { Answers } from "./answers.ts";
import type { Json } from "./events.ts";
import { PREFIXES } from "./pages/climate.ts";
import type { Cloud } from "./pages/privacy.ts";
import type { Happening } from "./reducer.ts";

const REFRESH_MS = 150;
const DAY_NIGHT = "Vehicle.Cabin.Infotainment.HMI";

export class News {
  #refreshing = 0;
  readonly #answers: Answers;
  readonly #happen: (happening: Happening) => void;
  readonly #busy: () => boolean;

  /** `busy`: values that people are just setting are not overwritten. */
  constructor(answers: Answers, happen: (happening: Happening) => void, busy: () => boolean) {
    this.#answers = answers;
    this.#happen = happen;
    this.#busy = busy;
  }

  /** A link is new: what is not in the snapshot may have changed. */
  begin(): void {
    this.#answers.forget();
    void this.#signals(DAY_NIGHT);
    this.climate();
    void this.#cloud();
  }

  /** The climate's signals. */
  climate(): void {
    for (const prefix of PREFIXES) void this.#signals(prefix);
  }

  /** Timers and questions of apps are told by no event: ask for them, once for a burst. */
  refresh(): void {
    if (this.#refreshing !== 0) return;
    this.#refreshing = window.setTimeout(() => {
      this.#refreshing = 0;
      void this.#state();
    }, REFRESH_MS);
  }

  async #state(): Promise<void> {
    const state = await this.#answers.get("/state");
    if (state !== null) this.#happen({ type: "state", state } as Happening);
  }

  async #signals(prefix: string): Promise<void> {
    const found = (await this.#answers.get(`/signals?prefix=${prefix}`)) as { path: string; value: Json }[] | null;
    if (found !== null && !this.#busy()) {
      this.#happen({ type: "signals", values: Object.fromEntries(found.map((one) => [one.path, one.value])) });
    }
  }

  async #cloud(): Promise<void> {
    const told = await this.#answers.get("/cloud") as Cloud | null;
    this.#happen({ type: "cloud", state: told === null || told.state === "none" ? null : told.state });
  }
}
