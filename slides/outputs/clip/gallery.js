// Previews that play, snippets that are copied, and a search; without this script pictures, links and texts are there.

const find = document.getElementById("find");
const articles = [...document.querySelectorAll("article")];
for (const element of document.querySelectorAll("button, #find")) element.hidden = false;

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button?.dataset.src) play(button);
  else if (button) copy(button);
});
find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const article of articles) {
    const text = ["id", "textContent"].map((name) => article[name].toLowerCase()).join(" ");
    article.hidden = !words.every((word) => text.includes(word));
  }
  document.getElementById("nothing").hidden = articles.some((article) => !article.hidden);
});

/** Put the clip itself in the place of its picture. */
function play(button) {
  const { kind, src, title } = button.dataset;
  const still = button.parentElement.querySelector("img");
  const made = {
    html: () => Object.assign(document.createElement("iframe"), { title }),
    mp4: video,
    webm: video,
  }[kind]?.() ?? Object.assign(document.createElement("img"), { alt: still.alt });
  if (kind === "html") made.sandbox.add("allow-scripts");
  made.src = src;
  button.parentElement.replaceChildren(made);
  made.focus();
}

function video() {
  return Object.assign(document.createElement("video"), { controls: true, muted: true, autoplay: true, loop: true });
}

/** Into the clipboard; where a page from the disk may not, the text is selected, and one key copies it. */
async function copy(button) {
  const text = button.closest("details").querySelector("pre");
  const status = button.nextElementSibling;
  try {
    await navigator.clipboard.writeText(text.textContent);
    status.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(text);
    status.textContent = document.execCommand("copy") ? "Copied" : "Selected: press Ctrl+C";
  }
  setTimeout(() => (status.textContent = ""), 4000);
}
