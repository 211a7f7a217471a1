"""Files made by a real scheduler and real workers: processes of their own, with a folder and a build of their own, and
with nothing of ours but a copy of this package.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from distributed import Client
from rich.console import Console

from recording import cluster
from recording.cluster import run_on_cluster
from recording.errors import InputError
from recording.progress import Progress
from recording.stretches import Stretch, make_stretches
from recording.workers import Job
from tests.recording.test_video import MADE, SMALL

ROOT = Path(__file__).resolve().parents[2]
LACKS = r"lacks this package or one that it needs \(.*'recording'.*\); install there"


def until(fact: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end
        time.sleep(0.02)


def package(folder: Path) -> Path:
    shutil.copytree(ROOT / "recording", folder / "recording", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


class Machines:
    """A scheduler, and workers that come and go."""

    def __init__(self, home: Path, *, path: Path | None = None):
        self.home, self.package = home, package(home / "package")
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        file = home / "scheduler.json"
        self._start("scheduler", "scheduler", path or self.package, "--port=0", f"--scheduler-file={file}")
        until(file.is_file)
        self.address = json.loads(file.read_text())["address"]
        self.client = Client(self.address, set_as_default=False)

    def _start(self, name: str, what: str, path: Path, *options: str) -> None:
        here = self.home / name
        (here / "temporary").mkdir(parents=True)
        own = {
            "PYTHONPATH": str(path),
            "LECTURE_BUILD": str(here / "build"),
            "TMPDIR": str(here / "temporary"),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        }
        line = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host=127.0.0.1", "--no-dashboard", *options]
        with (here / "log").open("wb") as log:
            self._running[name] = subprocess.Popen(
                line, cwd=here, env=os.environ | own, stdout=log, stderr=log, start_new_session=True
            )

    def work(self, *names: str, path: Path | None = None, nanny: bool = False) -> None:
        for name in names:
            options = ("--nthreads=1", f"--name={name}", "--nanny" if nanny else "--no-nanny")
            self._start(name, "worker", path or self.package, self.address, *options)
        until(lambda: set(names) <= set(self.workers))

    @property
    def workers(self) -> dict[str, str]:
        """The address of each worker that is there, by its name."""
        found = self.client.scheduler_info(n_workers=-1)["workers"]
        return {facts["name"]: address for address, facts in found.items()}

    @property
    def names(self) -> set[str]:
        return set(self._running)

    def busy(self, name: str) -> bool:
        return bool(self.client.processing().get(self.workers.get(name)))

    def kill(self, *names: str) -> None:
        for name in names:
            with self._running.pop(name) as process:
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        self.client.close()
        self.kill(*self.names)


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> Iterator[Machines]:
    """Two workers, which are started again when they die."""
    with closing(Machines(tmp_path_factory.mktemp("two"))) as machines:
        machines.work("first", "second", nanny=True)
        yield machines


@pytest.fixture
def two(pair) -> Iterator[Machines]:
    """The pair, to which a test may add workers for itself."""
    yield pair
    pair.kill(*pair.names - {"scheduler", "first", "second"})
    until(lambda: pair.workers.keys() == {"first", "second"})


@pytest.fixture
def alone(tmp_path) -> Iterator[Machines]:
    """A scheduler without workers."""
    with closing(Machines(tmp_path / "alone")) as machines:
        yield machines


@pytest.fixture(autouse=True)
def build(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("LECTURE_BUILD", str(tmp_path / "here"))
    return tmp_path / "here"


def pieces(*lengths: int, kind: str = "mp4") -> list[Stretch]:
    """Files, some tenths of a second's work for each of the length."""
    return [Stretch(f"piece-{n}.{kind}", MADE, tuple(range(91)) * n, kind, SMALL) for n in lengths]


def when(fact: Callable[[], object], act: Callable[[], None]) -> threading.Thread:
    """Act, beside the test, as soon as something is so."""

    def watch() -> None:
        until(fact)
        act()

    thread = threading.Thread(target=watch)
    thread.start()
    return thread


def run(machines: Machines, jobs: list[Job], logs: Path) -> tuple[dict[str, bytes], dict[str, cluster.Failure]]:
    kept: dict[str, bytes] = {}
    with Progress("pieces", len(jobs), Console(quiet=True)) as progress:
        failures = run_on_cluster(machines.address, logs, jobs, progress, kept.__setitem__)
    return kept, failures


def test_files_are_those_of_the_local_pool_and_come_without_a_shared_folder(two, build, monkeypatch):
    wanted = [*pieces(1, 2), *pieces(1, kind="png")]
    far = make_stretches(wanted, cluster=two.address)
    assert not list(two.home.glob("*/build"))
    monkeypatch.setenv("LECTURE_BUILD", str(build.with_name("local")))
    local = make_stretches(wanted)
    assert {name: path.read_bytes() for name, path in far.items()} == {
        name: path.read_bytes() for name, path in local.items()
    }
    assert {path.parents[3] for path in far.values()} == {build}


def test_the_piece_of_a_worker_that_is_killed_is_made_by_another(two):
    two.work("third")
    killing = when(lambda: two.busy("third"), lambda: two.kill("third"))
    files = make_stretches(pieces(2, 3, 4), cluster=two.address)
    killing.join()
    assert all(path.is_file() for path in files.values())
    assert "third" not in two.workers


