/** The root element: it holds the model, lets messages and people change it, and draws it. */
import { html, LitElement, type TemplateResult } from "lit";
import { Answers } from "./answers.ts";
import { seated, type Command } from "./commands.ts";
import type { Message } from "./events.ts";
import { appQuestion, rail, spokenState, topBar } from "./frame.ts";
import { loaded, loadWords, translator, type Language } from "./i18n.ts";
import { Images } from "./images.ts";
import { LevelRing } from "./level.ts";
import { Link } from "./link.ts";
import { News } from "./news.ts";
import { climatePage } from "./pages/climate.ts";
import { homePage } from "./pages/home.ts";
import { later, loadMore } from "./pages/later.ts";
import { mapPage } from "./pages/map.ts";
import { mediaPage } from "./pages/media.ts";
import { aged, dwelt, ofSeat, START, step, voiceState, type Happening, type Model, type Shown } from "./reducer.ts";
import { MapDesk } from "./map/desk.ts";
import { cardIsMapped } from "./map/scene.ts";
import type { MapAccess } from "./map/element.ts";
import { OwnVoice } from "./own-voice.ts";
import { Rotary } from "./rotary.ts";
import { closeSession, type Session } from "./session.ts";
import { canTakeSound } from "./sound.ts";
import { Typist } from "./typist.ts";
import { DARK, keepPreferences, readPreferences, themeNow } from "./preferences.ts";
import type { Looking, Preferences, Section, Ui } from "./ui.ts";
import { limitsOf, pagesFor, placeOf, type Page } from "./ux-policy.ts";

const PAGES: Record<Page, (ui: Ui) => TemplateResult> = {
  home: homePage, map: mapPage, climate: climatePage, media: mediaPage,
  gallery: later("galleryPage"), cameras: later("camerasPage"), settings: later("settingsPage"),
};
const TICK_MS = 1000;
const POLL_TICKS = 5;
const NOTHING: Looking = { picture: "", sure: false };

/** Speech brings people to the answer, whatever page is open; so does a question of the car. */
const SPOKEN = new Set(["wake", "push_to_talk", "follow_up", "barge_in"]);

export class AssistantScreen extends LitElement {
  readonly #session: Session | null;
  #model: Model = START;
  #shown: Shown = { state: "offline", at: 0 };
  #page: Page = "home";
  #section: Section = "general";
  #preferences: Preferences = readPreferences();
  #looking: Looking = NOTHING;
  readonly #answers: Answers;
  readonly #images: Images;
  readonly #news: News;
  readonly #typist = new Typist((command) => this.#send(command));
  #link: Link | null = null;
  #voice: OwnVoice | null = null;
  #rotary: Rotary | null = null;
  readonly #ring = new LevelRing(this);
  readonly #desk: MapDesk;
  readonly #access: MapAccess;
  #wakeAt = 0;
  #ticks = 0;
  /** Whether the map comes back when the assistant is calm again. */
  #bound = false;

  constructor(session: Session | null) {
    super();
    this.#session = session;
    this.#answers = new Answers(session, () => this.requestUpdate());
    this.#news = new News(this.#answers, (happening) => this.#happen(happening), () => this.#typist.busy);
    this.#images = new Images(session, () => this.requestUpdate());
    this.#desk = new MapDesk((path) => this.#answers.get(path), () => this.requestUpdate());
    this.#access = { token: session?.token ?? "", moved: () => this.#desk.moved(), failed: () => this.#desk.failed() };
  }

  override createRenderRoot(): this { return this; }

