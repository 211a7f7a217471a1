"""Real, tiny recordings: what is recorded again and what is not, and what an interruption leaves."""

from __future__ import annotations

import compileall
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import recording.keep
from recording.errors import InputError
from recording.file import load
from recording.inputs import versions
from recording.keep import ROOT, Recordings, Words, record_scenes
from slides.build import make_cut

SCENE = """
from manim import FadeIn, Square
from attn_core import helper
from scenes import words
from scenes.lecture_scene import LectureScene
from scenes.mobjects.text import Label
from scenes.theme import theme

class {name}(LectureScene):
    def construct(self):
        self.slide("first", "schematic", begin=[Label("score")])
        square = Square(side_length=helper.side(), color=theme.state, fill_opacity=1)
        self.play(FadeIn(square), run_time=0.2)
        self.slide("second", "schematic", keep=[square], who=words.cite("hahn2020"))
        self.wait(0.2)
"""
HELPER = """
import json
from pathlib import Path

def side():
    return json.loads((Path(__file__).parent / "data" / "side.json").read_text())
"""
WORDS = Words(
    "en",
    {"first": ("The first", ""), "second": ("The second", "After {who}")},
    {"score": "score", "share": "share"},
    {"hahn2020": "Hahn 2020", "perez2021": "Pérez 2021"},
)


def make_project(root: Path, *scenes: str) -> Path:
    """A project with the real stage and theme, a helper with its data, and tiny scenes; the last reads no data."""
    shutil.copytree(ROOT / "scenes", root / "scenes", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "attn_core" / "data").mkdir(parents=True)
    (root / "attn_core" / "__init__.py").touch()
    (root / "attn_core" / "helper.py").write_text(HELPER)
    (root / "attn_core" / "data" / "side.json").write_text("2")
    for name in scenes:
        text = SCENE.format(name=name.capitalize())
        (root / "scenes" / f"{name}.py").write_text(
            text.replace("helper.side()", "1") if name == scenes[-1] and len(scenes) > 1 else text
        )
    return root


@pytest.fixture(scope="module")
def recorded_project(tmp_path_factory) -> Path:
    root = make_project(tmp_path_factory.mktemp("kept") / "project", "one", "two")
    record(root)
    return root


@pytest.fixture
def project(recorded_project, tmp_path) -> Path:
    """Two scenes, up to date; what was built lies beside them in ``build``."""
    shutil.copytree(recorded_project.parent, tmp_path / "kept")
    return tmp_path / "kept" / "project"


def record(root: Path, *scenes: str, words: Words = WORDS, **options) -> Recordings:
    """Record what is stale."""
    return record_scenes(
        dict.fromkeys(scenes or ("one", "two"), words),
        root=root,
        build=root.parent / "build",
        **({"jobs": 2} | options),
    )


def home(root: Path) -> Path:
    return root.parent / "build" / "recordings"


def written(root: Path) -> dict[str, int]:
    """When each recording was written."""
    return {path.name: path.stat().st_mtime_ns for path in home(root).glob("*.rec")}


def recorded_anew(root: Path, **options) -> set[str]:
    """The scenes that are recorded now."""
    before = written(root)
    record(root, **options)
    return {name.partition("-")[0] for name, when in written(root).items() if before.get(name) != when}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_nothing_is_recorded_twice(project):
    assert recorded_anew(project) == set()
    first = record(project)["dark"]
    assert [slide.id for slide in first["one"].slides] == ["first", "second"]
    assert first["one"].slides[1].source == "After Hahn 2020"
    assert first["one"].digest != first["two"].digest


@pytest.mark.parametrize(
    ("change", "affected"),
    [
        (lambda root: (root / "attn_core" / "data" / "side.json").write_text("3"), {"one"}),
        (lambda root: edit(root / "attn_core" / "helper.py", "read_text())", "read_text()) + 1"), {"one", "two"}),
        (lambda root: edit(root / "scenes" / "two.py", "0.2", "0.3"), {"two"}),
        (lambda root: edit(root / "scenes" / "palette.toml", "#11141C", "#101010"), {"one", "two"}),
        (lambda root: edit(root / "scenes" / "look.py", "QUICK, MOTION", "QUICK, MOTION"), set()),
        (lambda root: edit(root / "scenes" / "mobjects" / "text.py", "class Label", "\n\nclass Label"), {"one", "two"}),
        (lambda root: edit(root / "scenes" / "mobjects" / "machine.py", "class", "\n\nclass"), set()),
        (lambda root: edit(root / "scenes" / "claim.py", "tested", "nobody"), set()),
        (lambda root: (root / "scenes" / "new.py").write_text("broken("), set()),
    ],
    ids=[
        *("data", "a module of the core", "a scene", "the palette", "written but not changed", "a part that is drawn"),
        *("a part that is not", "another scene", "a new file"),
    ],
)
def test_what_depends_on_a_file_is_recorded_again_and_nothing_else(project, change, affected):
    change(project)
    assert recorded_anew(project) == affected
    assert recorded_anew(project) == set()


