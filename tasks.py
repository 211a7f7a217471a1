"""What one can do here: `invoke --list`. Each task is one call into slides/."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from invoke import Context, Exit, task

ROOT = Path(__file__).resolve().parent
LOOK = {
    "quality": "preview (480p15), hd (1080p60) or uhd (2160p60)",
    "theme": "dark for halls, light for print",
    "edition": "which selection of lecture.toml, lecture if not given",
    "only": "one scene, by its name",
    "jobs": "scenes rendered at a time, one a processor if not given",
}
ONE_FILE = {"one-file": "put the whole deck into one HTML file"}


def reported(body: Callable[..., None]) -> Callable[..., None]:
    """A mistake of the user is one line and exit code 1, an interruption one line and 130."""

    @wraps(body)
    def run(c: Context, *args: Any, **options: Any) -> None:
        from recording.errors import InputError

        try:
            body(c, *args, **options)
        except InputError as error:
            raise Exit(f"error: {error}", code=1) from None
        except KeyboardInterrupt:
            raise Exit("interrupted; what was finished is kept, run it again to go on", code=130) from None

    return run


@task(help=LOOK | ONE_FILE)
@reported
def lecture(
    c: Context,
    quality: str = "preview",
    theme: str = "dark",
    edition: str | None = None,
    only: str | None = None,
    jobs: int = 0,
    one_file: bool = False,
) -> None:
    """Render what changed and build the offline deck."""
    from slides.build import build_lecture

    page = build_lecture(edition, only=only, quality=quality, theme=theme, jobs=jobs or None, one_file=one_file)
    tell_deck(page)


@task(help=LOOK)
@reported
def render(
    c: Context,
    quality: str = "preview",
    theme: str = "dark",
    edition: str | None = None,
    only: str | None = None,
    jobs: int = 0,
) -> None:
    """Render the scenes that changed, without building a deck."""
    from slides.build import render_lecture

    _, scenes = render_lecture(edition, only=only, quality=quality, theme=theme, jobs=jobs or None)
    for scene in scenes.values():
        print(f"{scene.scene}: {len(scene.slides)} slides in {scene.folder}")


@task(help=LOOK | ONE_FILE)
@reported
def slides(
    c: Context,
    quality: str = "preview",
    theme: str = "dark",
    edition: str | None = None,
    only: str | None = None,
    jobs: int = 0,
    one_file: bool = False,
) -> None:
    """Build the deck from the words and the videos, rendering what is missing."""
    from slides.build import build_lecture

    print(build_lecture(edition, only=only, quality=quality, theme=theme, jobs=jobs or None, one_file=one_file))


@task(help={k: LOOK[k] for k in ("quality", "theme", "edition")} | {"port": "of this machine, a free one if not given"})
@reported
def present(
    c: Context,
    quality: str = "preview",
    theme: str = "dark",
    edition: str | None = None,
    port: int = 0,
    browser: bool = True,
) -> None:
    """Serve the deck to this machine only, and open the browser."""
    from slides.build import deck_name
    from slides.present import present as serve
    from slides.render import build_folder

    name = deck_name(edition, quality=quality, theme=theme)
    serve(build_folder() / "deck" / name, port=port, open_browser=browser)


@task(help={k: LOOK[k] for k in ("theme", "edition", "only", "jobs")})
@reported
def storyboard(
    c: Context, theme: str = "dark", edition: str | None = None, only: str | None = None, jobs: int = 0
) -> None:
    """Draw a contact sheet of all end states, without videos."""
    from slides.storyboard import storyboard as draw

    print(draw(edition, only=only, theme=theme, jobs=jobs or None))


@task(help={"text": "the sentence, in quotes", "query": "the word to follow, “it” or the last one if not given"})
@reported
def sentence(c: Context, text: str, query: str | None = None) -> None:
    """Compute the data of another sentence with the real model."""
    from attn_core.sentence import load
    from slides.sentence import make_sentence, scripts_that_mention

    old = load()
    path = make_sentence(text, query=query)
    new = load()
    print(f"wrote {path.relative_to(ROOT)}: {' '.join(new.surface(i) for i in new.words)}")
    print("next: ./run lecture renders the scenes that show it")
    for script, words in scripts_that_mention(old, new, ROOT / "slides" / "script").items():
        print(f"edit slides/script/{script}: it still speaks of {', '.join(words)}")


@task(
    help={"name": "parity, s3 or hops", "steps": "cut the training down, to try it; needs --out", "out": "another JSON"}
)
@reported
def experiment(c: Context, name: str, steps: int = 0, out: str | None = None) -> None:
    """Train the models of a comparison; what is done stays done."""
    from recording.errors import InputError

    try:
        from experiments.run import EXPERIMENTS
        from experiments.run import run as train
    except ImportError as error:
        raise InputError(f"{error}; ./run experiment {name} installs PyTorch") from None
    if name not in EXPERIMENTS:
        raise InputError(f"experiment {name!r} does not exist; choose one of {', '.join(EXPERIMENTS)}")
    if steps and not out:
        raise InputError("--steps makes a trial run, which must not replace the lecture's data: give --out FILE too")
    print(train(EXPERIMENTS[name], steps=steps or None, out=Path(out) if out else None))


@task(help={"only": "tests whose name holds this"})
def test(c: Context, only: str | None = None) -> None:
    """Run the checks and then all tests."""
    if not only:
        check(c)
    run([sys.executable, "-m", "pytest", *(["-k", only] if only else [])])


@task
def check(c: Context) -> None:
    """Check style, types and who may import whom."""
    tools = Path(sys.executable).parent
    run([str(tools / "ruff"), "check", "--quiet"])
    run([str(tools / "ruff"), "format", "--check", "--quiet"])
    run([str(tools / "mypy"), "--no-error-summary"])
    run([str(tools / "lint-imports"), "--no-cache"])


@task
def clean(c: Context) -> None:
    """Remove everything that was built; the environment stays."""
    from slides.render import build_folder

    shutil.rmtree(build_folder(), ignore_errors=True)
    print(f"removed {build_folder()}")


@task
def doctor(c: Context) -> None:
    """Say what is missing on this machine and how to get it."""
    from slides.doctor import examine, report

    findings = examine()
    print(report(findings))
    if not all(f.ok for f in findings if f.required):
        raise Exit(code=1)


def tell_deck(page: Path) -> None:
    """Where the deck is, how big it is, and what to do with it."""
    files = [page] if page.name != "index.html" else [f for f in page.parent.rglob("*") if f.is_file()]
    size = sum(f.stat().st_size for f in files) / 1e6
    print(f"\nThe deck, {size:.0f} MB, needs no network:\n  {page}")
    print("Present: open it in a browser, or ./run present. Space goes on, ? shows all keys.")


def run(command: list[str]) -> None:
    """Run a tool from the project's root; its failure is this task's."""
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        raise Exit(code=code)
