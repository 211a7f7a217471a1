// The dial of a step, for the presenter to turn: its parameter's name, a slider, and the value.

import { Slider } from "slider";

const STEP = 1 / 40; // of the sweep, with an arrow key

export class Dial {
  #player;
  #element;
  #name = document.createElement("span");
  #value = document.createElement("output");
  #slider;

  constructor(element, player) {
    this.#player = player;
    this.#element = element;
    this.#slider = new Slider({
      slide: (position) => player.turn(position),
      step: (steps) => this.#turnBy(steps),
      end: () => player.dial?.position != null && this.#settle(Math.round(player.dial.position * this.#last)),
    });
    element.classList.add("dial");
    element.append(this.#name, this.#slider.element, this.#value);
    player.addEventListener("change", () => this.#show());
    player.addEventListener("frame", () => this.#show());
    this.#show();
  }

  #show() {
    const dial = this.#player.failed ? null : this.#player.dial;
    this.#element.hidden = !dial;
    if (!dial) return;
    const { name, values, value, shown, text, position } = dial;
    this.#name.textContent = name;
    this.#value.textContent = shown ?? "";
    const [low, high] = [Math.min(values[0], values.at(-1)), Math.max(values[0], values.at(-1))];
    this.#slider.position = position;
    this.#slider.describe(name, low, high, value ?? low, text);
  }

  get #last() {
    return this.#player.dial.values.length - 1;
  }

  /** Show a frame of the sweep; where several have its value, the one in their middle, which shows just that value. */
  #settle(frame) {
    const { values } = this.#player.dial;
    const [first, end] = [values.indexOf(values[frame]), values.lastIndexOf(values[frame])];
    const middle = first === 0 ? 0 : end === this.#last ? end : Math.round((first + end) / 2);
    this.#player.turn((first === end ? frame : middle) / this.#last);
  }

  /** Some steps on, to a value as round as it is shown, or the frame nearest to it. */
  #turnBy(steps) {
    const { values, places, position, value } = this.#player.dial;
    const last = this.#last;
    if (position === null || !Number.isFinite(steps)) {
      this.#player.turn(steps > 0 && position !== null ? 1 : 0);
      return;
    }
    const round = (number) => Number(number.toFixed(places));
    const now = Math.round(position * last);
    const on = (frames) => Math.min(Math.max(now + steps * Math.max(Math.round(frames), 1), 0), last);
    let wanted = round(values[on(last * STEP)]);
    if (wanted === round(value)) wanted += Math.sign(values[last] - values[0]) * steps * 10 ** -places;
    const nearest = values.reduce((best, v, i) => (Math.abs(v - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);
    const next = steps > 0 ? values.lastIndexOf(value) + 1 : values.indexOf(value) - 1;
    this.#settle(values[nearest] === value ? Math.min(Math.max(next, 0), last) : nearest);
  }
}
