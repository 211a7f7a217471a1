"""What one can do here: `invoke --list`. Each task is one call into slides/."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import Context, Exit, Task, task

if TYPE_CHECKING:
    from slides.doctor import Finding

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Option:
    """An option of the command line; ``least`` makes it a whole number, not below that, nor above ``most``.

    Numbers reach a task as text, for Invoke answers one that is none with a traceback.
    """

    help: str
    default: str | bool | None = None
    least: int | None = None
    most: int | None = None

    def read(self, name: str, given: Any) -> Any:
        """What a task gets for what was typed. Raises InputError for a number that is none."""
        from recording.errors import InputError

        if self.least is None or given is None:
            return given
        try:
            number = int(given)
        except ValueError:
            number = self.least - 1
        if number < self.least or (self.most and number > self.most):
            wanted = f"from {self.least} to {self.most}" if self.most else f"{self.least} or more"
            raise InputError(f"--{name.replace('_', '-')} {given}: give a whole number, {wanted}")
        return number


SHARED = {
    "theme": Option("dark for halls, light for print, or both: the deck switches while it runs", "dark"),
    "language": Option("of the words, as in slides/script/; English if not given"),
    "edition": Option("which selection of lecture.toml, the first one there if not given"),
    "only": Option("one scene, by its name"),
    "jobs": Option("how many at a time, one a processor if not given", least=1),
    "one_file": Option("put the whole deck into one HTML file", False),
    "port": Option("of this machine, a free one if not given", least=1),
    "browser": Option("open the browser", True),
    "size": Option("height of videos and pictures in pixels", "1080", least=120, most=4320),
    "cluster": Option("address of a Dask scheduler, such as tcp://host:8786, whose workers make the videos"),
}


def command(*shared: str, help: Mapping[str, str] | None = None, **own: Option) -> Callable[..., Task[Any]]:
    """Make a task of a function, with options by name: the shared ones that are named, and its own.

    Arguments that only the function names come first; ``help`` explains them. A mistake of the user is one line and
    exit code 1, an interruption one line and 130.
    """
    options = {name: SHARED[name] for name in shared} | own

    def make(body: Callable[..., None]) -> Task[Any]:
        @wraps(body)
        def run(c: Context, **given: Any) -> None:
            from recording.errors import InputError

            try:
                read = {name: options[name].read(name, v) if name in options else v for name, v in given.items()}
                body(c, **read)
            except InputError as error:
                raise Exit(f"error: {error}", code=1) from None
            except KeyboardInterrupt:
                raise Exit("interrupted; what was finished is kept, run it again to go on", code=130) from None

        arguments = inspect.signature(body).parameters.values()
        positional = [p for p in arguments if p.name not in options and p.kind is not p.VAR_KEYWORD]
        named = [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=o.default) for n, o in options.items()]
        run.__signature__ = inspect.Signature(positional + named)  # type: ignore[attr-defined]
        takes = [p.name for p in positional[1:] if p.default is p.empty or _follows(body.__name__)]
        return task(
            run, positional=takes, help=dict(help or {}) | {name: option.help for name, option in options.items()}
        )

    return make


def _follows(name: str) -> bool:
    """Whether a word follows a task's name on the command line: Invoke knows no argument that may be left out."""
    after = sys.argv[sys.argv.index(name) + 1 :] if name in sys.argv else []
    return bool(after) and not after[0].startswith("-")


CUT = ("theme", "language", "edition", "only")  # what is shown


@command(*CUT, "jobs", "one_file")
def lecture(c: Context, **options: Any) -> None:
    """Record what changed and build the offline deck."""
    from slides.build import build_lecture
    from slides.pace import table

    page, measured = build_lecture(**options)
    print(table(measured))
    tell_deck(page)


@command("language", "edition", "only", "jobs")
def pace(c: Context, **options: Any) -> None:
    """Say how long each step speaks, moves and rests, and how long the talk takes."""
    from slides.build import measure_pace
    from slides.pace import table

    print(table(measure_pace(**options)))


@command(*CUT, "jobs", quality=Option("preview (480p15), hd (1080p60) or uhd (2160p60)", "hd"))
def render(c: Context, **options: Any) -> None:
    """Write a video and an end still of every slide, from the recordings."""
    from slides.build import build_videos

    videos = build_videos(**options)
    print(f"{len(videos)} videos, each with its end still, in {videos[0].parent}")


