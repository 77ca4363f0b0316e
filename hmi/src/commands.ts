/** What a screen sends over the event socket. Pure. */
import type { Json } from "./events.ts";

export type Command = { type: string; [field: string]: Json };

/** Commands for a seat; those about a turn are for the seat of that turn. */
const SEATED = new Set(["turn", "press", "release", "confirm", "choose"]);
const OF_TURN = new Set(["release", "confirm", "choose"]);

/** Return a command with its seat: the screen's own `zone`, or that of the running `turn` if there is one. */
export function seated(command: Command, zone: string, turn: string): Command {
  if (!SEATED.has(command.type)) return command;
  return { zone: OF_TURN.has(command.type) && turn !== "" ? turn : zone, ...command };
}
