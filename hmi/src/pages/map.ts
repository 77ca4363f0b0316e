/** The map: the car, its way, what to do next; and what people look for. */
import { html, nothing, type TemplateResult } from "lit";
import { ahead, clockOf, distance, duration } from "../cards/values.ts";
import { icon, type Icon } from "../icons.ts";
import type { Key } from "../i18n.ts";
import type { MapDesk } from "../map/desk.ts";
import { cardIsMapped, sceneOf } from "../map/scene.ts";
import { turnIcon } from "../map/turns.ts";
import type { Manoeuvre, Scene, Trip } from "../map/types.ts";
import { cut } from "../ux-policy.ts";
import type { Ui } from "../ui.ts";

/** Return the page. */
export function mapPage(ui: Ui): TemplateResult {
  const { desk } = ui.map;
  const { trip } = desk.now;
  const scene = sceneOf(desk, ui.model.places, { ...how(ui), look: desk.look, zoom: desk.zoom, calm: !ui.limits.restricted, small: false });
  return html`<main class="page map-page" data-guided=${trip !== null}><h1 class="hidden">${ui.t("page_map")}</h1>
    ${scene ? html`<assistant-map class="map" .access=${ui.map.access} .scene=${scene}></assistant-map>` : without(ui, desk)}
    <div class="map-side">${trip ? html`${guide(trip.next, ui)}${left(trip, ui)}` : nothing}</div>
    ${looks(ui, scene ? desk : null)}
    ${trip === null && desk.about ? wishes(ui) : nothing}</main>`;
}

/** Return a small map for a card; nothing where no map can be drawn, or no room is. */
export function cardMap(ui: Ui): TemplateResult | typeof nothing {
  const card = ui.model.answer?.card ?? null;
  if (innerHeight <= SMALL_HEIGHT || card === null || !cardIsMapped(card)) return nothing;
  const scene = sceneOf(ui.map.desk, card, { ...how(ui), look: "overview", zoom: 0, calm: false, small: true });
  return scene ? html`<assistant-map class="map" .access=${ui.map.access} .scene=${scene}></assistant-map>` : nothing;
}

const SMALL_HEIGHT = 560;

function how(ui: Ui): Pick<Scene, "theme" | "language"> {
  return { theme: ui.theme, language: ui.language };
}

/** What to do next, and how far it is. */
function guide(next: Manoeuvre, ui: Ui): TemplateResult {
  return html`<section class="card guide" aria-label=${ui.t("next_turn")}>
    <p class="guide-far">${turnIcon(next.turn)}<span class="hero">${ahead(next.distance_m, ui.language)}</span></p>
    <p class="big">${cut(told(next), ui.limits)}</p></section>`;
}

/** The sentence as a headline: without its full stop. */
function told(one: Manoeuvre): string {
  return one.text.replace(/[.。]$/, "");
}

/** What is left of the trip, and its end. */
function left(trip: Trip, ui: Ui): TemplateResult {
  const arrival = clockOf(new Date(ui.date.getTime() + trip.left_s * 1000), ui.language);
  return html`<section class="card trip" data-area="trip" aria-label=${ui.t("trip")}>
    <p class="big">${cut(trip.destination, ui.limits)}</p>
    <p class="minor"><span>${arrival}</span><span>${duration(trip.left_s, ui.language)}</span><span>${distance(trip.left_m, ui.language)}</span></p>
    <button class="round" data-key="end-trip" aria-label=${ui.t("end_trip")} @click=${() => ui.ask(ui.t("say_end_trip"))}>${icon("close")}</button></section>`;
}

/** How to look at it: with the car or all of it, nearer or farther, or through the car's cameras. */
function looks(ui: Ui, desk: MapDesk | null): TemplateResult {
  const other = desk?.look === "follow" ? "overview" : "follow";
  const button = (key: Key, sign: Icon, press: () => void): TemplateResult => html`<button class="round"
    data-key=${key} aria-label=${ui.t(key)} @click=${press}>${icon(sign)}</button>`;
  const cameras = (ui.data("/cameras") as readonly unknown[] | null | undefined) ?? [];
  return html`<div class="map-looks" data-area="looks">${desk ? html`
    ${button(`map_${other}`, other === "overview" ? "route" : "locate", () => desk.see(other))}
    ${button("map_closer", "plus", () => desk.closer(1))}${button("map_farther", "minus", () => desk.closer(-1))}` : nothing}
    ${cameras.length ? html`<button class="round" data-key="cameras" aria-label=${ui.t("page_cameras")}
      @click=${() => ui.go("cameras")}>${icon("cameras")}</button>` : nothing}</div>`;
}

const WISHES: readonly { key: Key; say: Key }[] = [
  { key: "find_charging", say: "say_find_charging" }, { key: "find_parking", say: "say_find_parking" }, { key: "find_food", say: "say_find_food" },
];

function wishes(ui: Ui): TemplateResult {
  return html`<div class="map-wishes" data-area="wishes">${WISHES.map(({ key, say }) => html`<button class="tile" data-key=${key}
    @click=${() => ui.ask(ui.t(say))}>${ui.t(key)}</button>`)}</div>`;
}

/** Without a picture of the map: why, and the way as a list. */
function without(ui: Ui, desk: MapDesk): TemplateResult {
  if (desk.about === undefined) return html`<p class="map-none prose" role="status">${ui.t("loading")}</p>`;
  const words = desk.about === null ? "error_map_not_installed" : "map_not_drawn";
  const turns = (desk.way?.manoeuvres ?? []).slice(0, ui.limits.maxItems);
  return html`<div class="map-none"><p class="prose" role="status">${ui.t(words)}</p>
    ${turns.length ? html`<ol class="rows" data-scrolls tabindex=${ui.limits.maxItems < Infinity ? nothing : "0"} aria-label=${ui.t("trip")}>${turns.map((one) => html`<li
      class="row">${turnIcon(one.turn)}<span class="row-title">${cut(told(one), ui.limits)}</span><span class="row-value">${ahead(one.distance_m, ui.language)}</span></li>`)}</ol>
      <p class="map-credit">${desk.about?.attribution}</p>` : nothing}</div>`;
}