@command(
    "theme",
    "language",
    "jobs",
    "cluster",
    help={"place": "which: SCENE, SCENE/SLIDE or SCENE/SLIDE/STEP; all of the lecture if not given"},
    format=Option("of mp4, webm, mov, webp, gif, png, svg and html, those wanted, with commas between", "mp4,html"),
    size=Option("height in pixels; 1080 if not given, of webp and gif 480", least=120, most=4320),
    rate=Option("frames a second; 60 if not given, of webm, mov and webp 30, of gif 20", least=5, most=60),
    poster=Option("begin an mp4 with the picture it ends with, for programs that show the first one", False),
    transparent=Option("leave the background out of png, svg and webp too, as webm and mov do", False),
    out=Option("another folder"),
)
def clips(c: Context, place: str | None = None, **options: Any) -> None:
    """Write slides or steps as files for other talks, with captions, alternative text, and what to paste where."""
    from slides.build import build_clips

    page = build_clips(place, formats=options.pop("format"), **options)
    print(f"The clips are in {page.parent}\nLook at them, and copy what to paste: {page}")


@command(
    "language",
    "edition",
    "only",
    "jobs",
    "cluster",
    help={"format": "pptx, pdf, film, manim-slides or zip"},
    theme=Option("dark or light; light for a pdf, dark for the others if not given"),
    size=Option("height of videos in pixels, 1080 if not given", least=120, most=4320),
    paper=Option("of a pdf: a4 or letter"),
    layout=Option("of a pdf: full, three slides a page with lines for notes (three), or slides"),
    notes=Option("put the lecturer's notes into a pdf", False),
    steps=Option("a picture for each step in a pdf", False),
    pace=Option("words a minute that are spoken in a film", least=60, most=400),
)
def export(c: Context, format: str, **options: Any) -> None:
    """Write the lecture in another format, for other programs."""
    from slides.export import export_lecture

    for path in export_lecture(format, **options):
        print(path)


@command(
    *CUT, "port", "browser", check=Option("look whether the deck is whole and plays here, and serve nothing", False)
)
def present(c: Context, port: int | None, browser: bool, check: bool, **options: Any) -> None:
    """Serve the deck to this machine only, and open the browser."""
    from slides.build import deck_folder, make_cut
    from slides.present import present as serve

    deck = deck_folder(make_cut(**options))
    if check:
        from slides.check import check as look

        tell(look(deck), "WRONG")
    else:
        serve(deck, port=port or 0, open_browser=browser)


@command("theme", "language", "port", "browser", help={"scene": "its name, as in scenes/"})
def watch(c: Context, scene: str, port: int | None, browser: bool, **options: Any) -> None:
    """Show a scene in the browser, and what you save while you write it."""
    from slides.watch import watch as show

    show(scene, port=port or 0, open_browser=browser, **options)


@command(*CUT, "jobs", steps=Option("the middle and the end of every step, and of every dial", False))
def storyboard(c: Context, **options: Any) -> None:
    """Draw a contact sheet: the end of every slide."""
    from slides.build import build_storyboard

    print(build_storyboard(**options))


@command("language", help={"action": "export or import", "file": "a Markdown file, such as lecture.md"})
def script(c: Context, action: str, file: str, language: str | None) -> None:
    """Write all words of the lecture to one Markdown file, or put those of such a file back."""
    from recording.errors import InputError
    from slides.manuscript import export_words, import_words

    actions = {"export": export_words, "import": import_words}
    if action not in actions:
        raise InputError(f"{action!r} cannot be done with the script; choose one of {', '.join(actions)}")
    print(actions[action](Path(file), language))


@command(
    help={"text": "the sentence, in quotes"},
    query=Option("the word to follow, “it” or the last one if not given"),
)
def sentence(c: Context, text: str, query: str | None) -> None:
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


