/** The climate card: the front seats large, the rest as words. */
import { html, nothing, type TemplateResult } from "lit";
import type { Card } from "../events.ts";
import { looked } from "../i18n.ts";
import { icon } from "../icons.ts";
import type { Ui } from "../ui.ts";
import { heading } from "./card.ts";
import { number, type Fields } from "./values.ts";

const SWITCHES = ["air_conditioning", "auto", "recirculation", "front_defrost", "rear_defrost", "sync"];

/** Return how warm each seat's air will be, the fan, and what is switched on. */
export function climateCard(card: Card, ui: Ui): TemplateResult {
  const zones = (Array.isArray(card["zones"]) ? card["zones"] : []) as Fields[];
  const known = zones.filter((zone) => number(zone, "temperature") !== null);
  const shown = known.slice(0, ui.limits.restricted ? 2 : 4);
  const on = SWITCHES.filter((name) => card[name] === true);
  return html`${heading(card.title, "climate")}
    <div class="zones ${shown.length === 4 ? "four" : ""}">${shown.map((zone) => html`
      <div class="zone"><p class="hero">${degrees(number(zone, "temperature") ?? 0)}</p>
        <p class="minor under"><span>${looked(ui.language, `seat_${zone["seat"]}`) ?? ""}</span>
          ${number(zone, "fan") ? html`<span class="fan">${icon("fan")}${zone["fan"]} %</span>` : nothing}</p>
      </div>`)}</div>
    ${on.length ? html`<p class="prose">${on.map((name) => looked(ui.language, `climate_${name}`)).join(" · ")}</p>`
      : nothing}`;
}

/** Return degrees with one decimal only where it says something. */
export function degrees(value: number): string {
  return `${Number.isInteger(value) ? value : value.toFixed(1)}°`;
}
