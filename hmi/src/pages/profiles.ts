/** Who drives: choose a profile, make one, and say what belongs to it. */
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import { looked } from "../i18n.ts";
import type { Ui } from "../ui.ts";
import { options } from "./options.ts";
import { LANGUAGES } from "./voice.ts";
import { waiting } from "./waiting.ts";

interface Profile { id: string; name: string; active: boolean; expected: string; temperature: number | null; seat: number | null; places: string[] }

const PATH = "/profiles";
const SEATS: readonly (number | null)[] = [null, 1, 2, 3];

/** Return the panel. */
export function profiles(ui: Ui): TemplateResult {
  const all = ui.data(PATH) as Profile[] | null | undefined;
  if (!all) return waiting(ui, all);
  const active = all.find((one) => one.active);
  return html`<div class="setting"><h2>${ui.t("profile_drives")}</h2><div class="segments" role="group"
      aria-label=${ui.t("profile_drives")} data-area="people">
      ${all.map((one) => html`<button class="segment person ${one.active ? "on" : ""}" data-key=${`profile-${one.id}`}
        aria-pressed=${one.active} @click=${() => choose(one, ui)}>${icon("person")}<span>${nameOf(one, ui)}</span></button>`)}</div></div>
    ${active ? about(active, ui) : nothing}${ui.limits.keyboard ? adding(ui) : nothing}
    <p class="prose">${ui.t("profile_note")}</p>`;
}

function nameOf(one: Profile, ui: Ui): string {
  return one.name || ui.t("guest");
}

/** Say it for the person, so that the same policy holds as when it is said. */
function choose(one: Profile, ui: Ui): void {
  if (one.active) return;
  ui.ask(one.name === "" ? ui.t("say_guest") : ui.t("say_profile", { name: one.name }));
}

function about(one: Profile, ui: Ui): TemplateResult {
  const language = LANGUAGES.find(([key]) => key === one.expected)?.[1] ?? ui.t("expected_any");
  const places = one.places.map((place) => looked(ui.language, `place_${place}`) ?? place).join(", ");
  const facts: [string, string][] = [
    [ui.t("expected"), language],
    [ui.t("temperature"), one.temperature === null ? ui.t("as_it_is") : `${one.temperature} °C`],
    [ui.t("profile_places"), places || ui.t("none")],
  ];
  return html`${options(ui.t("profile_seat"), "seat", SEATS.map((slot) => [slot, slot === null ? ui.t("as_it_is") : String(slot)]),
      one.seat, (seat) => void ui.change("PATCH", `${PATH}/${one.id}`, { seat }, PATH))}
    <dl class="about">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${one.name === "" ? nothing : html`<div class="setting"><button class="segment" data-key="profile-delete" @click=${() => remove(one, ui)}>
      ${ui.looking.sure ? ui.t("delete_sure") : ui.t("profile_delete", { name: one.name })}</button></div>`}`;
}

/** Delete at the second press. */
function remove(one: Profile, ui: Ui): void {
  if (!ui.looking.sure) return ui.look({ picture: "", sure: true });
  ui.look({ picture: "", sure: false });
  void ui.change("DELETE", `${PATH}/${one.id}`, null, PATH);
}

function adding(ui: Ui): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (name === "") return;
    form.reset();
    void ui.change("POST", PATH, { name }, PATH);
  };
  return html`<form class="ask" @submit=${submit}><input name="name" maxlength="40" autocomplete="off" data-key="profile-name"
    aria-label=${ui.t("profile_name")} placeholder=${ui.t("profile_name")}><button class="round" data-key="profile-add"
    aria-label=${ui.t("profile_add")}>${icon("plus")}</button></form>`;
}
