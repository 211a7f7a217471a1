// The time of a talk: it starts with the talk, can be paused, and outlives a reload of either window.

import { recall, remember } from "settings";

const TARGET = `target-${location.pathname}`;

export class Timer {
  // When it began and was paused, in milliseconds since 1970, or null; the minutes that the talk may take, 0 for any.
  #state;

  /** `minutes` is the target unless the presenter has set another one, which outlives the window. */
  constructor(minutes = 0) {
    const target = recall(TARGET, minutes);
    this.#state = { begun: null, paused: null, run: null, ...recall("timer", {}, "sessionStorage"), target };
  }

  /** When the run began that is measured now, whatever pauses it had; null before the first. */
  get run() {
    return this.#state.run;
  }

  get state() {
    return this.#state;
  }

  /** The talk goes on: the first time, this starts the timer. */
  start() {
    if (this.#state.begun === null) this.#set({ begun: Date.now(), run: Date.now() });
  }

  pause() {
    const { begun, paused } = this.#state;
    if (begun === null) this.start();
    else if (paused === null) this.#set({ paused: Date.now() });
    else this.#set({ begun: begun + Date.now() - paused, paused: null });
  }

  /** Zero; it starts again with the next step. */
  reset() {
    this.#set({ begun: null, paused: null });
  }

  aim(minutes) {
    this.#set({ target: Math.max(0, Number(minutes) || 0) });
    remember(TARGET, this.#state.target);
  }

  #set(change) {
    this.#state = { ...this.#state, ...change };
    remember("timer", this.#state, "sessionStorage");
  }
}

/** Milliseconds that have passed in a timer's state. */
export const elapsed = ({ begun, paused }) => (begun === null ? 0 : (paused ?? Date.now()) - begun);

/** Milliseconds as 1:02:03 or 2:03. */
export function clockFace(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
