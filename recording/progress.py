"""How far a run is: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """One bar per job under way and one for all. A context manager: the bars are gone when it ends."""

    def __init__(self, verb: str, total: int, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False)
        self._total, self._ended = total, 0
        self._started: dict[str, float] = {}
        self._tasks: dict[str, TaskID] = {}
        self._bars = Bars(
            TextColumn("{task.description:<16}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            disable=not self.console.is_terminal or not total,
            transient=True,
        )
        self._all = self._bars.add_task(verb, total=total)

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bars.stop()

    def start(self, name: str, steps: int) -> None:
        """A job with so many steps begins."""
        self._started[name] = time.monotonic()
        self._tasks[name] = self._bars.add_task(f"  {name}", total=steps)

    def step(self, name: str) -> None:
        """A job has made one step more."""
        self._bars.advance(self._tasks[name])

    def end(self, name: str, *, failed: bool) -> None:
        """A job is over: its bar turns into a line."""
        self._bars.remove_task(self._tasks.pop(name))
        self._bars.advance(self._all)
        self._ended += 1
        seconds = time.monotonic() - self._started.pop(name)
        result = "[red]failed[/red] after" if failed else "took"
        self._bars.console.print(rf"\[{self._ended}/{self._total}] {name} {result} {seconds:.1f} s")
