// Only in a page that is served while its scene is written: what was saved is shown, and what is wrong with it.

const LOST = "./run watch has ended; this is what it showed last";

/**
 * Follow the server's news. `renew(fresh, again)` is given the page as it is now, and whether it was given one before:
 * the first one may be what is shown.
 */
export function listen(renew) {
  const line = Object.assign(document.createElement("p"), { id: "mistake", lang: "en" });
  line.setAttribute("role", "alert");
  document.body.append(line);
  let shown = null;
  let turn = Promise.resolve();

  async function follow({ version, mistake }) {
    if (version && version !== shown) {
      const answer = await fetch("index.html", { cache: "no-store" }); // times of files are told in whole seconds
      await renew(new DOMParser().parseFromString(await answer.text(), "text/html"), shown !== null);
      shown = version;
    }
    line.textContent = mistake;
  }

  const events = new EventSource("events");
  events.onmessage = ({ data }) => {
    turn = turn.then(() => follow(JSON.parse(data))).catch((error) => (line.textContent = error.message));
  };
  events.onerror = () => (line.textContent = LOST);
}
