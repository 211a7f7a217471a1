// The deck's end of the link to the speaker view, which is this same page in a second window. The two talk by messages,
// which works from file:// as well, and either may be reloaded: the speaker's side asks again when it hears nothing.

const TELL_EVERY = 1000; // milliseconds

export class Link {
  #window = null;

  /** `actions` are pressed at the speaker's wish; `describe()` is what the speaker is told. */
  constructor(actions, describe) {
    this.describe = describe;
    setInterval(() => this.tell(), TELL_EVERY);
    addEventListener("message", (event) => {
      if (!event.source || event.source === window || event.data?.lecture !== "speaker") return;
      this.#window = event.source;
      if (event.data.action) actions.press(event.data.action, event.data.value);
      this.tell();
    });
  }

  /** Open the speaker view, or bring it to the front. Returns false where the browser does not let us. */
  open() {
    if (this.#window && !this.#window.closed) this.#window.focus();
    else {
      const address = `${location.href.split("#")[0].split("?")[0]}?speaker`;
      this.#window = window.open(address, "speaker", "popup,width=1280,height=760");
    }
    return this.#window !== null;
  }

  tell() {
    if (this.#window && !this.#window.closed) this.#window.postMessage({ lecture: this.describe() }, "*");
  }
}
