"""Run jobs in fresh processes that already have Manim imported, with progress, so that nothing outlives this one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import sysconfig
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import FrameType
from typing import Any

from recording.progress import Progress

Keep = Callable[[str, Any], None]  # is handed each result by the name of its job, as soon as it is there
PRELOADED = ["manim", "typst"]


@dataclass(frozen=True)
class Job:
    """One call of ``target(*args, report)`` in a process of its own; it calls ``report(text)`` once a step."""

    name: str
    target: Callable[..., Any]
    args: tuple[Any, ...]
    steps: int


@dataclass(frozen=True)
class Failure:
    """Why a job ended without a result, in one line, and where everything it printed was kept."""

    reason: str
    log: Path


def run_jobs(
    jobs: Sequence[Job],
    *,
    workers: int,
    logs: Path,
    progress: Progress,
    keep: Keep | None = None,
) -> tuple[dict[str, Any], dict[str, Failure]]:
    """Run the jobs, ``workers`` at a time, in the given order. Returns results and failures by name, or hands each
    result to ``keep`` as soon as it is there.

    A failure does not stop the others. On Ctrl-C, or any other exception here, the running jobs are ended first;
    should this process be killed, they end themselves.
    """
    results: dict[str, Any] = {}
    failures: dict[str, Failure] = {}
    waiting = list(jobs)
    running: dict[Connection, tuple[Job, ForkServerProcess]] = {}
    logs.mkdir(parents=True, exist_ok=True)
    start_fork_server()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                job = waiting.pop(0)
                connection, process = _start(job, logs / f"{job.name}.log")
                running[connection] = job, process
                progress.start(job.name, job.steps)
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                connection = ready
                job, process = running[connection]
                try:
                    kind, content = connection.recv()
                except (EOFError, OSError):  # the process is gone, perhaps in the middle of a word
                    process.join()
                    kind, content = "failed", _how_it_ended(process.exitcode)
                if kind == "step":
                    progress.step(job.name)
                    continue
                del running[connection]
                process.join()
                connection.close()
                if kind == "done" and keep:
                    keep(job.name, content)
                elif kind == "done":
                    results[job.name] = content
                else:
                    failures[job.name] = Failure(content, logs / f"{job.name}.log")
                progress.end(job.name, failed=kind != "done")
    finally:
        for _, process in running.values():
            process.terminate()
        for _, process in running.values():
            process.join()
    return results, failures


def start_fork_server() -> None:
    """Start the process that imports Manim once and is forked for every job, unless it runs already."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
    with _without_interrupt():
        forkserver.ensure_running()


@contextmanager
def _without_interrupt() -> Iterator[None]:
    """Let what is started here ignore Ctrl-C: the terminal sends it to everyone, and it is this process that acts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(job: Job, log: Path) -> tuple[Connection, ForkServerProcess]:
    context = multiprocessing.get_context("forkserver")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(job, sender, log), name=job.name, daemon=True)
    process.start()
    sender.close()
    return receiver, process


def _run(job: Job, connection: Connection, log: Path) -> None:
    """In the new process: run the job, send its steps and its end; everything it prints goes to the log."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with log.open("wb", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        result = job.target(*job.args, lambda text: connection.send(("step", text)))
    except Exception as error:
        traceback.print_exc()
        connection.send(("failed", in_one_line(error)))
    else:
        connection.send(("done", result))
    sys.stdout.flush()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def in_one_line(error: Exception) -> str:
    """``what (where)``: where the scene's author can mend it, and what else was noted on the error, as its slide."""
    message = " ".join(str(error).split()) or "no message"
    if not isinstance(error, ValueError):
        message = f"{type(error).__name__}: {message}"
    where = [*getattr(error, "__notes__", ()), *_place(error)]
    return f"{message} ({', '.join(where)})" if where else message


def _place(error: Exception) -> list[str]:
    """``file:line`` of the last line of a scene that led to the error, else the innermost line of the lecture's own.

    Not the innermost at once: what a scene asked for wrongly is refused deep in a part or in the core.
    """
    elsewhere = (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), str(Path(__file__).parent), "<")
    ours = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.startswith(elsewhere)
    ]
    scene = [(frame, line) for frame, line in ours if _is_of_a_scene(frame)]
    return [f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in (scene or ours)[-1:]]


def _is_of_a_scene(frame: FrameType) -> bool:
    """Whether the frame's file stands directly in ``scenes/`` and has a class that can be played."""
    module = frame.f_globals
    return Path(frame.f_code.co_filename).parent.name == "scenes" and any(
        isinstance(found, type) and found.__module__ == module["__name__"] and "construct" in vars(found)
        for found in module.values()
    )


def _how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        hint = "; the machine may be out of memory, try --jobs 1" if code == -signal.SIGKILL else ""
        return f"its process was ended by {signal.Signals(-code).name}{hint}"
    return f"its process ended with code {code}"
