// Captions: what is said in the running step, below the picture.

export class Captions {
  #box = document.getElementById("caption");
  #shown = null;
  #timer = 0;

  constructor(order, stage) {
    this.order = order;
    this.stage = stage;
    stage.addEventListener("change", () => this.#draw());
  }

  get on() {
    return !this.#box.hidden;
  }

  toggle() {
    this.#box.hidden = this.on;
    document.documentElement.classList.toggle("captioned", this.on);
    clearInterval(this.#timer);
    if (this.on) this.#timer = setInterval(() => this.#draw(), 100);
    this.#draw();
  }

  /** The cue of this moment; all that is said where the motion was skipped. */
  #draw() {
    if (!this.on) return;
    const step = this.stage.step;
    const which = step === null ? ".say p" : `.say p[data-step="${step}"]`;
    const said = [...this.order.current.querySelectorAll(which)];
    const cues = said.flatMap((paragraph) => [...paragraph.children]);
    const time = this.stage.clock;
    const cue = time === null ? null : (cues.find((cue) => time < cue.dataset.end) ?? cues.at(-1));
    const text = cue ? cue.textContent : said.map((paragraph) => paragraph.textContent.trim()).join(" ");
    if (text === this.#shown) return;
    this.#shown = text;
    this.#box.classList.toggle("whole", !cue);
    this.#box.replaceChildren(Object.assign(document.createElement("span"), { textContent: text }));
    this.#box.scrollTop = 0;
  }
}
