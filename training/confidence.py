"""Fit how sure quotes, figures and stances are, and write the weights as the package ships them.

    python -m training.confidence [--out service/models/confidence.json]

On our own gold (`evaluation/calibration.py`); then run `python -m training.checksums`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from evaluation.calibration import cross_validated, expected_error, fit, gold_cases, sweep


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("service/models/confidence.json"))
    options = parser.parse_args()
    cases = gold_cases()
    weights = {layer: fit(found) for layer, found in cases.items()}
    options.out.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", "utf-8")
    for layer, found in cases.items():
        error = expected_error(sweep(*zip(*cross_validated(found), strict=True)))
        print(f"{layer}: {len(found)} items, expected calibration error {100 * error:.1f} % (cross-validated)")


if __name__ == "__main__":
    main()
