"""A look at a deck before a lecture: whether it is whole, and plays in a browser of this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from recording.file import decode
from recording.keep import build_folder
from slides.doctor import Finding, find_browser
from slides.outputs.archive import SUMS
from slides.present import page_of

AGAIN = "remove it, and build the deck again: ./run lecture"
MOST = 6  # findings of one kind
PATIENCE = 90  # seconds for a browser
NEEDED_SPACE = 0.2  # GB, for what a browser writes
FIREFOX = ("firefox", "firefox-esr")
REPORT = re.compile(r"deck-check (\S+) deck-check")  # page/check.js writes it to the console
SAID = re.compile(r'\.recording = "([A-Za-z0-9+/=]*)";\s*$')
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, zlib.error, struct.error)


def check(deck: Path) -> list[Finding]:
    """Look at a deck, its folder or page. Raises InputError where there is none."""
    page = page_of(deck)
    return [*look_through(page), *play(page), _space(page)]


def look_through(page: Path) -> list[Finding]:
    """Whether all that a page refers to is there and whole, without a browser."""
    content = _Page()
    content.feed(page.read_text(encoding="utf-8", errors="replace"))
    files = {unquote(name): page.parent / unquote(name) for name in sorted(content.files)}
    end = Finding(page.name, content.ends, "whole" if content.ends else "is cut off", AGAIN)
    found = [end, *_all("files of the page", files, _missing)]
    there = {name: path for name, path in files.items() if path.is_file()}
    found += _all("pictures", _ending(there, ".svg") | content.pictures, _picture)
    found += _all("recordings", _ending(there, ".js") | content.recordings, _recording)
    found += _all("fonts", _ending(there, ".woff"), _font)
    return found + _sums(page.parent)


class _Page(HTMLParser):
    """What a page refers to, and what it holds instead: by name, stills as text and recordings as base64."""

    def __init__(self) -> None:
        super().__init__()
        self.files: set[str] = set()
        self.pictures: dict[str, str] = {}
        self.recordings: dict[str, str] = {}
        self.ends = False
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = (given.get("id") or "") if tag == "script" else tag
        for address in filter(None, (given.get("src"), given.get("href"))):
            if tag == "img" and address.startswith("data:image/svg+xml,"):
                self.pictures[f"picture {len(self.pictures) + 1}"] = unquote(address.partition(",")[2])
            self._refer(address)

    def handle_data(self, data: str) -> None:
        if self._inside == "media" and data.strip():
            try:
                self.files |= set(filter(None, json.loads(data).values()))
            except ValueError:
                self._inside = ""
        elif self._inside.startswith("recording-"):
            self.recordings[self._inside] = data
        elif self._inside == "style":
            for address in re.findall(r'url\("([^"]+)"\)', data):
                self._refer(address)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        self.ends = tag == "html"

    def _refer(self, address: str) -> None:
        if not re.match(r"[#?]|[a-z]+:", address):
            self.files.add(address)


def _all(
    kind: str, things: Mapping[str, Path | str], wrong_with: Callable[[str, Path | str], str | None]
) -> list[Finding]:
    """One finding where nothing is wrong with any of these things, else one for each that is, up to a few."""
    wrong = {name: why for name, thing in things.items() if (why := wrong_with(name, thing))}
    if not wrong:
        return [Finding(kind, True, f"all {len(things)} whole")] if things else []
    found = [Finding(name, False, why, AGAIN) for name, why in list(wrong.items())[:MOST]]
    if len(wrong) > MOST:
        found.append(
            Finding(kind, False, f"{len(wrong) - MOST} more are not whole", "build the deck again: ./run lecture")
        )
    return found


def _ending(files: Mapping[str, Path], suffix: str) -> dict[str, Path | str]:
    return {name: path for name, path in files.items() if path.suffix == suffix}


def _missing(name: str, file: Path | str) -> str | None:
    return None if Path(file).is_file() else "is missing"


def _picture(name: str, picture: Path | str) -> str | None:
    try:
        ElementTree.fromstring(picture.read_bytes() if isinstance(picture, Path) else picture)
    except (ElementTree.ParseError, OSError) as error:
        return f"is damaged ({error})"
    return None


def _recording(name: str, recording: Path | str) -> str | None:
    """A file also has the beginning of its recording's digest in its name."""
    try:
        text = recording
        if isinstance(recording, Path):
            said = SAID.search(recording.read_text(encoding="ascii"))
            if said is None:
                raise ValueError("it does not hand over a recording")
            text = said[1]
        data = base64.b64decode(str(text), validate=True)
        decode(data)
        digest = hashlib.sha256(data).hexdigest()
        if isinstance(recording, Path) and not recording.stem.endswith(digest[:8]):
            raise ValueError("it is not the one that its name says")
    except (*UNREADABLE, OSError) as error:
        return f"is damaged ({error})"
    return None


