"""Render scenes in parallel and keep the videos by a fingerprint of all that they were made from."""

from __future__ import annotations

import fcntl
import importlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recording.errors import InputError
from recording.inputs import fingerprint, record_inputs, unchanged, versions
from recording.progress import Progress
from recording.workers import Failure, Job, run_jobs

ROOT = Path(__file__).resolve().parent.parent
THEMES = ("dark", "light")
KEPT_VERSIONS = 3  # of a scene in one quality and theme, so that going back to a state does not render again


@dataclass(frozen=True)
class Quality:
    """The size of a video in pixels and its frames per second."""

    width: int
    height: int
    frame_rate: int


QUALITIES = {"preview": Quality(854, 480, 15), "hd": Quality(1920, 1080, 60), "uhd": Quality(3840, 2160, 60)}


@dataclass(frozen=True)
class RenderedSlide:
    """A slide's video and its end state; ``id`` is local to the scene, ``duration`` in seconds."""

    id: str
    video: Path
    still: Path
    duration: float


@dataclass(frozen=True)
class RenderedScene:
    """A rendered scene: a whole folder that is never changed again."""

    scene: str
    folder: Path
    slides: tuple[RenderedSlide, ...]
    width: int
    height: int
    fingerprint: str


def build_folder() -> Path:
    """Where everything that is made goes: ``build/``, or the folder named by LECTURE_BUILD."""
    return Path(os.environ.get("LECTURE_BUILD") or ROOT / "build").absolute()


def default_jobs() -> int:
    """How many scenes are rendered at a time: one per processor that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load_rendered(folder: Path) -> RenderedScene:
    """Read a rendered scene from its folder. Raises OSError or ValueError when its manifest is not there or whole."""
    manifest = _read_manifest(folder)
    slides = tuple(
        RenderedSlide(slide["id"], folder / slide["video"], folder / slide["still"], slide["duration"])
        for slide in manifest["slides"]
    )
    return RenderedScene(
        manifest["scene"], folder, slides, manifest["width"], manifest["height"], manifest["fingerprint"]
    )


def render_scenes(
    scenes: Sequence[str],
    *,
    quality: str = "preview",
    theme: str = "dark",
    jobs: int | None = None,
    steps: Mapping[str, int] | None = None,
    root: Path = ROOT,
    build: Path | None = None,
) -> dict[str, RenderedScene]:
    """Return every scene rendered, in the order given; what is up to date is not rendered again.

    ``steps`` is the number of slides of each scene, for the progress bars; ``root`` holds the packages ``scenes`` and
    ``attn_core``. Raises InputError that names every scene which failed; the others are kept.
    """
    root, build = root.resolve(), (build or build_folder()).resolve()
    check_choices(scenes, quality=quality, theme=theme, root=root)
    home = build / "render" / f"{quality}-{theme}"
    home.mkdir(parents=True, exist_ok=True)
    with _only_one(home):
        fresh = {scene: found for scene in scenes if (found := _find_fresh(home, scene, quality, root))}
        stale = _longest_first(home, [scene for scene in dict.fromkeys(scenes) if scene not in fresh])
        work = [
            Job(scene, _render, (scene, home, quality, theme, root, build), (steps or {}).get(scene, 1))
            for scene in stale
        ]
        if work:
            with Progress("scenes", len(work)) as progress:
                rendered, failures = run_jobs(
                    work, workers=jobs or default_jobs(), logs=build / "log" / home.name, progress=progress
                )
            fresh |= {scene: load_rendered(home / name) for scene, name in rendered.items()}
            raise_failures("rendered", failures)
        for scene in stale:
            _prune(home, scene)
    return {scene: fresh[scene] for scene in scenes}


def check_choices(scenes: Sequence[str], *, quality: str, theme: str, root: Path = ROOT) -> None:
    """Raise InputError for a quality, a theme or a scene that does not exist; it says which do."""
    for kind, given, known in (("quality", quality, QUALITIES), ("theme", theme, THEMES)):
        if given not in known:
            raise InputError(f"{kind} {given!r} does not exist; choose one of {', '.join(known)}")
    for scene in scenes:
        if not (root / "scenes" / f"{scene}.py").is_file():
            raise InputError(f"scene {scene!r} has no file scenes/{scene}.py; write it, or mend lecture.toml")


def raise_failures(verb: str, failures: Mapping[str, Failure]) -> None:
    """One InputError for all jobs that failed, if any did."""
    if failures:
        lines = [f"scene {name!r} could not be {verb}: {f.reason}\n  see {f.log}" for name, f in failures.items()]
        raise InputError("\n".join(lines))


def _render(
    scene: str, home: Path, quality: str, theme: str, root: Path, build: Path, report: Callable[[str], None]
) -> str:
    """In a fresh process: render one scene to a temporary folder, give it its name when it is whole, return that."""
    started = time.monotonic()
    inputs = record_inputs(root, build)
    settings = QUALITIES[quality]
    folder = Path(tempfile.mkdtemp(prefix=f".{scene}-", dir=home))
    slides = first_party("scenes.worker", root).render(
        scene,
        folder,
        size=(settings.width, settings.height),
        frame_rate=settings.frame_rate,
        theme=theme,
        report=report,
    )
    facts = {"scene": scene, "quality": quality, "theme": theme, "inputs": dict(inputs), "versions": versions()}
    key = fingerprint(**facts, **asdict(settings))
    facts |= asdict(settings) | {"fingerprint": key, "seconds": round(time.monotonic() - started, 2), "slides": slides}
    (folder / "manifest.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    target = home / f"{scene}-{key[:12]}"
    shutil.rmtree(target, ignore_errors=True)  # there only when somebody damaged it
    folder.chmod(0o755)
    folder.rename(target)
    return target.name


def first_party(module: str, root: Path) -> Any:
    """Import one of the lecture's own modules from ``root``, anew, so that its files are seen being read."""
    for name in list(sys.modules):
        if name.partition(".")[0] in ("scenes", "attn_core"):
            del sys.modules[name]
    sys.path.insert(0, str(root))
    return importlib.import_module(module)


