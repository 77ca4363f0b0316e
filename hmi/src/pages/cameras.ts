/** What the car's cameras see: the mirror always, the others only where video may be shown. */
import { html, nothing, type TemplateResult } from "lit";
import { AssistantCamera } from "../camera.ts";
import { icon } from "../icons.ts";
import { looked } from "../i18n.ts";
import type { Ui } from "../ui.ts";
import { waiting } from "./waiting.ts";

/** A camera as the service tells it. */
export interface Camera { name: string; mirror: boolean; shown: boolean; stream: string }

customElements.define("assistant-camera", AssistantCamera);

/** Return the page: one camera, and the way to the others. */
export function camerasPage(ui: Ui): TemplateResult {
  const all = ui.data("/cameras") as Camera[] | null | undefined;
  return html`<main class="page cameras-page"><h1 class="hidden">${ui.t("page_cameras")}</h1>
    ${all ? seen(all, ui) : waiting(ui, all)}</main>`;
}

function seen(all: readonly Camera[], ui: Ui): TemplateResult {
  const ordered = [...all].sort((one, other) => Number(other.mirror) - Number(one.mirror));
  const offered = ordered.filter((one) => mayShow(one, ui));
  const chosen = offered.find((one) => one.name === ui.looking.picture) ?? offered[0];
  return html`${chosen ? html`<assistant-camera .name=${named(chosen, ui)} .access=${ui.camera}
      .path=${chosen.stream.replace(/\.mjpeg$/, "")} .none=${ui.t("camera_none")}></assistant-camera>`
    : html`<p class="say camera-none" role="status">${ui.t(ordered.length ? "camera_hidden" : "camera_none")}</p>`}
    <div class="camera-side ${offered.length > 1 ? "" : "alone"}" data-area="cameras">${offered.length > 1 ? offered.slice(0, ui.limits.maxItems).map((one) => html`<button
      class="tile ${one === chosen ? "on" : ""}" data-key=${`camera-${one.name}`} aria-pressed=${one === chosen}
      @click=${() => ui.look({ picture: one === ordered[0] ? "" : one.name, sure: false })}><span>${named(one, ui)}</span></button>`) : nothing}
      <button class="tile" data-key="cameras-back" aria-label=${ui.t("back")} @click=${() => ui.go("map")}>${icon("back")}</button></div>`;
}

/** The service decides; the screen itself never shows a film while video is not allowed. */
function mayShow(camera: Camera, ui: Ui): boolean {
  return camera.shown && (camera.mirror || ui.limits.motion);
}

function named(camera: Camera, ui: Ui): string {
  return looked(ui.language, `camera_${camera.mirror ? "mirror" : camera.name}`) ?? camera.name.replaceAll("_", " ");
}
