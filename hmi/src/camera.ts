/** `<assistant-camera>`: shows a camera as it sees now, never an old picture as the present. */

/** The service sends at least four pictures a second; after so long without one it is lost. */
const LOST_MS = 1000;
const AGAIN_MS = 1000;
const LOOK_MS = 250;

/** The close code of a picture that may no longer be shown. */
const HIDDEN = 4403;

/** What the service says of the pictures that follow; `trouble`: why the camera is lost. */
interface Told { trouble: string | null }

export interface CameraAccess {
  token: string;
  /** The service says that it may not be shown. */
  hidden(): void;
}

export class AssistantCamera extends HTMLElement {
  readonly #canvas = document.createElement("canvas");
  readonly #words = document.createElement("p");
  #socket: WebSocket | null = null;
  #path = "";
  #name = "";
  #newest: Blob | null = null;
  #drawing = false;
  #seenAt = -Infinity;
  #lookAgain = 0;
  #openAgain = 0;
  access: CameraAccess | null = null;

  /** The stream's address without its host. */
  set path(path: string) {
    if (path === this.#path) return;
    this.#path = path;
    if (this.isConnected) this.#begin();
  }

  /** What the picture is called. */
  set name(words: string) {
    this.#name = words;
    this.#label();
  }

  /** What stands where the picture would be. */
  set none(words: string) {
    this.#words.textContent = words;
    this.#label();
  }

  connectedCallback(): void {
    this.#canvas.setAttribute("role", "img");
    this.#words.setAttribute("role", "status");
    this.replaceChildren(this.#canvas, this.#words);
    this.#lookAgain = window.setInterval(() => this.#look(), LOOK_MS);
    this.#begin();
  }

  disconnectedCallback(): void {
    clearInterval(this.#lookAgain);
    this.#end();
  }

  #begin(): void {
    this.#end();
    const access = this.access;
    if (access === null) return;
    const url = new URL(this.#path, location.href.replace(/^http/, "ws"));
    const socket = new WebSocket(url, ["assistant.camera.v1", `bearer.${access.token}`]);
    socket.binaryType = "blob";
    socket.onmessage = ({ data }: MessageEvent<string | Blob>) => {
      if (typeof data === "string") this.#tell((JSON.parse(data) as Told).trouble ?? "");
      else void this.#take(data);
    };
    socket.onclose = ({ code }) => {
      if (code === HIDDEN) access.hidden();
      this.#openAgain = window.setTimeout(() => this.#begin(), AGAIN_MS);
    };
    this.#socket = socket;
  }

  #end(): void {
    clearTimeout(this.#openAgain);
    if (this.#socket !== null) {
      this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close();
    }
    [this.#socket, this.#newest, this.#seenAt] = [null, null, -Infinity];
    this.#look();
  }

  /** A lost camera's picture says so in its own words; a screen reader hears it from the label. */
  #tell(trouble: string): void {
    this.dataset["trouble"] = trouble;
    this.#label();
  }

  #label(): void {
    const lost = this.dataset["trouble"] ? `: ${this.#words.textContent}` : "";
    this.#canvas.setAttribute("aria-label", this.#name + lost);
  }

  /** Draw the newest picture; those that came while one was drawn are left out. */
  async #take(picture: Blob): Promise<void> {
    this.#newest = picture;
    if (this.#drawing) return;
    this.#drawing = true;
    const socket = this.#socket;
    while (this.#newest !== null) {
      const shown: Blob = this.#newest;
      this.#newest = null;
      const image = await createImageBitmap(shown).catch(() => null);
      if (image !== null && socket === this.#socket) this.#draw(image);
      image?.close();
    }
    this.#drawing = false;
  }

  #draw(image: ImageBitmap): void {
    if (this.#canvas.width !== image.width) this.#canvas.width = image.width;
    if (this.#canvas.height !== image.height) this.#canvas.height = image.height;
    this.#canvas.getContext("2d", { alpha: false })?.drawImage(image, 0, 0);
    this.#seenAt = performance.now();
    if (this.dataset["seen"] !== "yes") this.#look();
  }

  /** A picture that is too old goes. */
  #look(): void {
    const seen = performance.now() - this.#seenAt <= LOST_MS ? "yes" : "no";
    if (this.dataset["seen"] !== seen) this.dataset["seen"] = seen;
  }
}
