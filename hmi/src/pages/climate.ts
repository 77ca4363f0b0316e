/** Climate by touch. Each control says its request for the person, so the same policy holds. */
import { html, type TemplateResult } from "lit";
import { degrees } from "../cards/climate.ts";
import { icon, type Icon } from "../icons.ts";
import type { Key } from "../i18n.ts";
import type { Ui } from "../ui.ts";

const HVAC = "Vehicle.Cabin.HVAC.";
const OWN = "Vehicle.Private.HVAC.";
const STEP = 0.5;
const LOWEST = 16;
const HIGHEST = 28;
const FAN_STEP = 20;
const LEVELS = ["off", "low", "medium", "high"] as const;

interface Seat { zone: "driver" | "passenger"; station: string; side: string }

const SEATS: readonly Seat[] = [
  { zone: "driver", station: `${HVAC}Station.Row1.Driver.`, side: "DriverSide" },
  { zone: "passenger", station: `${HVAC}Station.Row1.Passenger.`, side: "PassengerSide" },
];

/** The paths of signals that this page shows begin with these. */
export const PREFIXES: readonly string[] = [HVAC, OWN, "Vehicle.Cabin.Seat.Row1"];

interface Switch { key: Key; on: Key; off: Key; path: string }

const SWITCHES: readonly Switch[] = [
  { key: "climate_air_conditioning", on: "say_ac_on", off: "say_ac_off", path: `${HVAC}IsAirConditioningActive` },
  { key: "climate_auto", on: "say_auto_on", off: "say_auto_off", path: `${OWN}IsAutoActive` },
  { key: "climate_recirculation", on: "say_recirculation_on", off: "say_recirculation_off", path: `${HVAC}IsRecirculationActive` },
  { key: "climate_front_defrost", on: "say_front_on", off: "say_front_off", path: `${HVAC}IsFrontDefrosterActive` },
  { key: "climate_rear_defrost", on: "say_rear_on", off: "say_rear_off", path: `${HVAC}IsRearDefrosterActive` },
  { key: "climate_sync", on: "say_sync_on", off: "say_sync_off", path: `${OWN}IsSyncActive` },
];

/** Return the page. */
export function climatePage(ui: Ui): TemplateResult {
  return html`<main class="page climate-page">
    <h1 class="hidden">${ui.t("page_climate")}</h1>
    <div class="seats">${SEATS.map((seat) => seatPanel(seat, ui))}</div>
    <div class="switches" data-area="switches">${SWITCHES.map((one) => toggle(one, ui))}</div>
  </main>`;
}

function value(ui: Ui, path: string): number | null {
  const found = ui.model.signals[path];
  return typeof found === "number" ? found : null;
}

function seatPanel(seat: Seat, ui: Ui): TemplateResult {
  const warm = value(ui, `${seat.station}Temperature`);
  const fan = value(ui, `${seat.station}FanSpeed`);
  const heat = level(value(ui, `Vehicle.Cabin.Seat.Row1.${seat.side}.Seating.HeatingCooling`));
  const where = ui.t(`seat_${seat.zone}`);
  const set = (to: number): void => {
    ui.ask(ui.t(`say_temperature_${seat.zone}`, { value: to }), `${seat.zone}.temperature`);
    ui.assume(`${seat.station}Temperature`, to);
  };
  const blow = (to: number): void => {
    ui.ask(ui.t(`say_fan_${seat.zone}`, { value: to }), `${seat.zone}.fan`);
    ui.assume(`${seat.station}FanSpeed`, to);
  };
  const next = LEVELS[(heat + 1) % LEVELS.length] ?? "off";
  return html`<section class="panel seat" data-area=${`seat-${seat.zone}`} aria-label=${where}>
    <h2>${where}</h2>
    ${stepper(ui, `${seat.zone}-warm`, ui.t("temperature"), warm === null ? "–" : degrees(warm), "big-value",
      warm !== null && warm > LOWEST ? () => set(warm - STEP) : null,
      warm !== null && warm < HIGHEST ? () => set(warm + STEP) : null)}
    <div class="pair">
      ${stepper(ui, `${seat.zone}-fan`, ui.t("fan"), bars(fan), "bars",
        fan !== null && fan > 0 ? () => blow(Math.max(0, stepped(fan) - FAN_STEP)) : null,
        fan !== null && fan < 100 ? () => blow(Math.min(100, stepped(fan) + FAN_STEP)) : null)}
      <button class="tile heat" data-key=${`${seat.zone}-heat`} aria-label=${`${ui.t("seat_heating")}: ${ui.t(`level_${LEVELS[heat] ?? "off"}`)}`}
        @click=${() => ui.ask(ui.t(`say_heat_${seat.zone}_${next}`))}>${icon("seat")}${dots(heat)}</button>
    </div></section>`;
}

function stepped(percent: number): number {
  return Math.round(percent / FAN_STEP) * FAN_STEP;
}

function level(percent: number | null): number {
  return percent === null || percent <= 0 ? 0 : percent <= 40 ? 1 : percent <= 75 ? 2 : 3;
}

type Press = (() => void) | null;

function stepper(ui: Ui, key: string, name: string, shown: unknown, style: string, less: Press, more: Press): TemplateResult {
  const button = (kind: "less" | "more", sign: Icon, press: Press): TemplateResult =>
    html`<button class="round" data-key=${`${key}-${kind}`} ?disabled=${press === null}
      aria-label=${`${name}: ${ui.t(kind)}`} @click=${() => press?.()}>${icon(sign)}</button>`;
  return html`<div class="stepper" role="group" aria-label=${name}>${button("less", "minus", less)}
    <span class=${style}>${shown}</span>${button("more", "plus", more)}</div>`;
}

function bars(fan: number | null): TemplateResult {
  const lit = fan === null ? 0 : Math.round(fan / FAN_STEP);
  return html`${icon("fan")}<span class="level" role="img" aria-label=${fan === null ? "–" : `${Math.round(fan)} %`}>
    ${[1, 2, 3, 4, 5].map((one) => html`<i class=${one <= lit ? "lit" : ""}></i>`)}</span>`;
}

function dots(count: number): TemplateResult {
  return html`<span class="level" aria-hidden="true">${[1, 2, 3].map((one) => html`<i class=${one <= count ? "lit" : ""}></i>`)}</span>`;
}

function toggle(one: Switch, ui: Ui): TemplateResult {
  const on = ui.model.signals[one.path] === true;
  return html`<button class="tile ${on ? "on" : ""}" data-key=${one.key} aria-pressed=${on}
    @click=${() => ui.ask(ui.t(on ? one.off : one.on))}><span class="lamp" aria-hidden="true"></span>
    <span>${ui.t(one.key)}</span></button>`;
}