@pytest.mark.parametrize(
    ("words", "affected"),
    [
        (replace(WORDS, slides=WORDS.slides | {"first": ("Another title", "")}), True),
        (replace(WORDS, slides=WORDS.slides | {"second": ("The second", "See {who}")}), True),
        (replace(WORDS, table=WORDS.table | {"score": "points"}), True),
        (replace(WORDS, table=WORDS.table | {"share": "part"}), False),
        (replace(WORDS, table={"score": "score"}), False),
        (replace(WORDS, citations=WORDS.citations | {"hahn2020": "Hahn, 2020"}), True),
        (replace(WORDS, citations=WORDS.citations | {"perez2021": "Pérez et al. 2021", "new2025": "New 2025"}), False),
    ],
    ids=["title", "source line", "a word used", "a word unused", "unused ones gone", "a source cited", "others"],
)
def test_what_writes_other_words_is_recorded_again(project, words, affected):
    assert bool(recorded_anew(project, words=words)) == affected


def test_another_language_is_another_recording(project):
    assert recorded_anew(project, words=replace(WORDS, language="de")) == {"one", "two"}
    assert recorded_anew(project) == set()


def test_spoken_words_and_notes_are_not_handed_to_a_scene():
    cut = make_cut()
    scene = cut.scenes[0]
    spoken = tuple(replace(slide, say="Other words.", notes="Others.", alt="Others.") for slide in cut.whole[scene])
    assert replace(cut, whole=dict(cut.whole) | {scene: spoken}).shown(scene) == cut.shown(scene)
    titled = tuple(replace(slide, title="Another") for slide in cut.whole[scene])
    assert replace(cut, whole=dict(cut.whole) | {scene: titled}).shown(scene) != cut.shown(scene)


@pytest.mark.parametrize("package", ["manim", "numpy", "pycairo", "font-source-sans-pro"])
def test_what_another_version_drew_is_recorded_again(project, monkeypatch, package):
    monkeypatch.setattr(recording.keep, "versions", lambda: versions() | {package: "0"})
    monkeypatch.setattr(
        recording.keep, "run_jobs", lambda work, **_: ({}, {job.name: failure(job.name) for job in work})
    )
    with pytest.raises(InputError, match="scene 'one' could not be recorded"):
        record(project)


def failure(name: str) -> recording.keep.Failure:
    return recording.keep.Failure("it was tried", Path(name))


@pytest.mark.parametrize("compiled", [False, True])
def test_the_manifest_names_every_file_that_was_read(project, compiled):
    if compiled:  # then Python does not open the sources
        assert compileall.compile_dir(project, quiet=1)
        edit(project / "attn_core" / "data" / "side.json", "2", "3")
        for old in home(project).glob("one-*"):
            old.unlink()
        record(project)
    [manifest] = home(project).glob("one-*.json")
    inputs = json.loads(manifest.read_text())["inputs"]
    expected = {
        *("scenes/one.py", "scenes/theme.py", "scenes/lecture_scene.py", "scenes/palette.py", "scenes/palette.toml"),
        *("scenes/mobjects/text.py", "scenes/look.py", "scenes/words.py"),
        *("attn_core/__init__.py", "attn_core/helper.py", "attn_core/data/side.json"),
    }
    assert expected <= inputs.keys()
    assert not {"scenes/claim.py", "scenes/two.py", "scenes/mobjects/machine.py"} & inputs.keys()


