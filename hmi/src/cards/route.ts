/** Routes and places, beside a small map: what to do next, how far, how long. */
import { html, nothing, type TemplateResult } from "lit";
import type { Card } from "../events.ts";
import type { Ui } from "../ui.ts";
import { cardMap } from "../pages/map.ts";
import { heading } from "./card.ts";
import { ahead, distance, duration, number, text, timeOf, type Fields } from "./values.ts";

/** Return where it goes, the next manoeuvre, the way and time left, and the arrival. */
export function routeCard(card: Card, ui: Ui): TemplateResult {
  const next = (card["next"] ?? null) as Fields | null;
  const [metres, seconds] = [number(card, "distance_m"), number(card, "duration_s")];
  const arrival = timeOf(text(card, "arrival_iso", "arrival"), ui.language);
  const facts = [
    [ui.t("fact_distance"), metres === null ? "" : distance(metres, ui.language)],
    [ui.t("fact_duration"), seconds === null ? "" : duration(seconds, ui.language)],
    [ui.t("arrival"), arrival],
  ].filter(([, value]) => value !== "");
  return html`<div class="mapped"><div>${heading(card.title, "route")}
    ${next ? html`<p class="big">${text(next, "text")}</p>
      ${number(next, "distance_m") !== null
        ? html`<p class="hero">${ahead(number(next, "distance_m") ?? 0, ui.language)}</p>` : nothing}` : nothing}
    <dl class="facts">${facts.map(([name, value]) => html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div>${cardMap(ui)}</div>`;
}

/** Return a place: its name, its address, how far it is. */
export function mapCard(card: Card, ui: Ui): TemplateResult {
  const metres = number(card, "distance_m");
  return html`<div class="mapped"><div>${heading(card.title, "route")}
    <p class="prose">${text(card, "address", "text", "place")}</p>
    ${metres === null ? nothing : html`<p class="hero">${distance(metres, ui.language)}</p>`}
    ${text(card, "attribution") ? html`<p class="minor">${card["attribution"]}</p>` : nothing}</div>${cardMap(ui)}</div>`;
}