  /** Draw once a frame, however many events come. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise(requestAnimationFrame);
    super.scheduleUpdate();
  }

  override firstUpdated(): void {
    this.#rotary = new Rotary(this, () => this.#back());
    setInterval(() => this.#tick(), TICK_MS);
    matchMedia(DARK).addEventListener("change", () => this.requestUpdate());
    if (this.#session === null) this.#happen({ type: "link", link: "refused" });
    else this.#connect(this.#session);
  }

  override updated(): void {
    this.#rotary?.mend();
    document.documentElement.dataset["theme"] = themeNow(this.#preferences, this.#model);
    document.documentElement.lang = this.#language();
    document.documentElement.dataset["motion"] = this.#limits().motion ? "on" : "off";
  }

  #connect(session: Session): void {
    this.#link = new Link(session, {
      message: (message) => this.#take(message),
      sound: (frame) => this.#voice?.play(frame),
      level: (rms) => this.#ring.show(rms, this.#limits().motion, performance.now()),
      down: (refused) => {
        if (refused) closeSession();
        this.#happen({ type: "link", link: refused ? "refused" : "lost" });
      },
    });
    this.#voice = new OwnVoice(this.#link, () => this.#happen({ type: "failure", code: "audio_device" }));
    this.#link.open();
  }

  #take(message: Message): void {
    if (this.#model.link !== "open") this.#happen({ type: "link", link: "open" });
    if (message.type === "turn_start" && message.zone !== this.#zone() && this.#profile() === "passenger") return;
    this.#happen(message.type === "snapshot" && this.#profile() === "passenger"
      ? ofSeat(message, this.#zone()) : message);
    if (message.type === "snapshot") this.#begin();
    const asks = message.type === "turn_end" && this.#model.standing === "confirming";
    if (asks || (message.type === "turn_start" && SPOKEN.has(message.source))) this.#home();
    if (message.type === "card" || message.type === "effect" || message.type === "notice"
      || (message.type === "turn_end" && this.#model.confirmations.length > 0)) this.#news.refresh();
    if (message.type === "navigation") this.#travel(message.state);
    if (message.type === "card" && this.#mapped()) this.#desk.refresh();
    if (message.type === "turn_end") this.#answers.forget("/history");
    if (message.type === "picture") this.#answers.stale("/pictures");
    if (message.type === "restrictions") this.#answers.stale("/cameras");
    if (message.type === "effect" && message.path.startsWith("profiles.")) {
      for (const path of ["/profiles", "/settings"]) this.#answers.stale(path);
    }
  }

  /** Come to the answer; from the map only until it is over. */
  #home(): void {
    this.#bound ||= this.#page === "map";
    this.#page = "home";
  }

  #happen(happening: Happening): void {
    this.#model = step(this.#model, happening, performance.now());
    this.#voice?.follow(this.#model);
    if (!this.#pages().includes(this.#page)) this.#page = "home";
    this.requestUpdate();
  }

  /** A link is new. */
  #begin(): void {
    this.#news.begin();
    this.#desk.reset();
    if (this.#mapped()) this.#desk.refresh();
    void loadMore();
  }

  /** A trip that begins is shown; when it changes, so does the map. */
  #travel(state: string): void {
    if (state === "started" || state === "ended") {
      this.#bound = state === "started";
      this.#desk.see("follow");
    }
    if (state === "ended" || state === "arrived") this.#desk.leave();
    if (state !== "progress" && this.#mapped()) this.#desk.refresh();
  }

  /** Whether a map is in sight. */
  #mapped(): boolean {
    const card = this.#model.answer?.card ?? null;
    return this.#page === "map" || (this.#page === "home" && card !== null && cardIsMapped(card));
  }

  #tick(): void {
    this.#ticks += 1;
    if (this.#bound && this.#page === "home" && voiceState(this.#model) === "idle") this.#go("map");
    if (this.#mapped()) this.#desk.tick();
    if (this.#ticks % POLL_TICKS === 0) this.#poll();
    this.requestUpdate();
  }

  /** What no event tells. */
  #poll(): void {
    if (this.#page === "climate") this.#news.climate();
    if (this.#page === "settings" && this.#section === "models") void this.#answers.renew("/models");
  }

  #send(command: Command): void {
    const turn = this.#profile() === "driver" ? (this.#model.turn?.zone ?? "") : "";
    if (this.#link?.send(seated(command, this.#zone(), turn)) === false) {
      this.#happen({ type: "failure", code: "service_stopped" });
    }
  }

  /** How this screen listens: at the car's microphones, at its own, or not at all. */
  #talk(): Ui["talk"] {
    const own = this.#profile() === "passenger" || !this.#model.microphone;
    if (!own) return () => this.#send({ type: "press" });
    return canTakeSound() ? () => void this.#voice?.talk() : null;
  }

  #go(page: Page): void {
    [this.#page, this.#bound, this.#looking] = [page, false, NOTHING];
    this.#answers.forget("/history");
    if (page === "gallery") this.#answers.stale("/pictures");
    if (page === "map") this.#desk.refresh();
    this.requestUpdate();
  }

  /** One step back: from what goes on to calm, from a page to the first. */
  #back(): void {
    const waits = this.#model.confirmations[0];
    if (waits !== undefined) this.#send({ type: "confirm", confirmation: waits.id, yes: false });
    else if (this.#page === "gallery" && this.#looking.picture !== "") this.#go(this.#page);
    else if (this.#page !== "home") this.#go(placeOf(this.#page) === this.#page ? "home" : placeOf(this.#page));
    else this.#dismiss();
  }

  async #change(...[method, at, body, path, shown]: Parameters<Ui["change"]>): Promise<void> {
    const refused = await this.#answers.change(method, at, body, path, shown);
    if (refused !== null) this.#happen({ type: "failure", code: refused });
  }

  #savePicture(picture: string, saved: boolean): void {
    this.#happen({ type: "saved", picture, saved });
    void this.#change("PUT", `/pictures/${picture}/saved`, { saved }, "/pictures");
  }

  #dismiss(): void {
    if (this.#model.standing === "confirming") this.#send({ type: "confirm", yes: false });
    else if (this.#model.standing !== "idle") this.#send({ type: "cancel" });
    this.#happen({ type: "dismiss" });
  }

  #zone(): string { return this.#session?.zone ?? ""; }

  #language(): Language {
    const wanted = this.#preferences.language ?? (this.#model.languages[0] === "zh" ? "zh" : "en");
    const here = loaded(wanted);
    if (here !== wanted) void loadWords(wanted).then(() => this.requestUpdate());
    return here;
  }

  #profile(): Ui["profile"] {
    return this.#session === null || this.#session.scopes.includes("screen") ? "driver" : "passenger";
  }

  #limits(): Ui["limits"] {
    return limitsOf(this.#profile(), this.#model.restrictions);
  }

  #pages(): readonly Page[] {
    return this.#model.link === "open" ? pagesFor(this.#limits()) : ["home"];
  }

  #ui(now: number): Ui {
    const language = this.#language();
    const look = (looking: Looking): void => { this.#looking = looking; this.requestUpdate(); };
    return {
      model: this.#model, voice: this.#shown.state, limits: this.#limits(), profile: this.#profile(),
      zone: this.#zone(), operator: this.#session?.scopes.includes("operator") ?? false, language,
      preferences: this.#preferences, theme: themeNow(this.#preferences, this.#model),
      map: { desk: this.#desk, access: this.#access }, pages: this.#pages(), page: this.#page, section: this.#section,
      date: new Date(), now, t: translator(language),
      data: (path) => this.#answers.of(path),
      go: (page) => this.#go(page),
      looking: this.#looking, look,
      camera: { token: this.#access.token, hidden: () => this.#answers.stale("/cameras") },
      image: (path, version) => this.#images.of(path, version),
      open: (section) => { [this.#section, this.#looking] = [section, NOTHING]; this.#answers.forget(); this.requestUpdate(); },
      prefer: (change) => {
        this.#preferences = { ...this.#preferences, ...change };
        keepPreferences(this.#preferences);
        this.requestUpdate();
      },
      ask: (text, later) => this.#typist.ask(text, later),
      assume: (path, value) => this.#happen({ type: "signals", values: { [path]: value } }),
      talk: this.#talk(),
      send: (command) => this.#send(command),
      change: (...all) => this.#change(...all),
      savePicture: (picture, saved) => this.#savePicture(picture, saved),
      redraw: () => this.requestUpdate(),
      dismiss: () => this.#dismiss(),
    };
  }

  override render(): TemplateResult {
    const now = performance.now();
    const [model, agedAt] = aged(this.#model, this.#limits().restricted, now);
    const [shown, dweltAt] = dwelt(this.#shown, voiceState(model), now);
    [this.#model, this.#shown] = [model, shown];
    this.#wake(now, [agedAt, dweltAt]);
    const ui = this.#ui(now);
    return html`<div class="screen" data-page=${ui.page} data-driving=${model.restrictions?.driving ?? "moving"}
      data-voice=${ui.voice} data-seq=${model.seq}>${rail(ui)}<div class="body">${topBar(ui)}${PAGES[ui.page](ui)}</div>${spokenState(ui)}
      ${appQuestion(ui)}</div>`;
  }

  /** Draw again when the earliest of these times comes. */
  #wake(now: number, times: readonly (number | null)[]): void {
    clearTimeout(this.#wakeAt);
    const next = Math.min(...times.map((one) => one ?? Infinity));
    if (next < Infinity) this.#wakeAt = window.setTimeout(() => this.requestUpdate(), Math.max(1, next - now));
  }
}
