// Rehearsal: how long each step took, run by run, beside what it should take. A run is from one start of the timer to
// its reset.

import { recall, remember } from "settings";
import { planOf } from "plan";

const TICK = 500; // milliseconds
const RUNS = 5; // are kept
const NAME = `rehearsal-${location.pathname}`;

export class Rehearsal {
  #runs = recall(NAME, []); // { begun, spent: { "slide/step": seconds } }, the latest last
  #time = performance.now();

  constructor(order, stage, timer) {
    setInterval(() => {
      const passed = (performance.now() - this.#time) / 1000;
      this.#time = performance.now();
      const { begun, paused } = timer.state;
      if (begun === null || paused !== null || !order.current.dataset.number) return;
      this.#spend(timer.run, `${order.current.id}/${stage.step ?? 0}`, passed);
    }, TICK);
  }

  /** The runs that are kept. */
  get runs() {
    return this.#runs;
  }

  forget() {
    this.#runs = [];
    remember(NAME, this.#runs);
  }

  #spend(begun, step, seconds) {
    if (this.#runs.at(-1)?.begun !== begun) this.#runs = [...this.#runs, { begun, spent: {} }].slice(-RUNS);
    const { spent } = this.#runs.at(-1);
    spent[step] = (spent[step] ?? 0) + seconds;
    remember(NAME, this.#runs);
  }
}

/** The runs as a table: a line a step, what it should take, and what it took in each run, the latest first. */
export function asTable(runs, slides) {
  const latest = [...runs].reverse();
  const head = ["slide", "step", "target seconds", ...latest.map(({ begun }) => `seconds ${new Date(begun).toISOString()}`)];
  const rows = planOf(slides).map(({ id, step, seconds }) => [
    id, step + 1, seconds.toFixed(1), ...latest.map(({ spent }) => spent[`${id}/${step}`]?.toFixed(1) ?? ""),
  ]);
  return [head, ...rows].map((row) => row.join(",")).join("\r\n") + "\r\n";
}

/** Hand a text to the presenter as a file. */
export function download(name, text) {
  const link = Object.assign(document.createElement("a"), {
    download: name, href: URL.createObjectURL(new Blob([text], { type: "text/csv" })),
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
