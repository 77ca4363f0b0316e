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

  /** Ask again if it was ever asked. */
  stale(path: string): void {
    if (this.#known.has(path)) void this.renew(path);
  }

  /** Ask again, and show what is known until the answer is there. */
  async renew(path: string): Promise<void> {
    this.#known.set(path, await this.get(path));
    this.#changed();
  }

  /**
   * Change something, then ask for `path` again; `shown` is shown for it meanwhile. Resolves to the
   * code of why not, or null.
   */
  async change(method: string, at: string, body: Json, path: string, shown?: unknown): Promise<string | null> {
    if (this.#session === null) return "service_stopped";
    if (shown !== undefined) this.#known.set(path, shown);
    this.#changed();
    const init = body === null ? { method } : { method, body: JSON.stringify(body) };
    const refused = await fetchJson(this.#session, at, init).then(() => null, (error: unknown) => {
      if (error instanceof RefusedError) return error.code;
      if (error instanceof TypeError) return "service_stopped";
      throw error;
    });
    await this.renew(path);
    return refused;
  }

  /** Ask again for one path, or for all. */
  forget(path?: string): void {
    if (path === undefined) this.#known.clear();
    else this.#known.delete(path);
  }
}
