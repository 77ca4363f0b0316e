/** What REST paths answered: each is asked for once, until it is forgotten. */
import type { Json } from "./events.ts";
import { fetchJson, RefusedError } from "./link.ts";
import type { Session } from "./session.ts";

export class Answers {
  readonly #known = new Map<string, unknown>();
  readonly #session: Session | null;
  readonly #changed: () => void;

  constructor(session: Session | null, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
  }

  /** Ask now; null: it was refused, or there is no link. */
  async get(path: string, init: RequestInit = {}): Promise<unknown> {
    if (this.#session === null) return null;
    return fetchJson(this.#session, path, init).catch((error: unknown) => {
      if (error instanceof RefusedError || error instanceof TypeError) return null;
      throw error;
    });
  }

  /** Return what is known; undefined while it loads. */
  of(path: string): unknown {
    if (!this.#known.has(path)) {
      this.#known.set(path, undefined);
      void this.get(path).then((found) => { this.#known.set(path, found); this.#changed(); });
    }
    return this.#known.get(path);
  }

  /** Ask again, and show what is known until the answer is there. */
  async renew(path: string): Promise<void> {
    this.#known.set(path, await this.get(path));
    this.#changed();
  }

  /** Change what a path holds. */
  async put(path: string, body: Json): Promise<void> {
    await this.get(path, { method: "PUT", body: JSON.stringify(body) });
    this.forget(path);
    this.#changed();
  }

  /** Ask again for one path, or for all. */
  forget(path?: string): void {
    if (path === undefined) this.#known.clear();
    else this.#known.delete(path);
  }
}
