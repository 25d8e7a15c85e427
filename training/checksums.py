"""Write the checksums of the weights that ship: python -m training.checksums"""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = Path("service/models")


def main() -> None:
    """Write service/models/checksums.toml anew."""
    files = sorted(path for path in FOLDER.iterdir() if path.suffix in (".onnx", ".json"))
    lines = [f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"' for path in files]
    (FOLDER / "checksums.toml").write_text(
        "# SHA-256 of each file of weights, by training/checksums.py\n" + "\n".join(lines) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
