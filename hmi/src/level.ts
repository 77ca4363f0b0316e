/** How loud somebody speaks: the ring around the assistant's sign grows with it. */

/** Speech at a car's microphone lies between these, in dB below full scale. */
const SOFT_DB = -50;
const LOUD_DB = -15;

/** Where nothing may move there are so many steps, and this long between two. */
const STEPS = 2;
const STILL_MS = 1000;

/** Return an RMS as a share of the ring's way, 0 to 1: people hear in decibels. */
export function grown(rms: number): number {
  const db = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.min(1, Math.max(0, (db - SOFT_DB) / (LOUD_DB - SOFT_DB)));
}

/** Return the nearest of three steps. */
export function stepped(share: number): number {
  return Math.round(share * STEPS) / STEPS;
}

/** Writes past the templates: thirty levels a second must not draw the page thirty times. */
export class LevelRing {
  readonly #root: HTMLElement;
  #writtenAt = -Infinity;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  show(rms: number, motion: boolean, now: number): void {
    if (!motion && now - this.#writtenAt < STILL_MS) return;
    const ring = this.#root.querySelector<HTMLElement>(".ring");
    if (ring === null) return;
    this.#writtenAt = now;
    const level = String(motion ? grown(rms).toFixed(3) : stepped(grown(rms)));
    if (ring.style.getPropertyValue("--level") !== level) ring.style.setProperty("--level", level);
  }
}
