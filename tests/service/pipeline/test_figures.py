"""What a number counts, what happened to it, who says it, and which ones disagree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Figure, Structure

Read = Callable[[str], Structure]


def figure(read: Read, text: str, number: str) -> Figure:
    return next(f for f in read(text).figures or () if f.span.text == number)


@pytest.mark.parametrize(
    ("text", "number", "measured", "event"),
    [
        ("Police said 12 people were hurt.", "12", "people", "hurt"),
        ("The strike killed 62 Syrian soldiers.", "62", "Syrian soldiers", "killed"),
        ("At least 120 soldiers were wounded.", "120", "soldiers", "wounded"),
        ("Dozens of villagers fled.", "Dozens", "villagers", "fled"),
    ],
)
def test_what_is_counted_and_what_happened(structure: Read, text: str, number: str, measured: str, event: str) -> None:
    found = figure(structure, text, number)
    assert (found.measured and found.measured.text, found.event and found.event.text) == (measured, event)


def test_the_speaker_of_a_quote_is_the_source_of_its_figures(structure: Read) -> None:
    result = structure("Police said 12 people were hurt.")
    found = (result.figures or ())[0]
    assert (found.source.name, found.source.status, found.quote) == ("Police", "resolved", "q1")


def test_who_puts_the_toll_is_its_source(structure: Read) -> None:
    found = figure(structure, "The Strait Observatory put the death toll at 83.", "83")
    assert found.source.name == "Strait Observatory"


def test_an_estimate_that_nobody_signs_has_no_source(structure: Read) -> None:
    found = figure(
        structure, "The war, which Norway condemned, has killed an estimated 430,000 people since 2011.", "430,000"
    )
    assert (found.source.status, found.source.reason, found.modifier) == ("unattributed", "not_stated", "about")
    assert found.time is not None
    assert found.time.iso == "2011/.."


def test_bounds_are_open_where_nothing_is_said(structure: Read) -> None:
    least = figure(structure, "At least 57 people died.", "57")
    most = figure(structure, "Up to 57 people died.", "57")
    assert (least.low, least.high, most.low, most.high) == (57, None, None, 57)


def test_an_age_belongs_to_its_person(structure: Read) -> None:
    found = figure(structure, "Gareth Lindow, 52, denies the charge.", "52")
    assert (found.kind, found.measured and found.measured.text) == ("age", "Gareth Lindow")


def test_a_rise_joins_amount_beginning_and_end(structure: Read) -> None:
    result = structure("Profit rose 5 percent to $12 million from $11 million.")
    by, to, start = result.figures or ()
    assert by.change is not None
    assert (by.change.direction, by.change.from_, by.change.to) == ("rise", start.id, to.id)
    assert start.change is None


def test_a_year_is_a_date(structure: Read) -> None:
    found = figure(structure, "The pier was built in 1902.", "1902")
    assert (found.kind, found.value, found.time and found.time.iso) == ("date", 1902, "1902")


def test_figures_of_a_duplicate_count_once(structure: Read) -> None:
    sentence = "Police said on Monday that 12 people were hurt when the pier fell."
    result = structure(f"{sentence}\n\nThe pier was old and weak.\n\n{sentence}")
    assert len(result.figures or ()) == 1


CONFLICT = (
    "The army says 62 soldiers were killed in the strikes, while the Strait Observatory put the death toll at 83, "
    "with at least 120 soldiers wounded."
)


def test_two_tolls_from_two_sources_conflict(structure: Read) -> None:
    result = structure(CONFLICT)
    values = {f.id: f.value for f in result.figures or ()}
    assert [(r.kind, [values[i] for i in r.items]) for r in result.relations] == [("conflict", [62, 83])]


def test_the_same_toll_from_two_sources_agrees(structure: Read) -> None:
    result = structure("The army says 62 soldiers were killed. The Strait Observatory said 62 soldiers were killed.")
    assert [r.kind for r in result.relations] == ["agreement"]


def test_a_bound_that_the_other_meets_is_no_conflict(structure: Read) -> None:
    result = structure(
        "The army says 62 soldiers were killed. The Strait Observatory said more than 60 soldiers were killed."
    )
    assert [r for r in result.relations if r.kind == "conflict"] == []


def test_one_source_does_not_contradict_itself(structure: Read) -> None:
    result = structure(
        "The army says 62 soldiers were killed on Monday. The army says 12 soldiers were killed on Friday."
    )
    assert result.relations == ()


def test_who_puts_it_at_a_number_is_not_measured(structure: Read) -> None:
    found = figure(structure, "The Coast Institute puts it at £900m.", "900m")
    assert found.measured is None
    assert found.source.name == "Coast Institute"


@pytest.mark.parametrize(
    ("text", "number", "measured"),
    [
        ("Police put the crowd at 6,000, the organisers at 20,000.", "20,000", "crowd"),
        ("Ada Holm said it hit 340 pilots; the company puts the number at 250.", "250", "pilots"),
        ("Ada Holm reviewed the airline’s $31 million in federal subsidies.", "31 million", "federal subsidies"),
        ("Ada Holm paid $31 million in cash for the airline.", "31 million", "airline"),
        ("The bank reported an 11.4 per cent fall in net profit.", "11.4", "net profit"),
        ("My mother, who is 91, laughed twice.", "91", "My mother"),
        ("Ada Holm has swum since she was five.", "five", "she"),
        ("Sales rose to $2.3 billion. Analysts had expected $2.4 billion.", "2.4 billion", "Sales"),
        ("The port agency put the number of evacuees at 9,000.", "9,000", "evacuees"),
        ("The union has 3,900 pilots and said the cuts would hit 340 of them.", "340", "pilots"),
        ("Orvia lost 12 boats, three of them to fire.", "three", "boats"),
        ("The lender closed, having added 62 in spring.", "62", None),
        ("The hosts say four-fifths.", "four-fifths", None),
    ],
)
def test_a_noun_left_out_is_that_of_the_figure_before_or_none(
    structure: Read, text: str, number: str, measured: str | None
) -> None:
    found = figure(structure, text, number).measured
    assert (found and found.text) == measured


@pytest.mark.parametrize(
    ("text", "number", "source"),
    [
        ("Police put the crowd at 6,000, the organisers at 20,000.", "20,000", "the organisers"),
        ("The fair opened on Sunday. Police said 26,500.", "26,500", "Police"),
        ("Ada Holm expects 3% growth.", "3", None),
    ],
)
def test_who_tells_a_bare_number_is_its_source(structure: Read, text: str, number: str, source: str | None) -> None:
    found = figure(structure, text, number).source
    assert (found.span and found.span.text) == source


@pytest.mark.parametrize(
    ("text", "number", "event"),
    [
        ("The ferry sank at 6:20 a.m. on March 12.", "6:20 a.m.", "sank"),
        ("The choir waited for 20 minutes.", "20", "waited"),
        ("The second bridge fell.", "second", "fell"),
        ("The 2019 truce.", "2019", None),
    ],
)
def test_a_day_or_a_while_is_that_of_its_verb(structure: Read, text: str, number: str, event: str | None) -> None:
    found = figure(structure, text, number)
    assert (found.event and found.event.text) == event
    assert found.event_kind is None


def test_the_years_of_a_daughter_are_an_age(structure: Read) -> None:
    (figure,) = structure("My own daughter is 31 and lives here.").figures or ()
    assert (figure.kind, figure.value, figure.unit) == ("age", 31, "a")