def test_three_versions_are_kept_and_going_back_to_one_records_nothing(project):
    data = project / "attn_core" / "data" / "side.json"
    for side in ("3", "4", "5"):
        data.write_text(side)
        assert recorded_anew(project) == {"one"}
    assert len(list(home(project).glob("one-*.rec"))) == len(list(home(project).glob("one-*.json"))) == 3
    data.write_text("3")
    assert recorded_anew(project) == set()
    data.write_text("6")  # the version in use before is not the one to go
    assert recorded_anew(project) == {"one"}
    data.write_text("3")
    assert recorded_anew(project) == set()
    data.write_text("2")
    assert recorded_anew(project) == {"one"}


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def of_another_content(path: Path) -> None:
    path.write_bytes(next(path.parent.glob("two-*.rec")).read_bytes())


@pytest.mark.parametrize("harm", [damaged, of_another_content, lambda path: path.write_bytes(b""), Path.unlink])
def test_a_recording_that_is_harmed_is_recorded_anew_with_one_line(project, harm, capfd):
    [path] = home(project).glob("one-*.rec")
    whole = path.read_bytes()
    harm(path)
    record(project)
    told = [line for line in capfd.readouterr().err.splitlines() if path.name in line]
    assert len(told) == 1
    assert path.read_bytes() == whole


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"words": 3}', "\0"])
def test_a_manifest_that_is_harmed_is_written_anew(project, text):
    [path] = home(project).glob("one-*.json")
    path.write_text(text)
    assert recorded_anew(project) == {"one"}
    assert json.loads(path.read_text())["inputs"]


def test_a_failing_scene_is_one_error_though_recorded_in_two_themes_and_the_others_are_kept(project):
    edit(project / "scenes" / "two.py", "self.wait(0.2)", "helper.nothing()")
    with pytest.raises(InputError) as error:
        record(project, themes=("dark", "light"))
    assert str(error.value).count("scene 'two' could not be recorded: ") == 1
    assert "has no attribute 'nothing' (slide second, two.py:" in str(error.value)
    log = Path(str(error.value).rpartition("see ")[2])
    assert "Traceback" in log.read_text()
    before = written(project)
    assert sorted(name[:9] for name in before) == ["one-dark-", "one-light", "two-dark-"]
    edit(project / "scenes" / "two.py", "helper.nothing()", "self.wait(0.2)")
    both = record(project, themes=("dark", "light"))
    assert both["dark"]["one"].background != both["light"]["one"].background
    assert before.items() <= written(project).items()


def test_two_scenes_that_fail_are_both_named(project):
    edit(project / "attn_core" / "data" / "side.json", "2", "nothing")
    edit(project / "scenes" / "two.py", "class Two", "class Other")
    with pytest.raises(
        InputError, match=r"(?s)Expecting value.*\(slide first, one\.py:12\).*scenes/two\.py has no class Two"
    ) as error:
        record(project)
    assert len(str(error.value).splitlines()) == 4


def test_a_scene_without_a_file_is_refused(project):
    with pytest.raises(InputError, match=r"scenes/three\.py"):
        record(project, "three")


def test_a_second_run_waits_for_the_first(project, capfd):
    (project / "attn_core" / "data" / "side.json").write_text("3")
    log = home(project).parent / "log" / "recordings" / "one-dark-en.log"
    log.unlink()
    first = start(project, ["one"])
    wait_until(log.exists, 60)
    mark = written(project)
    record(project)
    assert "another run is recording" in capfd.readouterr().err
    assert first.wait(30) == 0
    assert len(written(project).keys() - mark.keys()) == 1


# Interruptions