def _find_fresh(home: Path, scene: str, quality: str, root: Path) -> RenderedScene | None:
    """The kept version of a scene whose every input is still what it was, or None."""
    now = versions()
    for folder in _versions_of(home, scene):
        try:
            manifest = _read_manifest(folder)
            found = load_rendered(folder)
        except (OSError, ValueError, KeyError, TypeError):
            continue
        same = manifest["versions"] == now and asdict(QUALITIES[quality]).items() <= manifest.items()
        whole = all(slide.video.is_file() and slide.still.is_file() for slide in found.slides)
        if same and whole and unchanged(manifest["inputs"], root):
            os.utime(folder)  # the version in use is the last to be pruned
            return found
    return None


def _versions_of(home: Path, scene: str) -> list[Path]:
    """The kept versions of a scene, the last used first."""
    folders = [f for f in home.glob(f"{scene}-*") if f.is_dir() and f.name.rpartition("-")[0] == scene]
    return sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)


def _prune(home: Path, scene: str) -> None:
    for folder in _versions_of(home, scene)[KEPT_VERSIONS:]:
        shutil.rmtree(folder, ignore_errors=True)


def _longest_first(home: Path, scenes: Sequence[str]) -> list[str]:
    """The order in which workers finish together, by the time each scene took before; the unknown ones first."""

    def seconds(scene: str) -> float:
        for folder in _versions_of(home, scene):
            try:
                return float(_read_manifest(folder)["seconds"])
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return float("inf")

    return sorted(scenes, key=seconds, reverse=True)


def _read_manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Hold the folder's lock, and remove what interrupted runs left in it: nobody else can be writing there."""
    with (home / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another run is rendering {home.name}; waiting for it", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            _remove_leftovers(home)
            yield
        finally:
            _remove_leftovers(home)


def _remove_leftovers(home: Path) -> None:
    for folder in home.glob(".*-*"):
        shutil.rmtree(folder, ignore_errors=True)
