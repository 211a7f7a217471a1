// The slides in their order, which of them is shown, and the address that says so.
// Event "move": another place is shown; detail has how it was asked for. Event "renew": the same place, made anew.

export class Order extends EventTarget {
  #at = -1;

  /** `places` are elements with an id, in their order. A slide has a data-number; what is before and after has none. */
  constructor(places) {
    super();
    this.#take(places);
    addEventListener("hashchange", () => this.follow());
  }

  get current() {
    return this.places[this.#at];
  }

  get atFirst() {
    return this.#at === 0;
  }

  get atLast() {
    return this.#at === this.places.length - 1;
  }

  /** The slide before (-1) or after (1) the current place, or what else stands there. */
  neighbour(step) {
    return this.places[this.#at + step];
  }

  /** The slide with this number, as it is shown. */
  numbered(number) {
    return this.slides.find((slide) => Number(slide.dataset.number) === number);
  }

  /** Show a place. `how` is for those who listen. Returns whether there is such a place. */
  go(place, how = {}) {
    const at = this.places.indexOf(place);
    if (at < 0) return false;
    if (at === this.#at) return true;
    this.#put(at);
    // At once, so that a reload shows what was shown; and without an entry in the history, which belongs to the reader.
    history.replaceState(null, "", `#/${place.id}`);
    this.dispatchEvent(new CustomEvent("move", { detail: how }));
    return true;
  }

  /** Let other places take over. The current one goes on by its id, or else what stands where it stood. */
  renew(places) {
    const { id } = this.current;
    const before = this.#at;
    const same = places.findIndex((place) => place.id === id);
    this.#take(places);
    this.#at = -1;
    if (same < 0) this.go(places[Math.min(before, places.length - 1)]);
    else {
      this.#put(same);
      this.dispatchEvent(new Event("renew"));
    }
  }

  /** Go where the address says, by id or number; an address that says nothing we have leads to the first place. */
  follow() {
    const place = this.asked;
    if (place || !this.current) this.go(place ?? this.places[0]);
  }

  /** The place that the address names, if there is such a one. */
  get asked() {
    const said = location.hash.replace(/^#\/?/, ""); // ids are plain, so nothing in them is encoded
    return /^\d+$/.test(said) ? this.numbered(Number(said)) : this.places.find((place) => place.id === said);
  }

  #take(places) {
    this.places = places;
    this.slides = places.filter((place) => place.dataset.number);
  }

  #put(at) {
    this.#at = at;
    for (const place of this.places) place.classList.toggle("present", place === this.current);
  }
}