@command(
    help={"name": "parity, s3, hops or sums"},
    steps=Option("cut the training down, to try it; needs --out", least=1),
    out=Option("another JSON"),
)
def experiment(c: Context, name: str, steps: int | None, out: str | None) -> None:
    """Train the models of a comparison, or measure the encoder; what is done stays done."""
    from experiments.measure import STUDIES, measure
    from recording.errors import InputError

    where = Path(out) if out else None
    if name in STUDIES:
        if steps:
            raise InputError(f"{name!r} measures the encoder and trains nothing: leave --steps out")
        print(measure(STUDIES[name], out=where))
        return
    try:
        from experiments.run import EXPERIMENTS
        from experiments.run import run as train
    except ImportError as error:
        raise InputError(f"{error}; ./run experiment {name} installs PyTorch") from None
    if name not in EXPERIMENTS:
        known = ", ".join([*EXPERIMENTS, *STUDIES])
        raise InputError(f"experiment {name!r} does not exist; choose one of {known}")
    if steps and not out:
        raise InputError("--steps makes a trial run, which must not replace the lecture's data: give --out FILE too")
    print(train(EXPERIMENTS[name], steps=steps, out=where))


@command(help={"name": "which, as in exercises/; all are listed if not given"})
def exercise(c: Context, name: str | None = None) -> None:
    """List the exercises, or check one: a hint while it is not right yet."""
    from slides.exercises import check_exercise, load_exercises, table

    if name is None:
        print(table(load_exercises()))
    elif hint := check_exercise(name):
        raise Exit(hint, code=1)
    else:
        print("Right.")


@task(help={"only": "tests whose name holds this", "all": "also what takes long: all scenes beside Manim's own frames"})
def test(c: Context, only: str | None = None, all: bool = False) -> None:
    """Run the checks and the tests, on all processors."""
    from recording.keep import default_jobs

    checks = None if only else subprocess.Popen([sys.executable, "-m", "invoke", "check"], cwd=ROOT)
    # One more than there are processors is quicker, for browsers are waited for; without it, clocks are surer.
    workers = ["-n", str(default_jobs() + (not all))]
    chosen = ["-k", only] if only else workers if all else [*workers, "-m", "not thorough"]
    code = run([sys.executable, "-m", "pytest", *chosen])
    if checks and checks.wait():
        raise Exit("error: the checks of style, types and imports failed; ./run check says where", code=1)
    if code:
        raise Exit(code=code)


@task
def check(c: Context) -> None:
    """Check style, types and who may import whom."""
    codes = [tool("ruff", "check", "--quiet"), tool("ruff", "format", "--check", "--quiet")]
    codes += [tool("mypy", "--no-error-summary"), tool("lint-imports", "--no-cache")]
    if any(codes):
        raise Exit(code=1)


@task
def mend(c: Context) -> None:
    """Mend what can be mended of the style."""
    left = tool("ruff", "check", "--fix", "--quiet")
    if tool("ruff", "format", "--quiet") or left:
        raise Exit(code=1)


@task
def clean(c: Context) -> None:
    """Remove everything that was built; the environment stays."""
    from recording.keep import build_folder

    shutil.rmtree(build_folder(), ignore_errors=True)
    print(f"removed {build_folder()}")


@task
def doctor(c: Context) -> None:
    """Say what is missing on this machine and how to get it."""
    from slides.doctor import examine

    tell(examine())


def tell(findings: list[Finding], wrong: str = "MISSING") -> None:
    """Print findings, and end with 1 where something required is not as it should be."""
    from slides.doctor import report

    print(report(findings, wrong))
    if not all(f.ok for f in findings if f.required):
        raise Exit(code=1)


def tell_deck(page: Path) -> None:
    """Where the deck is, how big it is, and what to do with it."""
    files = [page] if page.name != "index.html" else [f for f in page.parent.rglob("*") if f.is_file()]
    size = sum(f.stat().st_size for f in files) / 1e6
    print(f"\nThe deck, {size:.0f} MB, needs no network:\n  {page}")
    print("Present: open it in a browser, or ./run present. Space goes on, ? shows all keys.")


def tool(name: str, *arguments: str) -> int:
    """Run a tool of the environment from the project's root. Returns its exit code."""
    return run([str(Path(sys.executable).parent / name), *arguments])


def run(line: list[str]) -> int:
    """Run a command from the project's root. Returns its exit code."""
    return subprocess.run(line, cwd=ROOT, check=False).returncode
