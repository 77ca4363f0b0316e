/** Talking over this device: opens the line when somebody presses, closes it when all is calm. */
import type { Link } from "./link.ts";
import type { Model } from "./reducer.ts";
import { SoundDevice } from "./sound.ts";

/** How long the microphone stays open after the last word, for people who go on. */
const CALM_MS = 10_000;

export class OwnVoice {
  readonly #link: Link;
  readonly #failed: () => void;
  #device: SoundDevice | null = null;
  #calm = 0;

  constructor(link: Link, failed: () => void) {
    this.#link = link;
    this.#failed = failed;
  }

  /** Listen now. */
  async talk(): Promise<void> {
    if (this.#device === null) {
      const device = new SoundDevice();
      this.#device = device;
      try {
        await device.open((frame) => this.#link.sendSound(frame));
      } catch {
        this.close();
        this.#failed();
        return;
      }
      this.#link.send({ type: "listen" });
    }
    this.#link.send({ type: "press" });
  }

  /** Play what the car says. */
  play(frame: ArrayBuffer): void {
    this.#device?.play(frame);
  }

  /** Close the line when the assistant has been idle for a while. */
  follow(model: Model): void {
    if (this.#device === null) return;
    if (model.link !== "open") return this.close();
    clearTimeout(this.#calm);
    if (model.standing !== "idle") return;
    this.#calm = window.setTimeout(() => {
      this.#link.send({ type: "hang_up" });
      this.close();
    }, CALM_MS);
  }

  close(): void {
    clearTimeout(this.#calm);
    this.#device?.close();
    this.#device = null;
  }
}
