"""Which quotes count as right, and how far confidence is off."""

from __future__ import annotations

from evaluation.matching import Json
from evaluation.scoring_quotes import calibration_error, right_quotes

TEXT = "Ada Holm said the pier was safe. Jon Reed said it was not."
GOLD = {"id": "a", "text": TEXT, "quotes": [{"spans": [[14, 31]], "speaker": [0, 8], "type": "indirect"}]}


def found(start: int, end: int, speaker: tuple[int, int], confidence: float) -> Json:
    return {
        "content": [{"start": start, "end": end, "text": TEXT[start:end]}],
        "speaker": {"span": {"start": speaker[0], "end": speaker[1], "text": TEXT[slice(*speaker)]}},
        "confidence": confidence,
    }


def test_content_and_speaker_must_both_be_right() -> None:
    right, other_speaker, other_words = (
        found(14, 31, (0, 8), 0.9),
        found(14, 31, (33, 41), 0.9),
        found(47, 57, (33, 41), 0.9),
    )
    assert right_quotes(GOLD, {"quotes": [right, other_speaker, other_words]}) == [right]


def test_confidence_that_is_the_share_of_right_ones_has_no_error() -> None:
    quotes = [found(14, 31, (0, 8), 0.5), found(14, 31, (33, 41), 0.5)]
    assert calibration_error([GOLD], {"a": {"quotes": quotes}}) == 0.0


def test_confidence_that_is_too_high_shows() -> None:
    quotes = [found(14, 31, (0, 8), 1.0), found(14, 31, (33, 41), 0.8)]
    assert calibration_error([GOLD], {"a": {"quotes": quotes}}) == 40.0
