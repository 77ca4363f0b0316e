/**
 * This device's own microphone and loudspeaker, for a passenger's device and for a car that has
 * none. The sound goes over the event socket; `docs/api.md` describes its frames.
 */
const MAGIC = "A1";
const MICROPHONE = 1;
const LOUDSPEAKER = 2;
const HEADER = 8;
const FULL = 32767;

/** Return a frame of samples between -1 and 1. */
export function framed(samples: Float32Array, rate: number): ArrayBuffer {
  const frame = new ArrayBuffer(HEADER + samples.length * 2);
  const view = new DataView(frame);
  view.setUint8(0, MAGIC.charCodeAt(0));
  view.setUint8(1, MAGIC.charCodeAt(1));
  view.setUint8(2, MICROPHONE);
  view.setUint32(4, rate, true);
  samples.forEach((one, index) => view.setInt16(HEADER + index * 2, Math.max(-1, Math.min(1, one)) * FULL, true));
  return frame;
}

/** Return what a frame of the loudspeaker holds; null when it is no such frame. */
export function unframed(frame: ArrayBuffer): { samples: Float32Array<ArrayBuffer>; rate: number } | null {
  if (frame.byteLength < HEADER) return null;
  const view = new DataView(frame);
  if (view.getUint8(2) !== LOUDSPEAKER) return null;
  const samples = new Float32Array((frame.byteLength - HEADER) >> 1);
  samples.forEach((_, index) => { samples[index] = view.getInt16(HEADER + index * 2, true) / FULL; });
  return { samples, rate: view.getUint32(4, true) };
}

/** Return whether this browser can take sound. */
export function canTakeSound(): boolean {
  return isSecureContext && "mediaDevices" in navigator && "AudioWorkletNode" in globalThis;
}

/** An open microphone and loudspeaker. */
export class SoundDevice {
  readonly #context = new AudioContext();
  #stream: MediaStream | null = null;
  #worklet: AudioWorkletNode | null = null;
  #until = 0;

  /** Begin to hand frames to `send`. Rejects when the person or the system refuses. */
  async open(send: (frame: ArrayBuffer) => void): Promise<void> {
    this.#stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: false, channelCount: 1 },
    });
    await this.#context.audioWorklet.addModule("microphone.js");
    this.#worklet = new AudioWorkletNode(this.#context, "microphone", { numberOfOutputs: 0 });
    this.#worklet.port.onmessage = (one: MessageEvent<Float32Array>) => send(framed(one.data, this.#context.sampleRate));
    this.#context.createMediaStreamSource(this.#stream).connect(this.#worklet);
  }

  /** Play a frame after those before it. */
  play(frame: ArrayBuffer): void {
    const sound = unframed(frame);
    if (sound === null || sound.samples.length === 0) return;
    const buffer = this.#context.createBuffer(1, sound.samples.length, sound.rate);
    buffer.copyToChannel(sound.samples, 0);
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#context.destination);
    this.#until = Math.max(this.#until, this.#context.currentTime);
    source.start(this.#until);
    this.#until += buffer.duration;
  }

  /** End it; no frame comes after this. */
  close(): void {
    if (this.#worklet !== null) this.#worklet.port.onmessage = null;
    this.#stream?.getTracks().forEach((track) => track.stop());
    void this.#context.close();
  }
}
