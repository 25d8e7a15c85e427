"""Numbers read off the text, without a parse."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lexicons import load_lexicon
from service.pipeline.figures.numbers import read_numbers
from service.pipeline.figures.records import Number


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
        ("two and a half miles", 2.5),
        ("five and a half million people", 5.5e6),
        ("3 million and a quarter", 3.25e6),
        ("one hundred and two thirds", 100 + 2 / 3),
        ("twenty-three fifths", 4.6),
        ("a quarter of a million homes", 2.5e5),
        ("three lakh crore rupees", 3e12),
        ("nine point nought four metres", 9.04),
        ("½ cup", 0.5),
        ("2½ cups", 2.5),
        ("10 000 homes", 10_000),
        ("1 234 567 homes", 1_234_567),
        ("12,34,567 voters", 1_234_567),
        ("4e14 cycles", 4e14),
        ("1.3x10^6 cells", 1.3e6),
        ("3 hundred and 21 homes", 321),
        ("8 B people", 8e9),
        ("minus 130 degrees", -130),
        ("13 dollars and 45 cents", 13.45),
        ("9 hours and 40 minutes", 580),
        ("a quarter of an hour", 15),
        ("half a century", 50),
        ("two dozens of eggs", 24),
        ("negative one percent", -1),
        ("not one of his men", 0),
        ("a 10-fold rise", 10),
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
        ("she lost 40 pounds, her weight", "measure", "[lb_av]", 40),
        ("420 million Finnish markka", "money", "FIM", 4.2e8),
        ("7.5 million Danish crowns", "money", "DKK", 7.5e6),
        ("30 MUSD", "money", "USD", 3e7),
        ("MSEK 60", "money", "SEK", 6e7),
        ("75 USD million", "money", "USD", 7.5e7),
        ("84.75 cents", "money", "cent", 84.75),
        ("210 pence", "money", "penny", 210),
        ("a $300 million contract", "money", "USD", 3e8),
        ("S $1.5 million", "money", "SGD", 1.5e6),
        ("100 km2", "measure", "km2", 100),
        ("4 cubic metres", "measure", "m3", 4),
        ("570 sq m", "measure", "m2", 570),
        ("3687 mAh", "measure", "mA.h", 3687),
        ("7 nanometres", "measure", "nm", 7),
        ("120 μg", "measure", "ug", 120),
        ("25lbs", "measure", "[lb_av]", 25),
        ("80 m.p.h.", "measure", "[mi_i]/h", 80),
        ("-18 °C", "measure", "Cel", -18),
        ("24 degrees", "measure", "degree", 24),
        ("1200 parts per million", "measure", "[ppm]", 1200),
        ("20 (kg)", "measure", "kg", 20),
        ("2 in thick", "measure", "[in_i]", 2),
        ("a now-18 month-old baby", "age", "mo", 18),
        ("60 basis points", "percent", "basis_point", 60),
        ("40 pounds", "money", "GBP", 40),
        ("2.9mn b/d", "measure", "[bbl_us]/d", 2.9e6),
        ("400,000 bpd", "measure", "[bbl_us]/d", 4e5),
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
        ("sub-60 metre homes", "less_than"),
        ("boats shorter than 60 metres", "less_than"),
        ("upwards of 60 people", "more_than"),
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
        ("8- to 16-metre masts", 8, 16),
        ("US $89 to $93 billion", 89e9, 93e9),
        ("minus 190C to minus 160C", -190, -160),
        ("temperatures that ranged from -18 °C to -34 °C", -34, -18),
        ("44 mg to 50 mg", 44, 50),
        ("by 1 to 1.5 degrees", 1, 1.5),
    ],
)
def test_a_range_is_one_figure_with_two_bounds(phrase: str, low: float, high: float) -> None:
    number = only(f"It was {phrase} then.")
    assert (number.low, number.high, number.value) == (low, high, None)


def test_from_and_to_of_what_somebody_raises_are_two_figures() -> None:
    found = numbers("The bank has raised its forecast for Brent in the second quarter from $74 to $81.")
    assert [n.value for n in found if n.kind == "money"] == [74, 81]


def test_from_and_to_under_a_verb_of_change_are_two_figures() -> None:
    assert [n.value for n in numbers("Sales rose from 5 million to 7 million.")] == [5e6, 7e6]
    assert [n.value for n in numbers("Sales rose 4.8% to $13.18 billion.")] == [4.8, 13.18e9]


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("dozens of people", 12, 120),
        ("hundreds of thousands of people", 1e5, 1e6),
        ("several hundred people", 300, None),
        ("scores of people", 20, 200),
        ("a couple of thousand people", 2000, None),
    ],
)
def test_a_vague_number_has_its_order_of_magnitude(phrase: str, low: float, high: float | None) -> None:
    number = only(f"They saw {phrase}.")
    assert (number.modifier, number.low, number.high) == ("vague", low, high)


def test_scale_and_unit_that_are_said_once_count_for_both() -> None:
    found = numbers("It rose from 24.2 to 33.5 billion euros, then dropped from 208 pounds to 193.")
    assert [(n.value, n.unit) for n in found] == [(24.2e9, "EUR"), (33.5e9, "EUR"), (208, "[lb_av]"), (193, "[lb_av]")]


@pytest.mark.parametrize(
    ("phrase", "unit", "per", "per_unit"),
    [
        ("$52 a barrel", "USD", "barrel", "[bbl_us]"),
        ("$1,100 per square foot", "USD", "square foot", "[sft_i]"),
        ("a 12-cent-a-share dividend", "cent", "share", None),
        ("£24 a-year", "GBP", "year", "a"),
        ("$15.4/hour", "USD", "hour", "h"),
        ("15% per annum", "%", "annum", "a"),
        ("C $6 (US $4.46) per share", "CAD", None, None),
    ],
)
def test_a_rate_is_read(phrase: str, unit: str, per: str | None, per_unit: str | None) -> None:
    text = f"It was {phrase} then."
    number = numbers(text)[0]
    assert number.unit == unit
    assert (number.per and text[number.per.start : number.per.end]) == per
    assert (number.per and number.per.unit) == per_unit


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
        "https://example.org/a?b=305%2D",
        "call (202) 555-0134 now",
        "version 10.4.2 now",
        "photo_2026.jpg there",
        "@user305 there",
        "mail a1@example.org there",
        "the COVID -19 tests",
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
        ("It was full by half past seven in the morning.", "time"),
        ("They get up at three in the morning.", "time"),
        ("The committee voted seven to five.", "score"),
        ("It was approved by 68 votes to 41.", "score"),
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


STYLES = {
    "plain": "{:d}",
    "grouped": "{:,d}",
    "spaced": "{:,d}",
    "approximate": "about {:,d}",
    "bounded": "more than {:,d}",
}


@given(st.integers(0, 10**9), st.sampled_from(sorted(STYLES)))
def test_a_count_reads_back_in_every_style(value: int, style: str) -> None:
    text = STYLES[style].format(value)
    text = text.replace(",", "\u202f") if style == "spaced" else text
    assert only(f"They counted {text} birds.").low == value


UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(value: int) -> str:
    """A number from 0 to 999,999,999 in English words."""
    for size, name in ((10**6, "million"), (1000, "thousand")):
        if value >= size:
            rest = f" {in_words(value % size)}" if value % size else ""
            return f"{in_words(value // size)} {name}{rest}"
    if value >= 100:
        return f"{UNDER_TWENTY[value // 100]} hundred" + (f" and {in_words(value % 100)}" if value % 100 else "")
    if value >= 20:
        return TENS[value // 10 - 2] + (f"-{UNDER_TWENTY[value % 10]}" if value % 10 else "")
    return UNDER_TWENTY[value]


@given(st.integers(2, 999_999_999))
def test_a_number_in_words_reads_back_as_itself(value: int) -> None:
    assert only(f"They counted {in_words(value)} birds.").value == value


@given(
    st.decimals(0, 10**7, places=2),
    st.sampled_from([("${}", "USD"), ("£{}", "GBP"), ("{} euros", "EUR"), ("HK${}", "HKD"), ("CHF {}", "CHF")]),
)
def test_an_amount_of_money_reads_back_with_its_currency(value: Decimal, style: tuple[str, str]) -> None:
    number = only(f"They paid {style[0].format(f'{value:,.2f}')} for it.")
    assert (number.value, number.unit) == (pytest.approx(float(value)), style[1])


@given(
    st.decimals(-200, 10**6, places=1),
    st.sampled_from([("{}%", "%"), ("{} km", "km"), ("{} °C", "Cel"), ("{}kg", "kg")]),
)
def test_a_measure_reads_back_with_its_sign_and_unit(value: Decimal, style: tuple[str, str]) -> None:
    number = only(f"They read {style[0].format(value)} there.")
    assert (number.value, number.unit) == (pytest.approx(float(value)), style[1])


@given(
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.sampled_from(["between {:,} and {:,}", "{:,} to {:,}", "{:,}–{:,}"]),
)
def test_a_range_reads_back_with_both_ends(low: int, size: int, style: str) -> None:
    number = only(f"They counted {style.format(low, low + size)} birds.")
    assert (number.low, number.high) == (low, low + size)


@given(st.lists(st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3})?%?", fullmatch=True), max_size=8))
def test_a_table_of_numbers_is_read(cells: list[str]) -> None:
    text = "  ".join(cells)
    assert all(n.low is not None for n in numbers(text) if n.kind not in ("date", "time"))


@given(st.integers(4, 99))
def test_an_ordinal_reads_back_as_itself(value: int) -> None:
    suffix = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    assert (only(f"It was the {value}{suffix} time.").value, numbers(f"It was the {value}{suffix} time.")[0].kind) == (
        value,
        "ordinal",
    )


@given(st.text(max_size=300))
def test_any_text_is_read_in_order_without_overlap(text: str) -> None:
    found = numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
