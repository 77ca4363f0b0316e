/** The link to the service: the event socket, which comes back by itself, and REST requests. */
import type { Json, Level, Message, Problem } from "./events.ts";
import type { Session } from "./session.ts";

/** The service refused; `code` is the problem's. */
export class RefusedError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Return what a REST path of the API answers, JSON or text. Throws `RefusedError` on any refusal. */
export async function fetchJson<T>(session: Session, path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(`/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${session.token}`, "content-type": "application/json" },
  });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => null) as Problem | null;
    throw new RefusedError(problem?.code ?? "error");
  }
  if (answer.status === 204) return null as T;
  const json = answer.headers.get("content-type")?.includes("json") ?? false;
  return (json ? await answer.json() : await answer.text()) as T;
}

export interface Listener {
  message(message: Message): void;
  /** A frame of sound from the car. */
  sound(frame: ArrayBuffer): void;
  /** How loud somebody speaks now, 1 is full scale. */
  level(rms: number): void;
  /** The link was lost, or the token is no longer valid. */
  down(refused: boolean): void;
}

const WAITS_MS = [100, 250, 500];

/** After so long without a message the service is asked whether it is still there. */
const QUIET_MS = 5000;
const ANSWER_MS = 3000;

type Found = "there" | "away" | "refused";

/** Keeps one socket open for as long as the page lives, and resumes after the last event. */
export class Link {
  #socket: WebSocket | null = null;
  #tries = 0;
  #place: { seq: number; stream: string } | null = null;
  #serial = 0;
  #heard = 0;
  readonly #session: Session;
  readonly #listener: Listener;

  constructor(session: Session, listener: Listener) {
    this.#session = session;
    this.#listener = listener;
  }

  open(): void {
    const at = this.#place;
    const query = at === null ? "" : `&after=${at.seq}&stream=${at.stream}`;
    const url = new URL(`/api/v1/events?level=true${query}`, location.href.replace(/^http/, "ws"));
    const socket = new WebSocket(url, ["assistant.v1", `bearer.${this.#session.token}`]);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.#listen(socket);
      if (typeof data === "string") this.#take(JSON.parse(data) as Message | Level);
      else this.#listener.sound(data);
    };
    socket.onclose = () => void this.#closed();
    this.#listen(socket);
  }

  /** Send a command; without a link it is dropped, and the return value is false. */
  send(command: { type: string; [field: string]: Json }): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#serial += 1;
    this.#socket.send(JSON.stringify({ ...command, id: this.#serial }));
    return true;
  }

  /** Send a frame of sound; without a link it is dropped. */
  sendSound(frame: ArrayBuffer): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  #take(message: Message | Level): void {
    this.#tries = 0;
    if (message.type === "level") return this.#listener.level(message.rms);
    if (message.type === "snapshot") this.#place = { seq: message.seq, stream: message.stream };
    else if (message.type !== "result" && this.#place) this.#place.seq = message.seq;
    this.#listener.message(message);
  }

  /** A link that broke without a word looks open for minutes: after some quiet, ask. */
  #listen(socket: WebSocket): void {
    clearTimeout(this.#heard);
    this.#heard = setTimeout(async () => {
      let found = await this.#looked();
      if (found === "away") found = await this.#looked(); // a busy machine answers late
      if (socket !== this.#socket) return;
      if (found === "there") return this.#listen(socket);
      socket.onmessage = socket.onclose = null;
      socket.close();
      void this.#closed(found);
    }, QUIET_MS);
  }

  /** Look until the service is there: a browser holds back sockets to where some failed, but no requests. */
  async #closed(known?: Found): Promise<void> {
    clearTimeout(this.#heard);
    this.#socket = null;
    let found = known ?? await this.#looked();
    do {
      this.#listener.down(found === "refused");
      if (found === "refused") return;
      await new Promise((done) => setTimeout(done, WAITS_MS[Math.min(this.#tries, WAITS_MS.length - 1)]));
      this.#tries += 1;
      found = await this.#looked();
    } while (found !== "there");
    this.open();
  }

  /** A browser does not tell why a socket failed: ask over REST, and wait no longer than people do. */
  async #looked(): Promise<Found> {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), ANSWER_MS);
    try {
      await fetchJson(this.#session, "/health", { signal: stop.signal });
      return "there";
    } catch (error) {
      if (!(error instanceof RefusedError)) return "away";
      return error.code === "unauthorized" ? "refused" : "there";
    } finally {
      clearTimeout(late);
    }
  }
}
