/** Runs in the audio thread: passes the microphone's samples on, a tenth of a second at a time. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, kind: unknown): void;

const CHUNKS_PER_S = 10;

registerProcessor("microphone", class extends AudioWorkletProcessor {
  #chunk = new Float32Array(Math.round(sampleRate / CHUNKS_PER_S));
  #filled = 0;

  process(inputs: Float32Array[][]): boolean {
    for (const sample of inputs[0]?.[0] ?? []) {
      this.#chunk[this.#filled] = sample;
      this.#filled += 1;
      if (this.#filled === this.#chunk.length) {
        this.port.postMessage(this.#chunk.slice());
        this.#filled = 0;
      }
    }
    return true;
  }
});
