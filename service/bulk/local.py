"""The processes of this machine. One that dies takes no article with it but the one that killed it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from service.bulk.items import Item
from service.bulk.work import DIED, Answered, Chunk, Line, answer_items, line_of, loaded
from service.config import Settings

WINDOW = 4
"""Chunks in flight for each process."""


class LocalEngine:
    """A pool of processes with the model in each."""

    def __init__(self, settings: Settings, workers: int) -> None:
        """Take the settings of the pipeline and how many processes to run."""
        self._settings, self._workers = settings, workers
        self._pool = self._new_pool()

    def answers(self, chunks: Iterator[Chunk], *, ordered: bool) -> Iterator[Answered]:
        """The lines of each chunk, in order or as they come, with a bounded number of chunks in flight."""
        waiting: dict[Future[list[Line]], Chunk] = {}
        while True:
            room = WINDOW * self._workers - len(waiting)
            for chunk in islice(chunks, room):
                waiting[self._submit(chunk[1])] = chunk
            if not waiting:
                return
            first = next(iter(waiting))
            ready = [first] if ordered else wait(waiting, return_when=FIRST_COMPLETED).done
            try:
                found = [(waiting[future][0], future.result()) for future in ready]
            except BrokenProcessPool:
                yield from self._carefully(list(waiting.values()))
                waiting.clear()
                continue
            for future in ready:
                del waiting[future]
            yield from found

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=begin, initargs=(self._settings,))

    def _submit(self, items: Sequence[Item]) -> Future[list[Line]]:
        try:
            return self._pool.submit(answer_items, self._settings, items)
        except BrokenProcessPool:  # it broke after the last look: the future says so too
            future: Future[list[Line]] = Future()
            future.set_exception(BrokenProcessPool())
            return future

    def _carefully(self, chunks: Sequence[Chunk]) -> Iterator[Answered]:
        """The lines of chunks one of which may have killed a process: each article alone."""
        self._renew()
        for number, items in chunks:
            yield number, [self._alone(item) for item in items]

    def _alone(self, item: Item) -> Line:
        try:
            return self._submit([item]).result()[0]
        except BrokenProcessPool:
            self._renew()
            return line_of(item, DIED)

    def _renew(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._pool = self._new_pool()


def begin(settings: Settings) -> None:
    """Load the model, and end with the process that started this one, however that ends."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    loaded(settings)
