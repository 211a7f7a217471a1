// The jump list: the parts of the lecture with their slides and minutes, as the document's contents have them.

export class Parts {
  #box = document.getElementById("parts");
  #contents = document.getElementById("contents");

  /** `onToggle(open)` is told when it opens and closes. */
  constructor(order, onToggle) {
    this.order = order;
    this.onToggle = onToggle;
    this.#box.addEventListener("close", () => onToggle(false));
    this.#box.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link) {
        event.preventDefault();
        this.close();
        order.go(placeOf(link));
      } else if (event.target === this.#box) this.close();
    });
  }

  get isOpen() {
    return this.#box.open;
  }

  /** Show the list; the cursor goes to the part that is shown. */
  open() {
    this.#box.querySelector("ol")?.remove();
    this.#box.append(this.#contents.querySelector("ol").cloneNode(true));
    const here = this.order.current.closest(".part");
    const current = this.#links.find((link) => placeOf(link).closest(".part") === here);
    current?.setAttribute("aria-current", "true");
    this.#box.showModal();
    (current ?? this.#links[0]).focus();
    this.onToggle(true);
  }

  close() {
    this.#box.close();
  }

  onKey(event, action) {
    const links = this.#links;
    const at = links.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -at, End: links.length };
    if (event.key === "Escape" || (action === "parts" && !event.repeat)) this.close();
    else if (event.key in steps) links[Math.min(Math.max(at + steps[event.key], 0), links.length - 1)].focus();
    else if (/^[1-9]$/.test(event.key)) links[event.key - 1]?.click();
    else return false;
    return true;
  }

  get #links() {
    return [...this.#box.querySelectorAll("a")];
  }
}

/** The slide that a link of the contents leads to. */
const placeOf = (link) => document.getElementById(link.hash.slice(1));
