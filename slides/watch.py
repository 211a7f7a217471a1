"""Show a scene in the browser while it is written: what is saved is recorded anew, and the open page shows it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from recording.errors import InputError
from recording.keep import ROOT, build_folder
from slides.build import choose_themes, make_cut, record
from slides.outputs.deck import build_deck
from slides.present import Handler, listen
from slides.script import load_lecture, load_words

READ = ("scenes", "attn_core", "recording", "slides")  # what a scene and its words can be made from
Files = dict[str, tuple[int, ...]]  # path -> what changes when it is saved
PERIOD = 0.1  # seconds between two looks at the files
HEARTBEAT = 10  # seconds after which a page that is gone is noticed
WAITING = """<!doctype html>
<meta charset="utf-8">
<title>Watching</title>
<link rel="icon" href="data:,">
<p role="alert">The scene is being recorded …</p>
<script>
new EventSource("events").onmessage = ({ data }) => {
  const { version, mistake } = JSON.parse(data);
  if (version) location.reload();
  else if (mistake) document.querySelector("p").textContent = mistake;
};
</script>
"""


@dataclass(frozen=True)
class News:
    """What an open page is to know: which version of the deck there is, if any, and what is wrong now, if anything."""

    version: str = ""
    mistake: str = ""


class Board:
    """The latest news, for all who wait for them."""

    def __init__(self) -> None:
        self.news = News()
        self._changed = threading.Condition()

    def put(self, **news: str) -> None:
        """Change the news."""
        with self._changed:
            self.news = replace(self.news, **news)
            self._changed.notify_all()

    def wait(self, known: News | None, seconds: float) -> News:
        """The news as soon as they are other than what is known, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.news != known, seconds)
            return self.news


def watch(
    scene: str, *, theme: str = "dark", language: str | None = None, port: int = 0, open_browser: bool = True
) -> None:
    """Show a scene to this machine's browser until Ctrl-C, and show it anew whenever one of its files is saved.

    A mistake is a line over the last good picture. Raises InputError for a choice that does not exist.
    """
    lecture = load_lecture()
    lecture.scenes(only=scene)
    choose_themes(theme)
    load_words(lecture.root, language or lecture.language)
    deck = build_folder() / "watch" / scene
    shutil.rmtree(deck, ignore_errors=True)
    board = Board()
    try:
        with listen(partial(_Handler, directory=str(deck), board=board), port) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/#/1"
            print(f"{address}\nshows the scene {scene}, and what you save. Ctrl-C stops.", flush=True)
            if open_browser:
                webbrowser.open(address)
            for _ in _saves():
                _show(scene, theme, language, deck, board)
    except KeyboardInterrupt:
        print("\nstopped")


def _show(scene: str, theme: str, language: str | None, deck: Path, board: Board) -> None:
    """Record what changed and build the deck, or tell what is wrong."""
    started = time.monotonic()
    try:
        cut, recordings = record(make_cut(only=scene, theme=theme, language=language))
        page = build_deck(cut, recordings, deck, watched=True)
        version = hashlib.sha256(page.read_bytes()).hexdigest()[:12]
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        board.put(mistake=str(error).partition("\n")[0])
        return
    if board.news != News(version):
        print(f"shown after {time.monotonic() - started:.1f} s", file=sys.stderr)
    board.put(version=version, mistake="")


def _saves() -> Iterator[None]:
    """At once, and then each time that files have changed and are at rest, for an editor writes in several steps."""
    seen = None
    while True:
        now = _files()
        if now != seen:
            while (later := _files_after(PERIOD)) != now:
                now = later
            seen = now
            yield
        time.sleep(PERIOD)


def _files_after(seconds: float) -> Files:
    time.sleep(seconds)
    return _files()


def _files() -> Files:
    """Every file that may be read. Whether the content of a saved one is new is for others to see."""
    found: Files = {}
    for path in (path for folder in READ for path in (ROOT / folder).rglob("*")):
        if path.suffix == ".pyc" or path.name.startswith("."):
            continue
        try:
            facts = path.stat()
        except OSError:  # it was there a moment ago
            continue
        found[str(path)] = facts.st_mtime_ns, facts.st_size, facts.st_ino
    return found


class _Handler(Handler):
    """Serves the deck, and what happens to it as events."""

    def __init__(self, *args: Any, board: Board, **options: Any) -> None:
        self._board = board
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        if self.path == "/events":
            self._tell()
        elif self.path == "/" and not self._board.news.version:
            self._answer("text/html; charset=utf-8", WAITING)
        else:
            super().do_GET()

    def _tell(self) -> None:
        """Send the news, and what is new, until the page is closed."""
        self._answer("text/event-stream")
        known = None
        while True:
            news = self._board.wait(known, HEARTBEAT)
            line = ": nothing new" if news == known else f"data: {json.dumps(asdict(news))}"
            self.wfile.write(f"{line}\n\n".encode())
            known = news

    def _answer(self, kind: str, content: str = "") -> None:
        """Send a head and content of a length that is not told: it ends with the connection."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content.encode())
