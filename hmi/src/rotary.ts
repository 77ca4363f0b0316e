/** The edge of `focus.ts`: keys and wheel of a rotary controller, and a focus that is never lost. */
import { nudged, rotated, type Direction, type Target } from "./focus.ts";

/** Where the focus goes when its place is gone. */
const HOME = "orb";
const FOCUSABLE = "button:not([disabled]), input, [tabindex='0']";
const NUDGES: Record<string, Direction> = {
  ArrowUp: "up", ArrowDown: "down", w: "up", s: "down", a: "left", d: "right",
};
const DETENTS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, q: -1, e: 1 };

export class Rotary {
  readonly #root: HTMLElement;
  readonly #back: () => void;
  /** The key of what had the focus last, to find it again after the page changed. */
  #key: string | null = null;
  #area = "";

  constructor(root: HTMLElement, back: () => void) {
    this.#root = root;
    this.#back = back;
    addEventListener("keydown", this.#pressed);
    addEventListener("wheel", this.#turned, { passive: false });
    root.addEventListener("focusin", () => this.#note());
  }

  /** Give the focus back when what had it is gone: to its successor, else to its area. */
  mend(): void {
    const active = document.activeElement;
    if (this.#key === null || (active !== null && active !== document.body)) return;
    const elements = this.#elements();
    const same = elements.find((one) => one.dataset["key"] === this.#key);
    const near = elements.find((one) => areaOf(one) === this.#area);
    (same ?? near ?? elements.find((one) => one.dataset["key"] === HOME) ?? elements[0])?.focus({ preventScroll: true });
  }

  #note(): void {
    const active = document.activeElement as HTMLElement;
    this.#key = active.dataset["key"] ?? "";
    this.#area = areaOf(active);
  }

  #pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      this.#back();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof HTMLInputElement) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const [detents, direction] = [DETENTS[key], NUDGES[key]];
    if (detents === undefined && direction === undefined) return;
    event.preventDefault();
    this.#move((targets, from) => detents !== undefined
      ? rotated(targets, from, detents) : nudged(targets, from, direction as Direction));
  };

  #turned = (event: WheelEvent): void => {
    const over = (event.target as Element).closest<HTMLElement>("[data-scrolls]");
    if (event.ctrlKey || (over && over.scrollHeight > over.clientHeight)) return;
    event.preventDefault();
    this.#move((targets, from) => rotated(targets, from, Math.sign(event.deltaY)));
  };

  #move(choose: (targets: readonly Target[], from: number) => number): void {
    const elements = this.#elements();
    const targets = elements.map((one) => ({ area: areaOf(one), box: one.getBoundingClientRect() }));
    elements[choose(targets, elements.indexOf(document.activeElement as HTMLElement))]?.focus();
  }

  #elements(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>(FOCUSABLE)]
      .filter((one) => one.offsetParent !== null);
  }
}

function areaOf(element: HTMLElement): string {
  return element.closest<HTMLElement>("[data-area]")?.dataset["area"] ?? "";
}
