"""The folder in which worker processes share their metrics. To be set up before anything imports prometheus-client."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from service.config import share_metrics
from service.folders import private_folder


@contextmanager
def shared_metrics() -> Iterator[None]:
    """Make the folder, and remove it at the end."""
    owner, folder = os.getpid(), private_folder("metrics")
    share_metrics(str(folder))
    try:
        yield
    finally:
        if os.getpid() == owner:  # a forked worker comes by here too when it ends
            shutil.rmtree(folder, ignore_errors=True)
