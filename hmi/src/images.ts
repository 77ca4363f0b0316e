/** Pictures of the service: an `<img>` can't send a token, so their bytes are fetched and kept. */
import type { Session } from "./session.ts";

/** So many pictures are kept; the longest unseen goes. */
export const KEPT = 24;

interface Kept { version: number; address: string | null }

export class Images {
  readonly #known = new Map<string, Kept>();
  readonly #coming = new Set<string>();
  readonly #session: Session | null;
  readonly #changed: () => void;

  constructor(session: Session | null, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
  }

  /**
   * Return an address to draw a picture from; undefined while it loads, null when there is none.
   * Of a newer `version` the one before is shown until it is here.
   */
  of(path: string, version = 0): string | null | undefined {
    const known = this.#known.get(path);
    if (known === undefined || known.version < version) void this.#fetch(path, version);
    else this.#note(path, known);
    return known?.address;
  }

  /** Ask again for what was refused. */
  retry(): void {
    for (const [path, known] of this.#known) if (known.address === null) this.#known.delete(path);
  }

  async #fetch(path: string, version: number): Promise<void> {
    if (this.#session === null || this.#coming.has(path)) return;
    this.#coming.add(path);
    const headers = { authorization: `Bearer ${this.#session.token}` };
    const answer = await fetch(path, { headers }).catch(() => null);
    const before = this.#known.get(path)?.address ?? null;
    const address = answer !== null && answer.ok ? URL.createObjectURL(await answer.blob()) : null;
    if (before !== null) URL.revokeObjectURL(before);
    this.#note(path, { version, address });
    this.#coming.delete(path);
    this.#changed();
  }

  /** Note a picture as the one seen last. */
  #note(path: string, known: Kept): void {
    this.#known.delete(path);
    this.#known.set(path, known);
    for (const [oldest, { address }] of this.#known) {
      if (this.#known.size <= KEPT) break;
      if (address !== null) URL.revokeObjectURL(address);
      this.#known.delete(oldest);
    }
  }
}
