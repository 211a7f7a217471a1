"""The command line: options that are shared, and what is said of wrong ones."""

from __future__ import annotations

import subprocess
import sys

import pytest
from invoke import Context, Exit

import tasks
from slides.doctor import Finding


def invoke(*words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "invoke", *words]
    return subprocess.run(command, cwd=tasks.ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("option", ["--jobs", "-j"])
@pytest.mark.parametrize("given", ["-3", "0", "x", "1.5", ""])
def test_a_number_that_is_none_is_one_clear_line(option, given):
    done = invoke("lecture", option, given)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"error: --jobs {given}: give a whole number, 1 or more\n"


def test_a_task_gets_shared_and_own_options_by_name_and_arguments_first():
    got = {}

    @tasks.command("jobs", "one_file", help={"name": "what to call it"}, out=tasks.Option("another file"))
    def sample(c: Context, name: str, out: str | None, **options) -> None:
        """A sample."""
        got.update(options, name=name, out=out)

    arguments = {argument.name: argument for argument in sample.get_arguments()}
    assert [name for name, argument in arguments.items() if argument.positional] == ["name"]
    assert set(arguments) == {"name", "jobs", "one_file", "out"}
    assert all(argument.help for argument in arguments.values())
    sample(Context(), name="a", out=None, jobs="2", one_file=False)
    assert got == {"name": "a", "out": None, "jobs": 2, "one_file": False}


def test_the_words_of_the_lecture_go_out_and_come_back(tmp_path):
    file = tmp_path / "words.md"
    done = [invoke("script", action, str(file)) for action in ("export", "import")]
    assert [one.returncode for one in done] == [0, 0]
    assert f"{file} has the words of " in done[0].stdout
    assert done[1].stdout == "nothing has changed\n"


def test_what_cannot_be_done_with_the_script_is_one_clear_line():
    done = invoke("script", "exprt", "words.md")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: 'exprt' cannot be done with the script; choose one of export, import\n"


def test_an_argument_with_a_default_may_be_left_out(monkeypatch):
    def made(*words: str) -> list[str]:
        monkeypatch.setattr(sys, "argv", ["invoke", *words])

        @tasks.command("jobs", help={"place": "where"})
        def sample(c: Context, place: str | None = None, **options) -> None:
            """A sample."""

        return [argument.name for argument in sample.get_arguments() if argument.positional]

    assert made("sample", "softmax", "--jobs", "2") == ["place"]
    assert made("sample", "--jobs", "2") == []
    assert made("sample") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("softmx",), "the scene 'softmx' is not in lecture.toml or script/en (did you mean 'softmax'?); it has "),
        (("softmax/curve/7",), "softmax/curve/7: the slide has 4 steps; name one by its number, from 1\n"),
        (("--format", "mp5"), "format 'mp5' does not exist (did you mean 'mp4'?); choose one of "),
        (("softmax", "--size", "20000"), "--size 20000: give a whole number, from 120 to 4320\n"),
    ],
)
def test_a_clip_that_cannot_be_is_one_clear_line(words, told):
    done = invoke("clips", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: {told}")
    assert done.stderr.count("\n") == 1


def test_an_interruption_is_one_line_and_130():
    @tasks.command()
    def interrupted(c: Context) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Exit) as ended:
        interrupted(Context())
    assert ended.value.code == 130


def test_check_runs_every_tool_before_it_fails(monkeypatch):
    called = []
    monkeypatch.setattr(tasks, "run", lambda line: called.append(line[0].rpartition("/")[2]) or 1)
    with pytest.raises(Exit) as ended:
        tasks.check(Context())
    assert ended.value.code == 1
    assert called == ["ruff", "ruff", "mypy", "lint-imports"]


@pytest.mark.parametrize(("required", "code"), [(True, 1), (False, None)])
def test_what_is_required_and_wrong_ends_with_1(capsys, required, code):
    ended = None
    try:
        tasks.tell([Finding("media/a.js", False, "is damaged", "build it again", required=required)], "WRONG")
    except Exit as error:
        ended = error.code
    assert ended == code
    mark = "WRONG   " if required else "optional"
    assert capsys.readouterr().out == f"{mark} media/a.js: is damaged\n           build it again\n"


def test_a_deck_that_is_not_built_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setenv("LECTURE_BUILD", str(tmp_path))
    done = invoke("present", "--check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: there is no deck at ") and "`./run lecture` builds it" in done.stderr