def test_a_piece_that_kills_its_workers_is_named_and_the_others_are_kept(two, tmp_path):
    jobs = [
        Job("deadly", lambda report: os.kill(os.getpid(), signal.SIGKILL), (), 1),
        *(Job(name, lambda report: b"made", (), 1) for name in ("one", "two")),
    ]
    kept, failures = run(two, jobs, tmp_path)
    assert kept == {"one": b"made", "two": b"made"}
    assert failures.keys() == {"deadly"}
    assert failures["deadly"].reason.startswith("2 workers died while they made it, the last was tcp://127.0.0.1:")
    assert "deadly" in failures["deadly"].log.read_text()


def test_a_piece_that_fails_is_named_with_what_its_worker_told(two):
    broken = Stretch("broken.mp4", MADE, (0, 1000), "mp4", SMALL)
    with pytest.raises(InputError, match=r"^broken.mp4 could not be written: IndexError: .*\n  see ") as error:
        make_stretches([broken, *pieces(1)], cluster=two.address)
    told = Path(str(error.value).rpartition("see ")[2]).read_text()
    assert told.startswith("on tcp://127.0.0.1:")
    assert "Traceback" in told
    assert pieces(1)[0].file.is_file()


def test_an_interruption_keeps_what_is_done_and_frees_the_workers(two):
    short, long = pieces(1, 200)
    stop = when(short.file.is_file, lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        make_stretches([short, long], cluster=two.address)
    stop.join()
    assert short.file.is_file()
    assert not long.file.exists()
    busy = two.client.run  # asks the workers themselves
    until(lambda: not any(busy(lambda dask_worker: dask_worker.state.executing_count).values()), 10)


def test_a_worker_with_other_code_or_packages_is_named_before_anything_is_made(two, tmp_path):
    other = package(tmp_path / "other")
    with (other / "recording" / "draw.py").open("a") as file:
        file.write("#")
    (other / "pillow-1.2.dist-info").mkdir()
    (other / "pillow-1.2.dist-info" / "METADATA").write_text("Name: pillow\nVersion: 1.2\n")
    two.work("other", path=other)
    told = (
        rf"^worker {two.workers['other']} of {two.address} has code of recording/ \w+ instead of \w+, "
        rf"pillow 1.2 instead of \S+; install there .*pip install -r requirements/cluster.txt .* start it again$"
    )
    with pytest.raises(InputError, match=told):
        make_stretches(pieces(1), cluster=two.address)
    assert not pieces(1)[0].file.exists()


def test_a_worker_without_this_package_is_named_when_it_comes(two, tmp_path):
    coming = when(lambda: two.busy("first"), lambda: two.work("bare", path=tmp_path))
    with pytest.raises(InputError, match=rf"^worker \S+ of \S+ {LACKS}"):
        make_stretches(pieces(200, 201, 202), cluster=two.address)
    coming.join()


def test_a_scheduler_without_this_package_is_named(tmp_path):
    with (
        closing(Machines(tmp_path / "bare", path=tmp_path)) as bare,
        pytest.raises(InputError, match=rf"^scheduler of \S+ {LACKS}"),
    ):
        make_stretches(pieces(1), cluster=bare.address)


def test_without_a_worker_it_does_not_wait_for_ever(alone, monkeypatch):
    monkeypatch.setattr(cluster, "WORKERS", 0.5)
    with pytest.raises(
        InputError, match=rf"^no worker at {alone.address} .*: dask worker {alone.address} --nthreads 1"
    ):
        make_stretches(pieces(1), cluster=alone.address)
    alone.work("only")
    killing = when(lambda: alone.busy("only"), lambda: alone.kill("only"))
    with pytest.raises(InputError, match=r"^no worker at"):
        make_stretches(pieces(200), cluster=alone.address)
    killing.join()


def test_a_scheduler_that_is_lost_is_told(alone, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER", 1)
    alone.work("only")
    killing = when(lambda: alone.busy("only"), lambda: alone.kill("scheduler"))
    with pytest.raises(InputError, match=rf"^the scheduler at {alone.address} is gone; start it and its workers again"):
        make_stretches(pieces(200), cluster=alone.address)
    killing.join()


@pytest.mark.parametrize(
    "address", ["x", "", "tcp://nowhere:1", "tcp://127.0.0.1:1", "http://x:1", "tls://127.0.0.1:1"]
)
def test_an_address_without_a_scheduler_is_told(address, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER", 0.3)
    with pytest.raises(InputError, match=r"^no scheduler at '.*\); give the address that `dask scheduler` prints"):
        run_on_cluster(address, Path(), [], Progress("pieces", 0, Console(quiet=True)), lambda name, content: None)


def test_a_server_that_is_no_scheduler_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = "tcp://{}:{}".format(*silent.getsockname())
        with pytest.raises(InputError, match=rf"^no scheduler at '{address}' \(whoever is there does not answer"):
            make_stretches(pieces(1), cluster=address)


def test_dask_is_asked_for_only_when_it_is_used(tmp_path):
    """As on a machine without it."""
    (tmp_path / "distributed.py").write_text("raise ImportError('no Dask here')")
    script = "import recording.stretches; from recording.cluster import run_on_cluster as run; import pathlib\n"
    script += "run('tcp://127.0.0.1:1', pathlib.Path('.'), [], None, None)"
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    ended = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True
    )
    told = ended.stderr.splitlines()[-1]
    assert told.endswith("--cluster needs Dask (no Dask here); pip install -r requirements/cluster.txt")
