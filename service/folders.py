"""Private folders of a running service under the temporary directory; the next start removes what a killed one left."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def private_folder(kind: str) -> Path:
    """A new folder that only this user can look into, named after what it is for and the process that owns it.

    Folders of the same kind whose process is no more are removed.
    """
    prefix = f"standfirst-{kind}-"
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*-*"):
        pid = folder.name.removeprefix(prefix).partition("-")[0]
        if pid.isdecimal() and not alive(int(pid)) and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))


def alive(pid: int) -> bool:
    """True for a process that is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
