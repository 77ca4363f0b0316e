/** What may leave the car, what left it, and what is remembered. Nothing leaves without a yes. */
import { html, nothing, type TemplateResult } from "lit";
import { timeOf } from "../cards/values.ts";
import type { LinkState } from "../events.ts";
import { icon } from "../icons.ts";
import { looked, type Key } from "../i18n.ts";
import type { Ui } from "../ui.ts";
import { history, type History } from "./history.ts";
import { options } from "./options.ts";

const KINDS = ["text", "audio", "pictures", "history", "telemetry"] as const;
type Kind = (typeof KINDS)[number];

interface Consent { kinds: Record<Kind, boolean>; guest: boolean }
interface Entry { at: string; endpoint: string; kind: string; bytes_out: number; bytes_in: number; state: string }
interface Ledger { entries: Entry[]; totals: { kind: string; requests: number; bytes_out: number }[] }
interface Outbox { waiting: { kind: string; count: number; bytes: number }[] }

/** What the service tells about the cloud: none is set up, or how good the way to it is. */
export interface Cloud { state: LinkState | "none"; reason: string; round_trip_ms: number; metered: boolean; endpoints: Endpoint[] }
interface Endpoint { name: string; resting: boolean; bytes_used: number; bytes_most: number }

const CONSENT = "/privacy/consent";
const LATEST = 8;

/** Return the panel. */
export function privacy(ui: Ui): TemplateResult {
  return html`${cloud(ui)}${consents(ui)}${outbox(ui)}${ledger(ui)}${remembered(ui)}`;
}

/** How the cloud can be reached now. */
function cloud(ui: Ui): TemplateResult {
  const told = ui.data("/cloud") as Cloud | null | undefined;
  const state = ui.model.cloud ?? told?.state ?? "none";
  const reached = state === "good" || state === "poor";
  const more = [reached && told?.round_trip_ms ? `${Math.round(told.round_trip_ms)} ms` : "",
    told?.reason === "portal" ? ui.t("cloud_portal") : "", told?.metered ? ui.t("cloud_metered") : ""].filter(Boolean).join(" · ");
  return html`<p class="lead">${icon(state === "offline" || state === "none" ? "cloudless" : "cloud")}<span>${ui.t(`cloud_${state}`)}
    ${more ? html`<span class="row-detail">${more}</span>` : nothing}</span></p>
    ${told?.endpoints.length ? html`<ul class="rows endpoints">${told.endpoints.map((one) => html`<li class="row"><span class="row-title">${one.name}
      ${one.resting ? html`<span class="row-detail">${ui.t("cloud_resting")}</span>` : nothing}</span><span class="row-value">${size(one.bytes_used)}${one.bytes_most > 0
        ? ` / ${size(one.bytes_most)}` : ""}</span></li>`)}</ul>` : nothing}`;
}

function consents(ui: Ui): TemplateResult | typeof nothing {
  const given = ui.data(CONSENT) as Consent | null | undefined;
  if (!given) return nothing;
  const words: [boolean, string][] = [[true, ui.t("on")], [false, ui.t("off")]];
  const guest = (on: boolean): void => void ui.change("PUT", CONSENT, { guest: on }, CONSENT, { ...given, guest: on });
  const allow = (kind: Kind, yes: boolean): void =>
    void ui.change("PUT", CONSENT, { kinds: { [kind]: yes } }, CONSENT, { ...given, kinds: { ...given.kinds, [kind]: yes } });
  return html`${options(ui.t("guest_mode"), "guest", words, given.guest, guest)}<p class="prose">${ui.t("guest_note")}</p>
    <h2>${ui.t("may_leave")}</h2><p class="prose">${ui.t("privacy_note")}</p>
    <ul class="rows">${KINDS.map((kind) => {
      const on = given.kinds[kind];
      return html`<li class="row consent"><span class="row-title">${ui.t(`kind_${kind}`)}<span class="row-detail">${ui.t(`kind_${kind}_is`)}</span></span>
        <button class="segment ${on ? "on" : ""}" data-key=${`may-${kind}`} aria-pressed=${on} aria-label=${ui.t(`kind_${kind}`)}
          @click=${() => allow(kind, !on)}>${ui.t(on ? "on" : "off")}</button></li>`;
    })}</ul>`;
}

/** What waits for a connection. */
function outbox(ui: Ui): TemplateResult | typeof nothing {
  const waits = (ui.data("/privacy/outbox") as Outbox | null | undefined)?.waiting ?? [];
  if (waits.length === 0) return nothing;
  return html`<h2>${ui.t("outbox")}</h2><ul class="rows">${waits.map((one) => html`<li class="row"><span class="row-title">${kindOf(one.kind, ui)}</span>
      <span class="row-value">${one.count} · ${size(one.bytes)}</span></li>`)}</ul>
    <div class="setting"><button class="segment" data-key="outbox-empty"
      @click=${() => void ui.change("DELETE", "/privacy/outbox", null, "/privacy/outbox")}>${ui.t("outbox_empty")}</button></div>`;
}

/** What left the car, newest first. */
function ledger(ui: Ui): TemplateResult | typeof nothing {
  const told = ui.data("/privacy/ledger?limit=20") as Ledger | null | undefined;
  if (!told) return nothing;
  const sent = told.entries.slice(0, LATEST);
  return html`<h2>${ui.t("ledger")}</h2>${sent.length === 0 ? html`<p class="prose">${ui.t("ledger_empty")}</p>`
    : html`<ul class="rows">${sent.map((one) => html`<li class="row"><span class="row-title">${kindOf(one.kind, ui)}
      <span class="row-detail">${[one.endpoint, timeOf(one.at, ui.language), one.state === "cut" ? ui.t("ledger_cut") : ""].filter(Boolean).join(" · ")}</span></span>
      <span class="row-value">↑ ${size(one.bytes_out)} ↓ ${size(one.bytes_in)}</span></li>`)}</ul>`}`;
}

function kindOf(kind: string, ui: Ui): string {
  return looked(ui.language, `kind_${kind}`) ?? kind;
}

function size(count: number): string {
  return count < 1000 ? `${count} B` : count < 1e6 ? `${Math.round(count / 1000)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

/** The latest requests, kept in the car's memory if people agree. */
function remembered(ui: Ui): TemplateResult {
  const kept = ui.data("/history") as History | null | undefined;
  const words: [boolean, Key][] = [[true, "on"], [false, "off"]];
  return html`${options(ui.t("history_setting"), "consent", words.map(([one, key]) => [one, ui.t(key)]), kept?.consent ?? false,
    (consent) => void ui.change("PUT", "/history", { consent }, "/history", { ...kept, consent }))}
    <p class="prose">${ui.t("history_ask")}</p>${kept ? history(kept, ui) : nothing}`;
}
