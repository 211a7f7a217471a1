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
