// A thin bar to drag through the step that is shown.

import { Slider } from "slider";

export class Scrub {
  #player;
  #element;
  #slider;

  constructor(element, player) {
    this.#player = player;
    this.#element = element;
    this.#slider = new Slider({
      slide: (position) => player.seek(player.first + position * (player.last - player.first)),
      step: (frames) => player.nudge(frames),
    });
    element.classList.add("scrub");
    element.append(this.#slider.element);
    player.addEventListener("change", () => this.#show());
    player.addEventListener("frame", () => this.#show());
    this.#show();
  }

  #show() {
    const { first, last, frame, recording, failed } = this.#player;
    this.#element.hidden = failed || first >= last;
    if (this.#element.hidden) return;
    const [passed, length] = [frame - first, last - first].map((frames) => (frames / recording.fps).toFixed(1));
    this.#slider.position = Math.min((frame - first) / (last - first), 1);
    this.#slider.describe("Time in this step", 0, length, passed, `${passed} of ${length} seconds`);
  }
}
