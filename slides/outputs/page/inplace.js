// The animation of one slide, played where its picture stands in the document, step by step, with its dial.

import { Dial } from "dial";
import { Player } from "player";

const REST = { resting: 1000, looping: 4000 }; // milliseconds for the end of a step before the next one plays

export class InPlace {
  #button;
  #media;
  #theme;
  #player;
  #canvas = document.createElement("canvas");
  #dial = document.createElement("div");
  #why = document.createElement("p");
  #next = 0;
  #gone = false;

  /** Play `slide`; `button` is pressed to pause, to go on, and to see it again. */
  constructor(slide, button, media, theme, calm) {
    this.slide = slide;
    this.#button = button;
    this.#media = media;
    this.#theme = theme;
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#canvas.className = "moving";
    this.#why.className = "why";
    this.#why.setAttribute("role", "status");
    button.after(this.#canvas, this.#dial, this.#why);
    this.#player = new Player(this.#canvas, { calm: calm.matches });
    this.#player.addEventListener("change", () => this.#changed());
    this.#player.addEventListener("failed", (event) => this.#fail(event.detail));
    new Dial(this.#dial, this.#player);
    this.#show();
  }

  press() {
    const player = this.#player;
    if (player.paused) player.resume();
    else if (player.state === "empty") this.#show();
    else if (player.finished && this.#follows) player.forward();
    else if (player.state === "resting") this.#show();
    else player.pause();
  }

  /** Go on in another theme. */
  async setTheme(theme) {
    if (theme === this.#theme) return;
    this.#theme = theme;
    const recording = await this.#open();
    if (recording) this.#player.swap(recording);
  }

  destroy() {
    this.#gone = true;
    clearTimeout(this.#next);
    this.#player.destroy();
    for (const part of [this.#canvas, this.#dial, this.#why]) part.remove();
    this.#mark(null);
    this.#label("Play");
  }

  get #follows() {
    return this.#player.step + 1 < this.#player.slide.steps.length;
  }

  async #show() {
    const recording = await this.#open();
    if (recording) this.#player.show(recording, this.slide.dataset.slide);
  }

  /** The recording in this theme; nothing where it cannot be had, or is no longer wanted. */
  async #open() {
    const theme = this.#theme;
    const recording = await this.#media.open(this.slide.dataset.scene, theme).catch((error) => this.#fail(error));
    return this.#gone || theme !== this.#theme ? null : recording;
  }

  #changed() {
    const player = this.#player;
    if (this.#gone || !player.slide) return;
    clearTimeout(this.#next);
    const rests = player.finished && !player.paused;
    // What the reader may turn, and what would be a show of stills, waits for the reader.
    if (rests && this.#follows && !player.dial && !player.calm)
      this.#next = setTimeout(() => player.forward(), REST[player.state]);
    this.#mark(player.slide.steps.length > 1 ? player.step : null);
    if (player.paused) this.#label("Go on");
    else if (player.finished && this.#follows) this.#label("Next step");
    else this.#label(player.state === "resting" ? "Play again" : "Pause");
  }

  /** The paragraph of the running step stands out. */
  #mark(step) {
    for (const paragraph of this.slide.querySelectorAll(".say p")) {
      if (Number(paragraph.dataset.step) === step) paragraph.setAttribute("aria-current", "step");
      else paragraph.removeAttribute("aria-current");
    }
  }

  #label(text) {
    this.#button.textContent = text;
    this.#button.setAttribute("aria-label", `${text}: slide ${this.slide.dataset.number}`);
  }

  #fail(error) {
    if (this.#gone) return;
    this.#canvas.hidden = true;
    this.#why.textContent = `${error.message.replace(/\.$/, "")}. The end state is shown.`;
  }
}
