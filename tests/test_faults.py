"""Redis and workers die under load, in the harness that `python -m evaluation.faults` runs at length."""

from __future__ import annotations

from evaluation.faults import KINDS, run

REQUESTS = 900


def test_no_answer_is_wrong_lost_late_or_a_failure_while_redis_and_workers_die() -> None:
    outcome = run(REQUESTS, clients=4, pause=0.5)
    assert {kind: outcome.counts[kind] for kind in KINDS if kind not in ("right", "refused", "asked twice")} == {
        "wrong": 0,
        "lost": 0,
        "failed": 0,
        "late": 0,
    }
    assert outcome.counts["right"] + outcome.counts["refused"] == REQUESTS
    assert outcome.counts["right"] > 0.9 * REQUESTS
    assert len(set(outcome.faults)) >= 2