def start(root: Path, scenes: Iterable[str], **environment: str) -> subprocess.Popen:
    """A run in a process group of its own."""
    code = (
        "from pathlib import Path; from recording.keep import Words, record_scenes\n"
        f"words = Words({WORDS.language!r}, {WORDS.slides!r}, {WORDS.table!r}, {WORDS.citations!r})\n"
        f"scenes = dict.fromkeys({list(scenes)!r}, words)\n"
        f"record_scenes(scenes, root=Path({str(root)!r}), build=Path({str(home(root).parent)!r}), jobs=2)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until(fact: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def processes_with(mark: str) -> list[str]:
    """Live processes with a variable in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_ends_its_workers_and_keeps_what_is_finished(project, ending):
    (project / "attn_core" / "data" / "side.json").write_text("3")
    edit(project / "scenes" / "two.py", "self.wait(0.2)", "__import__('time').sleep(600)")
    before = written(project)
    run = start(project, ["one", "two"], LECTURE_TEST_MARK=str(project))
    wait_until(lambda: written(project).keys() - before.keys(), 60)
    run.send_signal(ending)  # to this process only
    run.wait(20)
    wait_until(lambda: not processes_with(f"LECTURE_TEST_MARK={project}"), 20)
    kept = written(project)
    edit(project / "scenes" / "two.py", "__import__('time').sleep(600)", "self.wait(0.3)")
    assert recorded_anew(project) == {"two"}
    assert kept.items() <= written(project).items()
    assert not list(home(project).glob(".*.part"))


def finished(root: Path) -> dict[str, int]:
    """Every recording that counts, when it was written; each of them loads."""
    found = {}
    for manifest in home(root).glob("*.json"):
        recording_file = manifest.with_suffix(".rec")
        assert load(recording_file).digest == json.loads(manifest.read_text())["sha256"]
        found[recording_file.name] = recording_file.stat().st_mtime_ns
    return found


STEPS = [(tempfile, "mkstemp"), (Path, "write_bytes"), (Path, "chmod"), (Path, "replace"), (Path, "unlink")]


@pytest.mark.parametrize("step", range(2 * len(STEPS)))
def test_kill_9_at_any_step_of_writing_loses_nothing_finished_and_leaves_nothing_broken(project, step):
    """The moments that chance seldom meets."""
    before = finished(project)
    data = next(home(project).glob("one-*.rec")).read_bytes()
    child = os.fork()
    if not child:
        try:
            write_and_die(project, data, step)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert before.items() <= finished(project).items()
    found = recording.keep._find_fresh(home(project), "three-dark-en", WORDS, project)
    assert (found is not None) == (step == 2 * len(STEPS) - 1)  # once the manifest has its name
    assert recorded_anew(project) == set()
    left = {path.name for path in home(project).iterdir()}
    assert {name for name in left if name.endswith((".part", ".rec"))} == set(finished(project))


def write_and_die(root: Path, data: bytes, step: int) -> None:
    """Record a scene as a worker does, and be killed at one of the steps of writing, half-way through the bytes."""
    count = iter(range(100))

    def deadly(call: Callable) -> Callable:
        def run(*args, **named):
            if next(count) == step:
                if call.__name__ == "write_bytes":
                    call(args[0], args[1][: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **named)

        return run

    for owner, name in STEPS:
        setattr(owner, name, deadly(getattr(owner, name)))
    recorder = SimpleNamespace(record_scene=lambda *_: (data, ["score"], ["hahn2020"]))
    recording.keep.first_party = lambda *_: recorder
    target = home(root) / "three-dark-en"
    recording.keep._record("three", "dark", WORDS, target, root, home(root).parent, lambda text: None)


@pytest.mark.thorough
def test_kill_9_at_any_moment_loses_nothing_finished_and_leaves_nothing_broken(tmp_path):
    """Six times, the whole process group; each run goes on where the one before was killed."""
    scenes = ["one", "two", "three", "four"]
    root = make_project(tmp_path / "project", *scenes)
    chance = random.Random(6)
    began = time.monotonic()
    run = start(root, scenes)
    assert run.wait(120) == 0
    whole = time.monotonic() - began
    before, killed, side = finished(root), 0, 2
    assert len(before) == len(scenes)
    while killed < 6:
        if run.poll() == 0:  # all is up to date: make it stale
            side += 1
            (root / "attn_core" / "data" / "side.json").write_text(str(side))
            before = {name: when for name, when in before.items() if name in finished(root)}
        run = start(root, scenes)
        try:
            run.wait(chance.uniform(0.3, 1) * whole)  # before, nothing but imports is done
        except subprocess.TimeoutExpired:
            killed += 1
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
        now = finished(root)
        lost = {name for name in before.keys() - now.keys() if not pruned(name, now)}
        assert not lost
        assert all(now[name] == when for name, when in before.items() if name in now)
        before = now
    run = start(root, scenes)
    assert run.wait(120) == 0
    assert len({name.partition("-")[0] for name in finished(root)}) == len(scenes)
    assert not list(home(root).glob(".*.part"))
    assert {path.stem for path in home(root).glob("*.rec")} == {path.stem for path in home(root).glob("*.json")}


def pruned(name: str, now: dict[str, int]) -> bool:
    """Whether a version may be gone because three newer ones are kept."""
    return sum(other.partition("-")[0] == name.partition("-")[0] for other in now) == 3