def _font(name: str, font: Path | str) -> str | None:
    data = Path(font).read_bytes()
    whole = data[:4] == b"wOFF" and len(data) >= 12 and struct.unpack_from(">I", data, 8)[0] == len(data)
    return None if whole else "is damaged (its length is not the one that it says)"


def _sums(folder: Path) -> list[Finding]:
    """What the digests say that a zip brought along, if there are any."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []

    def differs(name: str, digest: Path | str) -> str | None:
        try:
            same = hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        except OSError:
            return "is missing"
        return None if same else f"is not the one that {SUMS} names"

    return _all(SUMS, {name: digest for digest, _, name in (line.partition("  ") for line in lines)}, differs)


def play(page: Path) -> list[Finding]:
    """Whether the deck plays in the browsers of this machine; one is enough."""
    asked = [_ask(page, name, command) for name, command in _commands()]
    if not asked:
        remedy = "install one, as with apt-get install chromium; without it nobody knows whether the deck plays here"
        return [Finding("browser", False, "neither Chromium, Chrome nor Firefox is found", remedy, required=False)]
    plays = any(finding.ok for finding in asked)
    return [Finding(f.name, f.ok, f.found, f.remedy, required=not plays) for f in asked]


def _commands() -> Iterator[tuple[str, list[str]]]:
    """The name of each browser, and the command that lets it tell what a page writes to the console."""
    if path := find_browser():
        root = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []  # it refuses its sandbox to root
        quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        yield (
            Path(path).name,
            [path, "--headless", "--enable-logging=stderr", *root, *quiet, "--user-data-dir={profile}"],
        )
    if path := next(filter(None, map(shutil.which, FIREFOX)), None):
        yield Path(path).name, [path, "--headless", "--no-remote", "--profile", "{profile}"]


def _ask(page: Path, name: str, command: list[str]) -> Finding:
    """Let a browser draw every slide, in a profile of its own, as it would when the file is opened."""
    begun = time.monotonic()
    build_folder().mkdir(parents=True, exist_ok=True)
    # Not among the system's temporary files: a browser from a snap does not see those.
    with tempfile.TemporaryDirectory(dir=build_folder(), prefix="browser-", ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text('user_pref("devtools.console.stdout.content", true);\n')
        address = page.resolve().as_uri() + "?check"
        said = _listen([part.format(profile=profile) for part in command] + [address])
    what = f"plays in {name}"
    if said is None:
        remedy = f"open {page} in it and look; another browser may do"
        return Finding(what, False, f"no answer in {time.monotonic() - begun:.0f} s", remedy)
    told = f"{said['drawn']} of {said['slides']} slides drawn, {said['fonts']} fonts, {time.monotonic() - begun:.1f} s"
    failures = said["failures"]
    if failures:
        told += "".join(f"\n           {failure}" for failure in failures[:MOST])
    return Finding(what, not failures, told, "remove what is named, and build the deck again: ./run lecture")


def _listen(command: list[str]) -> dict[str, Any] | None:
    """Run a browser until the page has reported; None where it ends or does not."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True
    ) as process:
        stop = threading.Timer(PATIENCE, _end, [process])
        stop.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if said := REPORT.search(line):
                    report: dict[str, Any] = json.loads(unquote(said[1]))
                    return report
            return None
        finally:
            stop.cancel()
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """End a browser with all its processes."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()


def _space(page: Path) -> Finding:
    free = shutil.disk_usage(page.parent).free / 1e9
    remedy = f"free {NEEDED_SPACE} GB, which a browser may want"
    return Finding("disk space", free > NEEDED_SPACE, f"{free:.1f} GB free", remedy, required=False)
