"""Run jobs on a Dask cluster, whose machines need nothing but this package."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import uuid4

from recording.errors import InputError
from recording.inputs import digest, fingerprint
from recording.progress import Progress
from recording.workers import Failure, Job, Keep, in_one_line

ANSWER, WORKERS = 10.0, 30.0  # seconds in which a scheduler must answer, and that it may be without workers
MADE_BY = ("av", "pycairo", "numpy", "pillow", "distributed")
INSTALL = "pip install -r requirements/cluster.txt && pip install --no-deps ."


def run_on_cluster(address: str, logs: Path, jobs: Sequence[Job], progress: Progress, keep: Keep) -> dict[str, Failure]:
    """Run the jobs on the workers of the scheduler at ``address``, one a thread in the given order, and hand each
    result to ``keep`` as soon as it is there. Returns failures by name.

    A job whose worker dies is run by another one, as often as the scheduler's ``allowed-failures`` says. Raises
    InputError where there is no scheduler or no worker, and for one that has other versions than this machine; what is
    done is kept. When this ends, however it does, the workers stop what they still do for it.
    """
    failures: dict[str, Failure] = {}
    waiting, running = list(jobs), dict[Future[Any], Job]()
    logs.mkdir(parents=True, exist_ok=True)
    with _connected(address) as client:
        cluster, executor = _Cluster(address, client, progress), client.get_executor(pure=False)
        while waiting or running:
            done, _ = wait(running, timeout=1, return_when=FIRST_COMPLETED)
            threads = cluster.threads()  # nothing is kept of a worker that was not looked at
            for future in done:
                job = running.pop(future)
                result, failed = _outcome(future)
                if failed:
                    reason, told = failed
                    failures[job.name] = Failure(reason, logs / f"{job.name}.log")
                    failures[job.name].log.write_text(told, encoding="utf-8")
                else:
                    keep(job.name, result)
                progress.end(job.name, failed=bool(failed))
            while waiting and len(running) < threads:
                job = waiting.pop(0)
                running[executor.submit(_run, job, key=f"{job.name}-{uuid4()}")] = job
                progress.start(job.name, 1)
    return failures


class _Cluster:
    """A scheduler and its workers, each of which is looked at when it comes."""

    def __init__(self, address: str, client: Any, progress: Progress):
        self.address, self._client, self._console = address, client, progress.console
        self._same: set[str] = set()
        self._without = 0.0  # since when there is no worker
        self._here = _facts()
        try:
            scheduler = client.run_on_scheduler(_facts)  # it reads what it hands on
        except Exception as error:
            scheduler = error
        self._compare({"scheduler": scheduler})

    def threads(self) -> int:
        """How many jobs the workers can run at a time. Raises InputError for what keeps them from it."""
        try:
            threads: Mapping[str, int] = self._client.nthreads()
            new = [worker for worker in threads if worker not in self._same]
            found: Mapping[str, Any] = self._client.run(_facts, workers=new, on_error="return") if new else {}
        except (OSError, AttributeError):  # the latter from a client that was closed meanwhile
            raise InputError(
                f"the scheduler at {self.address} is gone; start it and its workers again, then this, "
                "which goes on where it was"
            ) from None
        found = {name: facts for name, facts in found.items() if not isinstance(facts, OSError)}  # else it is gone
        self._compare({f"worker {name}": facts for name, facts in found.items()})
        self._same.update(found)
        self._wait_for_workers(threads)
        return sum(threads.values())

    def _wait_for_workers(self, threads: Mapping[str, int]) -> None:
        now = time.monotonic()
        if threads:
            self._without = 0.0
        elif not self._without:
            self._without = now
            self._console.print(f"waiting for a worker at {self.address}")
        elif now - self._without > WORKERS:
            raise InputError(
                f"no worker at {self.address} for {WORKERS:.0f} s; start some, on machines with this package: "
                f"dask worker {self.address} --nthreads 1; then start this again, which goes on where it was"
            )
        else:
            time.sleep(0.1)

    def _compare(self, found: Mapping[str, Any]) -> None:
        wrong = {name: told for name, facts in found.items() if (told := _difference(self._here, facts))}
        for name, told in wrong.items():
            more = f", and {len(wrong) - 1} more of its workers" if len(wrong) > 1 else ""
            raise InputError(
                f"{name} of {self.address} {told}{more}; install there what is here, with Python "
                f"{self._here['Python']} in a copy of this folder: {INSTALL}; then start it again"
            )


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A client of the scheduler at the address; what it would print, the caller is told by errors."""
    try:
        import distributed
    except ImportError as error:
        raise InputError(f"--cluster needs Dask ({error}); pip install -r requirements/cluster.txt") from None
    dask: Any = distributed  # has types in part only

    async def knock() -> None:  # a client that found nobody would go on trying in its thread
        comm = await asyncio.wait_for(dask.comm.connect(address, timeout=ANSWER), 1.5 * ANSWER)
        comm.abort()

    levels = {logger: logger.level for logger in map(logging.getLogger, ("distributed", "distributed.client"))}
    for logger in levels:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dask.versions.VersionMismatchWarning)
            try:
                with ThreadPoolExecutor(1) as apart:  # this thread may have a loop of its own, as in a notebook
                    apart.submit(asyncio.run, knock()).result()
                client = dask.Client(address, timeout=ANSWER, set_as_default=False)
            except (OSError, ValueError, TypeError) as error:
                told = " ".join(str(error).split()) or "whoever is there does not answer as one"
                raise InputError(
                    f"no scheduler at {address!r} ({told}); give the address that "
                    "`dask scheduler` prints, such as tcp://host:8786, and see that this machine reaches it"
                ) from None
            with client:
                yield client
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)


def _facts() -> dict[str, str]:
    """What must be the same on all machines, for their files to be the same."""
    code = fingerprint(**{path.name: digest(path) for path in Path(__file__).parent.glob("*.py")})
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"Python": python, "code of recording/": code[:8]} | {name: metadata.version(name) for name in MADE_BY}


def _difference(here: Mapping[str, str], there: Mapping[str, str] | Exception) -> str:
    """What another machine has instead of what is here; empty where it has the same."""
    if isinstance(there, Exception):
        return f"lacks this package or one that it needs ({there})"
    told = [
        f"{name} {there.get(name)} instead of {version}" for name, version in here.items() if there.get(name) != version
    ]
    return f"has {', '.join(told)}" if told else ""


def _run(job: Job) -> tuple[Any, tuple[str, str] | None]:
    """On a worker: the job's result, or why there is none, in one line and in full."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def report(text: str) -> None:
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":
            raise CancelledError("nobody waits for this any more")

    try:
        return job.target(*job.args, report), None
    except Exception as error:
        return None, (in_one_line(error), f"on {worker.address}\n{traceback.format_exc()}")


def _outcome(future: Future[Any]) -> tuple[Any, tuple[str, str] | None]:
    """What ``_run`` returned, or why it could not."""
    from distributed import KilledWorker

    try:
        result, failed = future.result()
        return result, failed
    except KilledWorker as error:
        tries, last = error.allowed_failures + 1, error.last_worker.address
        reason = f"{tries} workers died while they made it, the last was {last}; out of memory?"
        return None, (reason, str(error))
    except Exception as error:
        return None, (in_one_line(error), "".join(traceback.format_exception(error)))
