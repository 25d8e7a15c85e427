"""Dask distributed: a cluster that runs, by its scheduler's address, or one started here. Nothing else imports it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import dask
from distributed import Client, Future, LocalCluster, wait
from distributed.scheduler import KilledWorker

from service.bulk.items import Item
from service.bulk.work import DIED, Answered, Chunk, Line, answer_items, line_of
from service.config import MALLOC, Settings

WINDOW = 4
"""Chunks in flight for each thread of the cluster, so that the scheduler never holds the whole input."""
CONNECT = "30s"
RETRIES = 3
"""How often a chunk is tried again that failed with its worker."""
QUICK = {
    # Dask has malloc give memory back at once, which costs a fifth of the time: parsing takes and gives megabytes
    "distributed.nanny.pre-spawn-environ": {**MALLOC, "OPENBLAS_NUM_THREADS": "1"},
    "distributed.worker.profile.enabled": False,
}


class DaskEngine:
    """A Dask cluster whose workers load the model once."""

    def __init__(self, settings: Settings, workers: int, scheduler: str | None) -> None:
        """Connect to a scheduler, or start a cluster here.

        Raises:
            OSError: the scheduler does not answer.
        """
        self._settings, self._cluster = settings, None
        with dask.config.set(QUICK):
            if scheduler is None:
                self._cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
            self._client = Client(scheduler or self._cluster, timeout=CONNECT, set_as_default=True)
        self._submitted = 0

    def answers(self, chunks: Iterator[Chunk], *, ordered: bool) -> Iterator[Answered]:
        """The lines of each chunk, in order or as they come, with a bounded number of chunks in flight."""
        waiting: dict[Any, Chunk] = {}
        while True:
            room = WINDOW * max(1, sum(self._client.nthreads().values())) - len(waiting)
            for chunk in islice(chunks, max(room, 0 if waiting else 1)):
                waiting[self._submit(chunk[1])] = chunk
            if not waiting:
                return
            first = next(iter(waiting))
            ready = [first] if ordered else list(wait(list(waiting), return_when="FIRST_COMPLETED").done)
            for future in ready:
                number, items = waiting.pop(future)
                yield number, self._lines(future, items)

    def close(self) -> None:
        """Leave the cluster; end it when it was started here."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    def _submit(self, items: Sequence[Item]) -> Future:
        self._submitted += 1
        key = f"standfirst-{id(self):x}-{self._submitted}"
        return self._client.submit(answer_items, self._settings, items, key=key, retries=RETRIES, pure=False)

    def _lines(self, future: Future, items: Sequence[Item]) -> list[Line]:
        """The lines of a chunk; where it killed worker after worker, each article alone."""
        try:
            found: list[Line] = future.result()
        except KilledWorker:
            if len(items) == 1:
                return [line_of(items[0], DIED)]
            return [line for item in items for line in self._lines(self._submit([item]), [item])]
        return found
