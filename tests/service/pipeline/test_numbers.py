"""Numbers read off the text, without a parse."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lexicons import load_lexicon
from service.pipeline.numbers import Number, read_numbers


def numbers(text: str) -> list[Number]:
    return list(read_numbers(text, load_lexicon().figures))


def only(text: str) -> Number:
    found = numbers(text)
    assert len(found) == 1, [(text[n.start : n.end], n.kind) for n in found]
    return found[0]


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("62 soldiers", 62),
        ("1,250 homes", 1250),
        ("12.5 points", 12.5),
        ("three dogs", 3),
        ("twenty-one ships", 21),
        ("two hundred and five ships", 205),
        ("1.4 million people", 1.4e6),
        ("half a million people", 5e5),
        ("3.2bn shares", 3.2e9),
        ("a dozen eggs", 12),
        ("two dozen eggs", 24),
        ("a hundred ships", 100),
        ("5 1/2 cups", 5.5),
        ("two-thirds of voters", 2 / 3),
        ("three quarters of voters", 0.75),
        ("a third of them", 1 / 3),
        ("one in five voters", 0.2),
        ("six out of ten voters", 0.6),
        ("a sixfold rise", 6),
        ("twice as many", 2),
        ("no deaths", 0),
        ("three lakh people", 3e5),
        ("2 crore people", 2e7),
        ("12.3m tonnes", 12.3e6),
    ],
)
def test_a_cardinal_has_its_value(phrase: str, value: float) -> None:
    assert only(f"They saw {phrase} there.").value == pytest.approx(value)


@pytest.mark.parametrize(
    ("phrase", "kind", "unit", "value"),
    [
        ("$3.2 billion", "money", "USD", 3.2e9),
        ("£4m", "money", "GBP", 4e6),
        ("HK$3.7 billion", "money", "HKD", 3.7e9),
        ("€640m", "money", "EUR", 6.4e8),
        ("50 euros", "money", "EUR", 50),
        ("RM79", "money", "MYR", 79),
        ("EUR50m", "money", "EUR", 5e7),
        ("12 percent", "percent", "%", 12),
        ("8%", "percent", "%", 8),
        ("1.5 per cent", "percent", "%", 1.5),
        ("0.5 percentage points", "percent", "percentage_point", 0.5),
        ("40 miles", "measure", "[mi_i]", 40),
        ("155mph", "measure", "[mi_i]/h", 155),
        ("10kW", "measure", "kW", 10),
        ("20 degrees Celsius", "measure", "Cel", 20),
        ("six weeks", "duration", "wk", 6),
        ("two decades", "duration", "a", 20),
        ("a 44-year-old", "age", "a", 44),
        ("60,000 barrels a day", "measure", "[bbl_us]/d", 60_000),
        ("40 pounds of rice", "measure", "[lb_av]", 40),
        ("40 pounds", "money", "GBP", 40),
    ],
)
def test_a_unit_gives_kind_and_code(phrase: str, kind: str, unit: str, value: float) -> None:
    number = only(f"It was {phrase} then.")
    assert (number.kind, number.unit, number.value) == (kind, unit, pytest.approx(value))


def test_the_span_is_the_number_with_its_scale_only() -> None:
    text = "It cost about $3.2 billion."
    number = only(text)
    assert text[number.start : number.end] == "3.2 billion"


@pytest.mark.parametrize(
    ("phrase", "modifier"),
    [
        ("more than 60 people", "more_than"),
        ("at least 60 people", "at_least"),
        ("up to 60 people", "at_most"),
        ("fewer than 60 people", "less_than"),
        ("nearly 60 people", "nearly"),
        ("about 60 people", "about"),
        ("some 60 people", "about"),
        ("an estimated 60 people", "about"),
        ("not more than 60 people", "at_most"),
        ("no fewer than 60 people", "at_least"),
        ("60 people or more", "at_least"),
        ("60 people or so", "about"),
    ],
)
def test_a_modifier_is_read(phrase: str, modifier: str) -> None:
    assert only(f"They saw {phrase}.").modifier == modifier


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("between 5 and 7 percent", 5, 7),
        ("5-7%", 5, 7),
        ("$10 to $15 billion", 10e9, 15e9),
        ("20 to 30 people", 20, 30),
        ("between $2 billion and $2.5 billion", 2e9, 2.5e9),
        ("two or three people", 2, 3),
    ],
)
def test_a_range_is_one_figure_with_two_bounds(phrase: str, low: float, high: float) -> None:
    number = only(f"It was {phrase} then.")
    assert (number.low, number.high, number.value) == (low, high, None)


def test_from_and_to_under_a_verb_of_change_are_two_figures() -> None:
    assert [n.value for n in numbers("Sales rose from 5 million to 7 million.")] == [5e6, 7e6]
    assert [n.value for n in numbers("Sales rose 4.8% to $13.18 billion.")] == [4.8, 13.18e9]


@pytest.mark.parametrize(
    "phrase", ["dozens of people", "hundreds of thousands of people", "several hundred people", "scores of people"]
)
def test_a_vague_number_has_a_lower_bound_only(phrase: str) -> None:
    number = only(f"They saw {phrase}.")
    assert (number.modifier, number.high) == ("vague", None)
    assert number.low is not None


@pytest.mark.parametrize(
    "phrase",
    [
        "an F-16 jet",
        "Covid-19 cases",
        "the 9/11 attacks",
        "in Brigade 93,",
        "at No. 10,",
        "the FTSE 100,",
        "a 5G mast",
        "the M25 road",
        "file IMG2041 here",
        "one another",
        "the other one,",
    ],
)
def test_a_number_in_a_name_is_no_figure(phrase: str) -> None:
    assert [n for n in numbers(f"They saw {phrase} there.") if n.value != 1] == []


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("on March 14", "date"),
        ("on 14 March 2026", "date"),
        ("in the 1990s", "date"),
        ("at 6:20 a.m.", "time"),
        ("at 7pm", "time"),
        ("by 2.15am", "time"),
        ("won 3-1", "score"),
        ("voted 151 to 16", "score"),
        ("the 21st time", "ordinal"),
    ],
)
def test_dates_times_and_scores_are_told_apart(phrase: str, kind: str) -> None:
    assert only(f"They came {phrase}, it was told.").kind == kind


@given(st.integers(0, 10**12))
def test_a_formatted_whole_number_reads_back_as_itself(value: int) -> None:
    assert only(f"They counted {value:,} birds.").value == value


@given(
    st.integers(1, 999), st.sampled_from([("million", 1e6), ("billion", 1e9), ("trillion", 1e12), ("thousand", 1e3)])
)
def test_a_scaled_number_reads_back_as_itself(value: int, scale: tuple[str, float]) -> None:
    assert only(f"They counted {value / 10} {scale[0]} birds.").value == pytest.approx(value / 10 * scale[1])


@given(st.text(max_size=300))
def test_any_text_is_read_in_order_without_overlap(text: str) -> None:
    found = numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
