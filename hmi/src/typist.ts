/** Types requests for people: what a control means is said in words. */
import type { Command } from "./commands.ts";

const COLLECT_MS = 350;

export class Typist {
  readonly #later = new Map<string, number>();
  readonly #send: (command: Command) => void;

  constructor(send: (command: Command) => void) {
    this.#send = send;
  }

  /** Whether a request is still being collected. */
  get busy(): boolean {
    return this.#later.size > 0;
  }

  /** Say a request; quick repeats under one name `later` become the last one. */
  ask(text: string, later = ""): void {
    const turn: Command = { type: "turn", text };
    if (later === "") return this.#send(turn);
    clearTimeout(this.#later.get(later));
    this.#later.set(later, window.setTimeout(() => {
      this.#later.delete(later);
      this.#send(turn);
    }, COLLECT_MS));
  }
}
