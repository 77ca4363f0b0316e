/** Arrows of manoeuvres, in the way of the other icons; those to the left are mirrored. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

const TURNS: Record<string, SVGTemplateResult> = {
  straight: svg`<path d="M12 21V4M6 10l6-6 6 6"/>`,
  slight: svg`<path d="M8 21v-5.5L17 6.5M10 5.5h8V13.5"/>`,
  turn: svg`<path d="M6 21v-8a4 4 0 0 1 4-4h10M14.5 3.5L20 9l-5.5 5.5"/>`,
  sharp: svg`<path d="M7 21V5l11 11.5M18 9v7.5h-7.5"/>`,
  u_turn: svg`<path d="M6.5 21V9.5a5 5 0 0 1 10 0V18M12 13.5l4.5 4.5 4.5-4.5"/>`,
  exit: svg`<path d="M8 21V3M8 16l9-9M11 6.5h6.5V13"/>`,
  roundabout: svg`<circle cx="11" cy="10" r="4.5"/><path d="M11 21v-6.5M14.5 7l5-4.5M14.5 2.5h5v5"/>`,
  ferry: svg`<path d="M4 15h16l-2.5 5h-11zM8 15V9h8v6M12 9V4"/>`,
  arrive: svg`<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z"/><circle cx="12" cy="10" r="2.25"/>`,
};

/** Return the arrow for what the service calls a turn: `left`, `slight_right`, `roundabout`, … */
export function turnIcon(turn: string): TemplateResult {
  const [, kind = turn, side = ""] = /^(?:(.+)_)?(left|right)$/.exec(turn) ?? [];
  const shape = TURNS[side === "" ? kind : (kind === turn ? "turn" : kind)] ?? TURNS["straight"];
  const mirrored = side === "left" ? "matrix(-1 0 0 1 24 0)" : "";
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><g transform=${mirrored}>${shape}</g></svg>`;
}
