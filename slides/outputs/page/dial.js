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
    this.#slider = new Slider({ slide: (position) => player.turn(position), step: (steps) => this.#turnBy(steps) });
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

  /** Some steps on, to a value that is as round as it is shown. */
  #turnBy(steps) {
    const { values, places, position, value } = this.#player.dial;
    if (position === null || !Number.isFinite(steps)) {
      this.#player.turn(steps > 0 && position !== null ? 1 : 0);
      return;
    }
    const round = (number) => Number(number.toFixed(places));
    const last = values.length - 1;
    const at = Math.round(Math.min(Math.max(position + steps * STEP, 0), 1) * last);
    const smallest = Math.sign(values[last] - values[0]) * steps * 10 ** -places;
    const wanted = round(values[at]) === round(value) ? round(value) + smallest : round(values[at]);
    this.#player.turn(placeOf(values, wanted) / last);
  }
}

/** Where a value lies among values that only rise, or only fall. */
function placeOf(values, value) {
  const rises = values.at(-1) >= values[0];
  const after = values.findIndex((other) => (rises ? other >= value : other <= value));
  if (after <= 0) return after === 0 ? 0 : values.length - 1;
  return after - (values[after] - value) / (values[after] - values[after - 1]);
}
