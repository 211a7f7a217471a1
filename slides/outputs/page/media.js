// Recordings by scene and theme: loaded when wanted, decoded once, forgotten when far away.

import { Recording, fromBase64 } from "recording";

const said = document.getElementById("media"); // the addresses by name

export class Media {
  #addresses = JSON.parse(said.textContent);
  #open = new Map(); // name -> promise of a recording
  #ready = new Map(); // name -> recording

  /** The recording of a scene. Rejects with an error whose message is for the presenter. */
  open(scene, theme) {
    const name = `${scene}-${theme}`;
    if (!this.#open.has(name)) {
      const opened = text(name, this.#addresses[name]).then((base64) => Recording.open(fromBase64(base64)));
      this.#open.set(name, opened);
      opened.then((recording) => this.#open.get(name) === opened && this.#ready.set(name, recording)).catch(() => {});
    }
    return this.#open.get(name);
  }

  /** The recording of a scene if it can be shown without waiting. */
  ready(scene, theme) {
    return this.#ready.get(`${scene}-${theme}`);
  }

  /** Read the addresses anew, and forget what they no longer lead to. */
  renew() {
    const before = this.#addresses;
    this.#addresses = JSON.parse(said.textContent);
    this.keep(Object.keys(before).filter((name) => before[name] === this.#addresses[name]));
  }

  /** Give back all but these `scene-theme`. */
  keep(names) {
    for (const known of [this.#open, this.#ready])
      for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
  }
}

/** The recording's bytes as base64: from the page itself, or from a script beside it, since file:// may not fetch. */
async function text(name, address) {
  const inside = document.getElementById(`recording-${name}`);
  if (inside) return inside.textContent;
  const script = document.createElement("script");
  script.src = address;
  try {
    await new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = () => reject(new Error(`The file ${decodeURI(address)} is missing`));
      document.head.append(script);
    });
    if (!script.recording) throw new Error(`The file ${decodeURI(address)} is damaged`);
    return script.recording;
  } finally {
    script.remove();
  }
}
