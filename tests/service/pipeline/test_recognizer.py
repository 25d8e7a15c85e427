"""What the recognizer of names reads, and what it makes of its scores."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from service.pipeline.recognizer import (
    KINDS,
    LABELS,
    SIZES,
    WINDOW,
    Tokens,
    decode,
    read_tokens,
    window_inputs,
    windows,
)
from service.structuring import Structurer

OUT, B_PERSON, I_PERSON, B_ORG, I_ORG, B_GPE, I_GPE = range(len(LABELS))


def scores(*labels: int, sure: float = 0.9) -> np.ndarray:
    """Log-probabilities in which each token has one label with the same certainty."""
    chances = np.full((len(labels), len(LABELS)), (1 - sure) / (len(LABELS) - 1), dtype=np.float32)
    chances[np.arange(len(labels)), labels] = sure
    return np.log(chances)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ((OUT, OUT), []),
        ((OUT, B_PERSON, I_PERSON, OUT), [(1, 3, "PERSON")]),
        ((B_PERSON, B_ORG), [(0, 1, "PERSON"), (1, 2, "ORG")]),
        ((I_GPE, I_GPE), [(0, 2, "GPE")]),
        ((B_ORG, I_ORG), [(0, 2, "ORG")]),
    ],
)
def test_labels_make_names(labels: tuple[int, ...], names: list[tuple[int, int, str]]) -> None:
    assert list(decode(scores(*labels))) == names


def test_tokens_of_unsure_kind_make_one_name_of_the_kind_that_fits_all_best() -> None:
    chances = np.full((2, len(LABELS)), 0.01, dtype=np.float32)
    chances[0, B_GPE], chances[0, B_ORG] = 0.5, 0.45
    chances[1, I_GPE], chances[1, I_ORG] = 0.05, 0.9
    assert list(decode(np.log(chances))) == [(0, 2, "ORG")]


def test_no_name_goes_on_over_a_break() -> None:
    assert list(decode(scores(B_PERSON, I_PERSON, I_PERSON), frozenset({2}))) == [(0, 2, "PERSON"), (2, 3, "PERSON")]


def tokens(pieces: Sequence[int], sentences: Sequence[int]) -> Tokens:
    """Tokens with so many word pieces each."""
    first = np.concatenate(([0], np.cumsum(pieces)))
    columns = np.zeros((len(pieces), len(SIZES)), dtype=np.int64)
    return Tokens(np.arange(sum(pieces)), first, columns, [*sentences, len(pieces)])


@pytest.mark.parametrize(
    ("pieces", "sentences", "expected"),
    [
        ([1] * 5, [0, 2], [(0, 5)]),
        ([1] * 200, [0, 100], [(0, 100), (100, 200)]),
        ([1] * 300, [0], [(0, 128), (128, 256), (256, 300)]),
        ([12] * 30, [0, 10, 20], [(0, 10), (10, 20), (20, 30)]),
    ],
)
def test_windows_cover_all_tokens_once_and_hold_whole_sentences_where_they_fit(
    pieces: list[int], sentences: list[int], expected: list[tuple[int, int]]
) -> None:
    read = tokens(pieces, sentences)
    assert list(windows(read)) == expected
    assert all(read.first[end] - read.first[start] <= WINDOW for start, end in expected)


def test_a_window_is_framed_and_each_piece_has_its_tokens_columns() -> None:
    read = tokens([1, 3], [0])
    read.columns[1] = 2
    pieces, columns = window_inputs(read, 0, 2)
    assert pieces.tolist() == [101, 0, 1, 2, 3, 102]
    assert columns[:, 0].tolist() == [0, 0, 2, 2, 2, 0]


def test_every_column_stays_in_its_range(structurer: Structurer, example: str) -> None:
    recognizer = structurer.nlp.get_pipe("standfirst_names")
    for text in (example, example.upper(), "\u3000\u00a0x", "ÆØÅ \u202e \U0001f600 " * 20):
        columns = read_tokens(structurer.nlp(text), recognizer._tokenizer).columns  # type: ignore[attr-defined]
        assert all((columns[:, n] < size).all() for n, size in enumerate(SIZES))
        assert (columns >= 0).all()


def test_a_text_without_tokens_has_no_names(structurer: Structurer) -> None:
    assert structurer.nlp("").ents == ()


def test_kinds_and_labels_agree() -> None:
    assert [label[2:] for label in LABELS[1::2]] == list(KINDS)


def test_the_runtime_starts_no_thread() -> None:
    """A thread would be lost in gunicorn's fork, and its owner would wait for it at the worker's end."""
    code = "import os, service.pipeline.components; print(len(os.listdir('/proc/self/task')))"
    environment = {"OPENBLAS_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=environment, timeout=60)
    assert done.stdout.strip() == b"1"
