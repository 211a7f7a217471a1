// The stage: the current slide on the canvas, or its still where that cannot be.
// Event "change": what is shown, or how, has changed.

import { whenIdle } from "idle";
import { Player } from "player";

const LATE = 1000; // milliseconds after which the old picture no longer waits for the new one

export class Stage extends EventTarget {
  #order;
  #media;
  #ticket = 0; // counts what was asked for, so that what comes late from an older wish is ignored
  #holds = new Set();
  #coming = false; // whether the current slide is not on the canvas yet, but the one before
  #early = false; // whether forward was pressed before the picture was there: it then finishes the first step
  #jumped = false; // whether the end of the step was jumped to
  #rests = null; // since when the step is over

  constructor(order, media, canvas, calm) {
    super();
    this.#order = order;
    this.#media = media;
    this.theme = document.documentElement.dataset.theme;
    this.why = ""; // in words, why there are stills only
    this.player = new Player(canvas, { calm: calm.matches });
    calm.addEventListener("change", () => (this.player.calm = calm.matches));
    this.player.addEventListener("change", () => this.#changed());
    this.player.addEventListener("failed", (event) => this.#fallBack(event.detail));
    this.player.addEventListener("recovered", () => this.#shows("motion"));
    order.addEventListener("move", (event) => this.#arrive(event.detail));
  }

  /** What is seen of the slide: "motion", its "still", or "nothing" of either. */
  get shows() {
    return document.body.dataset.shows;
  }

  get step() {
    return this.#moves ? this.player.step : null;
  }

  /** Whether the player has the current slide. */
  get #moves() {
    return this.shows === "motion" && !this.#coming;
  }

  /** Whether the current slide's recording is on its way. */
  get #awaited() {
    return this.#coming && this.shows !== "still" && Boolean(this.#order.current.dataset.scene);
  }

  /** Whether nothing follows in the whole deck. */
  get isOver() {
    if (!this.#order.atLast) return false;
    return !this.#moves || (this.player.finished && this.player.step === this.player.slide.steps.length - 1);
  }

  /** Whether nothing comes before in the whole deck. */
  get isAtStart() {
    return this.#order.atFirst && (!this.#moves || this.player.step === 0);
  }

  /** Seconds since the step began, going on after its end; null where its end was jumped to, or there is none. */
  get clock() {
    const { state, frame, first, last, recording } = this.player;
    if (this.#jumped || !this.#moves) return null;
    if (this.#rests === null || state === "playing") return (frame - first) / recording.fps;
    return (last - first) / recording.fps + (performance.now() - this.#rests) / 1000;
  }

  /** Finish the running step, or play the next one, here or on the next slide. */
  forward() {
    if (this.#moves) {
      this.#jumped = !this.player.finished;
      if (this.player.forward()) return;
    } else if (this.#awaited && !this.#jumped && !this.#early) {
      this.#early = true;
      return;
    }
    this.#order.go(this.#order.neighbour(1));
  }

  /** The end of the step before, here or on the slide before. */
  back() {
    if (this.#moves) {
      this.#jumped = true;
      if (this.player.back()) return;
    }
    this.#order.go(this.#order.neighbour(-1), { atEnd: true });
  }

  replay() {
    if (!this.#moves) return;
    this.#jumped = false;
    this.player.replay();
  }

  /** Keep the picture still for a reason, until it is taken back. */
  hold(reason, on) {
    if (on) this.#holds.add(reason);
    else this.#holds.delete(reason);
    this.player.held = this.#holds.size > 0;
  }

  /** Show everything in another theme, from where it is. */
  async setTheme(theme) {
    this.theme = theme;
    const slide = this.#order.current;
    const before = this.#ticket;
    if (this.shows === "motion") {
      const recording = await this.#media.open(slide.dataset.scene, theme).catch((error) => this.#fallBack(error));
      if (recording && before === this.#ticket) this.player.swap(recording);
    }
    document.documentElement.dataset.theme = this.theme;
    if (this.shows === "still" && this.why) await this.#arrive({ atEnd: true }); // this one may be whole
    this.#fetchNeighbours();
    this.#changed();
  }

  /** Show what was made anew, from where it is. */
  renew() {
    return this.#moves ? this.setTheme(this.theme) : this.#arrive({});
  }

  async #arrive({ atEnd = false }) {
    const mine = ++this.#ticket;
    const slide = this.#order.current;
    this.#jumped = atEnd;
    this.#rests = null;
    this.#early = false;
    this.#coming = true;
    this.hold("no slide", !slide.dataset.scene);
    if (slide.dataset.scene) await this.#show(slide, atEnd, mine);
    else this.#shows("nothing");
    if (mine !== this.#ticket) return;
    whenIdle(() => this.#fetchNeighbours());
  }

  async #show(slide, atEnd, mine) {
    const { scene, slide: id } = slide.dataset;
    const late = setTimeout(() => mine === this.#ticket && this.#shows("still"), LATE);
    this.#changed();
    try {
      const recording = this.#media.ready(scene, this.theme) ?? (await this.#media.open(scene, this.theme));
      if (mine !== this.#ticket) return;
      this.#jumped ||= this.#early;
      this.player.show(recording, id, atEnd ? -1 : 0, { atEnd: this.#jumped, fade: this.shows === "motion" });
      this.#coming = false;
      this.#shows(this.player.failed ? "still" : "motion");
    } catch (error) {
      if (mine === this.#ticket) this.#fallBack(error);
    } finally {
      clearTimeout(late);
    }
  }

  #fallBack(error) {
    this.why = `${error.message.replace(/\.$/, "")}. The end states are shown.`;
    if (this.#order.current.dataset.scene) this.#shows("still");
    else this.#changed();
  }

  #shows(what) {
    document.body.dataset.shows = what;
    if (what === "motion") this.why = "";
    this.#changed();
  }

  #changed() {
    if (this.player.state === "playing") this.#rests = null;
    else this.#rests ??= performance.now();
    Object.assign(document.body.dataset, { state: this.#moves ? this.player.state : "", step: this.step ?? "" });
    this.dispatchEvent(new Event("change"));
  }

  /** While nothing is asked for: the recordings of the scenes before and after, and the paths of the next one. */
  #fetchNeighbours() {
    const scenes = [...new Set(this.#order.slides.map((slide) => slide.dataset.scene))];
    const near = this.#order.current.dataset.scene ?? (this.#order.atFirst ? scenes[0] : scenes.at(-1));
    const at = scenes.indexOf(near);
    const wanted = [near, scenes[at + 1], scenes[at - 1]].filter(Boolean);
    this.#media.keep(wanted.map((scene) => `${scene}-${this.theme}`));
    for (const scene of wanted)
      this.#media.open(scene, this.theme).then(
        (recording) => {
          const next = this.#order.neighbour(1);
          if (next?.dataset.scene === scene && this.player.recording !== recording)
            this.player.prepare(recording, next.dataset.slide);
        },
        () => {}, // it is told when that slide is shown
      );
  }
}
