/** For who looks after the car: latest turns as timelines, how fast they were, what is wrong. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { bytes } from "../cards/values.ts";
import type { Ui } from "../ui.ts";
import { icon } from "../icons.ts";
import { waiting } from "./waiting.ts";

interface TraceEvent { type: string; at_s: number; outcome?: string; intent?: string | null;
  first_audio_ms?: number | null; stages_ms?: Record<string, number> }
interface Trace { turn_id: string; events: TraceEvent[] }
interface Check { what: string; found: string; remedy: string }
interface Health { status: string; uptime_s: number; version: string; failing: string[] }

/** Return the panel. */
export function diagnostics(ui: Ui): TemplateResult {
  const traces = ui.data("/traces?limit=12") as Trace[] | null | undefined;
  const checks = ui.data("/doctor") as Check[] | null | undefined;
  const health = ui.data("/health") as Health | null | undefined;
  return html`
    ${health ? html`<p class="prose">${[`${ui.t("version")} ${health.version}`,
      ui.t("uptime", { minutes: Math.round(health.uptime_s / 60) }), ...machine(ui)].filter(Boolean).join(" · ")}</p>` : nothing}
    ${alerts(ui, checks)}
    <h2>${ui.t("turn_times")}</h2>${traces ? plot(traces, ui) : waiting(ui, traces)}
    <h2>${ui.t("latest_turns")}</h2>${traces ? html`<ul class="rows">${traces.map((one) => timeline(one))}</ul>` : nothing}`;
}

/** What the service and its engines hold in memory, and how warm the machine is. */
function machine(ui: Ui): string[] {
  const metrics = ui.data("/metrics") as string | null | undefined;
  if (!metrics) return [];
  const read = (name: string): string | undefined => new RegExp(`^${name} (\\S+)`, "m").exec(metrics)?.[1];
  const [held, warm] = [read("assistant_memory_bytes"), read("assistant_temperature_celsius")];
  return [held === undefined ? "" : `${ui.t("memory")} ${bytes(Number(held))}`,
    `${ui.t("temperature")} ${warm === undefined ? ui.t("no_sensor") : `${Math.round(Number(warm))} °C`}`];
}

function alerts(ui: Ui, checks: Check[] | null | undefined): TemplateResult | typeof nothing {
  if (!checks) return nothing;
  const wrong = checks.filter((one) => one.remedy !== "");
  return html`<h2>${ui.t("alerts")}</h2>${wrong.length === 0 ? html`<p class="prose">${ui.t("all_well")}</p>`
    : html`<ul class="rows">${wrong.map((one) => html`<li class="row">${icon("alert")}<span class="row-title">${one.what}: ${one.found}
      <span class="row-detail">${one.remedy}</span></span></li>`)}</ul>`}`;
}

function ended(trace: Trace): TraceEvent | undefined {
  return trace.events.find((one) => one.type === "turn_end");
}

/** How long a turn took: to its first sound, else to its end. */
function took(trace: Trace): number {
  const [first, last] = [trace.events[0], ended(trace)];
  return last?.first_audio_ms ?? (first && last ? (last.at_s - first.at_s) * 1000 : 0);
}

const WIDTH = 600;
const HEIGHT = 120;

/** Bars, oldest left; the line is one second. */
function plot(traces: Trace[], ui: Ui): TemplateResult {
  const times = traces.map(took).reverse();
  const most = Math.max(1000, ...times);
  const wide = WIDTH / Math.max(12, times.length);
  const label = `${ui.t("turn_times")}: ${times.map((one) => Math.round(one)).join(", ")} ms`;
  const y = HEIGHT - (1000 / most) * HEIGHT;
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT + 2}" preserveAspectRatio="xMinYMid meet" role="img" aria-label=${label}>
    ${times.map((one, index) => svg`<rect x=${index * wide + 4} width=${wide - 8} rx="4"
      y=${HEIGHT - (one / most) * HEIGHT} height=${Math.max(2, (one / most) * HEIGHT)}></rect>`)}
    <line x1="0" x2=${WIDTH} y1=${y} y2=${y}></line></svg>`;
}

/** One turn: its stages as parts of a bar, in the order in which they came. */
function timeline(trace: Trace): TemplateResult {
  const end = ended(trace);
  const stages = Object.entries(end?.stages_ms ?? {}).filter(([, ms]) => ms > 0);
  const all = stages.reduce((sum, [, ms]) => sum + ms, 0) || 1;
  let at = 0;
  const parts = stages.map(([name, ms], index) => {
    const x = (at / all) * WIDTH;
    at += ms;
    return svg`<rect class="stage-${index % 4}" x=${x} y="0" width=${Math.max(1, (ms / all) * WIDTH - 2)} height="16"><title>${name}</title></rect>`;
  });
  return html`<li class="row trace"><span class="row-title">${end?.intent ?? end?.outcome ?? ""}
    <span class="row-detail">${stages.map(([name, ms]) => `${name} ${Math.round(ms)}`).join(" · ")}</span>
    <svg class="timeline" viewBox="0 0 ${WIDTH} 16" preserveAspectRatio="none" aria-hidden="true">${parts}</svg></span>
    <span class="row-value">${Math.round(took(trace))} ms</span></li>`;
}
