// All slides, part by part, with their end states; and the search among them.

import { whenIdle } from "idle";
import { search } from "search";

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export class Overview {
  #box = document.getElementById("overview");
  #find = document.getElementById("find");
  #cards = new Map(); // slide -> card
  #entries = [];

  /** `onToggle(open)` is told when it opens and closes. */
  constructor(order, onToggle) {
    this.order = order;
    this.onToggle = onToggle;
    whenIdle(() => this.#lay()); // for the browser's own search
    this.#find.addEventListener("input", () => this.#filter());
    this.#box.addEventListener("click", (event) => {
      const card = event.target.closest("li");
      if (!card) return;
      event.preventDefault();
      this.#choose(card);
    });
    // The browser's own search looks into what is hidden until found, and has opened it by the next turn.
    this.#box.addEventListener("beforematch", () => setTimeout(() => this.open("where the browser found it")));
  }

  /** Read the slides of the order anew. */
  renew() {
    this.#cards.clear();
    this.#lay();
    if (this.isOpen) this.#addPictures();
    this.#filter();
  }

  get isOpen() {
    return !this.#box.hasAttribute("hidden");
  }

  /** Show all slides; the cursor goes to the slide's card, or to where a number, an id or words are typed. */
  open(cursor = "card") {
    this.#box.removeAttribute("hidden");
    this.#lay();
    this.#addPictures();
    this.#find.value = "";
    this.#filter();
    this.onToggle(true);
    for (const [slide, card] of this.#cards)
      card.firstElementChild.toggleAttribute("aria-current", slide === this.order.current);
    const link = (this.#cards.get(this.order.current) ?? this.#cards.values().next().value).firstElementChild;
    if (cursor !== "where the browser found it") link.scrollIntoView({ block: "center" });
    if (cursor === "card") link.focus();
    if (cursor === "search") this.#find.focus();
  }

  close() {
    if (this.#box.contains(document.activeElement)) document.activeElement.blur();
    this.#box.setAttribute("hidden", "until-found");
    this.onToggle(false);
  }

  /** A slide's card is chosen as one walks over a table. Returns whether the key meant something here. */
  onKey(event, action) {
    const typing = event.target === this.#find;
    const shown = [...this.#cards.values()].filter((card) => !card.hidden);
    const at = shown.indexOf(document.activeElement.closest("li"));
    const columns = shown.filter((card) => card.offsetTop === shown[0].offsetTop).length || 1;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -at, End: shown.length };
    if (event.key === "Escape" || (!typing && action === "overview" && !event.repeat)) this.close();
    else if (typing && event.key === "Enter") shown[0] && this.#choose(shown[0]);
    else if (typing && event.key === "ArrowDown") shown[0]?.firstElementChild.focus();
    else if (!typing && event.key in steps)
      shown[Math.min(Math.max(at + steps[event.key], 0), shown.length - 1)]?.firstElementChild.focus();
    else if (!typing && action === "search") this.#find.select();
    else return false;
    return true;
  }

  #lay() {
    if (this.#cards.size) return;
    this.#entries = this.order.slides.map((slide) => ({
      slide,
      number: Number(slide.dataset.number),
      id: slide.id,
      title: slide.querySelector(".title").textContent,
      texts: [".say p", ".still", ".notes p", ".source"].flatMap((part) =>
        [...new Set([...slide.querySelectorAll(part)].map((one) => (one.alt ?? one.textContent).trim()))],
      ),
    }));
    const cards = document.getElementById("cards");
    cards.replaceChildren();
    for (const part of document.querySelectorAll(".part")) {
      const list = element("ol");
      for (const slide of part.querySelectorAll("section")) {
        const { number, id, title } = this.#entries.find((entry) => entry.slide === slide);
        const heading = element("h3", {}, element("span", { textContent: number }), ` ${title}`);
        const snippet = element("p", { className: "snippet" });
        const card = element("li", {}, element("a", { href: `#/${id}` }, heading, snippet));
        card.firstElementChild.append(element("code", { textContent: id }));
        this.#cards.set(slide, card);
        list.append(card);
      }
      cards.append(element("div", {}, element("h2", { textContent: part.querySelector("h2").textContent }), list));
    }
  }

  /** Pictures only once they are looked at: a browser loads them all, although they are hidden. */
  #addPictures() {
    for (const [slide, card] of this.#cards) {
      if (card.querySelector(".still")) return;
      for (const still of [...slide.querySelectorAll(".still")].reverse())
        card.firstElementChild.prepend(Object.assign(still.cloneNode(), { alt: "" }));
    }
  }

  #filter() {
    const found = new Map(search(this.#entries, this.#find.value).map(({ entry, snippet }) => [entry.slide, snippet]));
    for (const [slide, card] of this.#cards) {
      card.hidden = !found.has(slide);
      const [before, word, after] = found.get(slide) ?? [];
      const text = word ? [before, element("mark", { textContent: word }), after] : [];
      card.querySelector(".snippet").replaceChildren(...text);
    }
    for (const part of document.getElementById("cards").children)
      part.hidden = !part.querySelector("li:not([hidden])");
    this.#box.querySelector(".nothing").hidden = found.size > 0;
  }

  #choose(card) {
    const slide = [...this.#cards].find(([, one]) => one === card)[0];
    this.close();
    this.order.go(slide);
  }
}
