"""Articles set against each other: what agrees, what is rival, what changed, and what rests on one source."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.comparison import ComparedFigure, Comparison, View, encode_comparison
from schemas.records import Article, OffsetUnit
from schemas.response import InvalidStructure
from service.comparing import compare
from service.structuring import Structurer

MORNING = """TARVO (Harbour Wire) — A ferry sank off Tarvo on Monday.

At least 57 people were killed, the Strait Network said.

“Nobody on that boat carried a weapon. People carried bread and school bags,” said harbor master Jon Reth.

The Navy of Belvara blamed the captain. Mayor Ada Holm praised the fishermen who pulled 19 people out of the water."""
EVENING = (
    MORNING.replace("At least 57 people", "At least 61 people")
    .replace(" and school bags", "")
    .replace("The Navy of Belvara blamed the captain. ", "")
    .replace("Mayor Ada Holm praised the fishermen", "Mayor Ada Holm criticised the fishermen")
)
RIVAL = """Thirty-six people died when a ferry went down near the port of Tarvo, police said on Tuesday.

“Nobody on that boat carried a weapon,” port chief Maria Stenn told reporters.

The Strait Network put the death toll at 57. Holm thanked the Coast Guard of Norway."""
Compare = Callable[..., Comparison]


@pytest.fixture(scope="module")
def compared(structurer: Structurer) -> Compare:
    """Texts in, comparison out."""

    def made(*texts: str, view: View | None = None, unit: OffsetUnit = "code_point", **known: str) -> Comparison:
        articles = [Article(text, language="en", **known) for text in texts]
        structures = [structurer.structure(article) for article in articles]
        found = compare(articles, structures, structurer.lexicon, structurer.lemmas, view=view, unit=unit)
        encode_comparison(found, texts)  # checks every span
        return found

    return made


@pytest.fixture(scope="module")
def versions(compared: Compare) -> Comparison:
    return compared(MORNING, EVENING)


@pytest.fixture(scope="module")
def outlets(compared: Compare) -> Comparison:
    return compared(MORNING, RIVAL)


def values(figure: ComparedFigure) -> list[tuple[str, list[int]]]:
    """The values of a figure, and which articles have them."""
    return [(value.shown, [entry.article for entry in value.entries]) for value in figure.values]


def test_two_texts_that_share_most_words_are_versions(versions: Comparison) -> None:
    assert (versions.view, versions.pairs[0].kind) == ("versions", "near_identical")
    assert versions.pairs[0].shared > 0.8


def test_a_value_that_was_changed_is_told_with_both_places(versions: Comparison) -> None:
    changed = [f for f in versions.figures if f.kind == "changed"]
    assert [values(f) for f in changed] == [[("at least 57", [0]), ("at least 61", [1])]]


def test_a_quotation_cut_short_is_told_with_the_words_left_out(versions: Comparison) -> None:
    (cut,) = [q for q in versions.quotes if q.kind == "cut"]
    assert cut.fullest == 0
    assert [place.span.text for place in cut.entries[1].omits] == ["and school bags"]


def test_a_stance_turned_round_is_told(versions: Comparison) -> None:
    changed = [s for s in versions.stances if s.kind == "changed"]
    assert [(s.holder, [e.standing for e in s.entries]) for s in changed] == [("Ada Holm", ["for", "against"])]


def test_what_was_taken_out_and_put_in_is_told(versions: Comparison, compared: Compare) -> None:
    assert [s.holder for s in versions.stances if s.kind == "removed"] == ["Navy"]
    assert [s.holder for s in compared(EVENING, MORNING).stances if s.kind == "added"] == ["Navy"]


def test_versions_go_by_their_dates(structurer: Structurer) -> None:
    articles = [Article(EVENING, published="2026-03-02"), Article(MORNING, published="2026-03-01")]
    found = compare(articles, [structurer.structure(a) for a in articles], structurer.lexicon, structurer.lemmas)
    assert [s.holder for s in found.stances if s.kind == "removed"] == ["Navy"]


def test_the_same_text_twice_differs_in_nothing(compared: Compare) -> None:
    found = compared(MORNING, MORNING)
    assert found.pairs[0].kind == "same_text"
    assert {f.kind for f in found.figures} == {"agreement"}
    assert {q.kind for q in found.quotes} == {"same"}


def test_outlets_with_rival_numbers_for_one_event(outlets: Comparison) -> None:
    assert (outlets.view, outlets.pairs[0].kind) == ("outlets", "independent")
    (conflict,) = [f for f in outlets.figures if f.kind == "conflict"]
    assert values(conflict) == [("at least 57", [0, 1]), ("Thirty-six", [1])]


def test_one_source_in_two_articles_is_one_source(compared: Compare) -> None:
    found = compared(
        "At least 57 people were killed, the Strait Network said.",
        "The Strait Network said at least 57 people were killed when the ship sank.",
        "At least 57 people were killed, according to the Coast Guard.",
        view="outlets",
    )
    (figure,) = [f for f in found.figures if f.kind == "agreement"]
    assert [(v.independent, len(v.entries)) for v in figure.values] == [(2, 3)]


def test_one_quotation_in_two_mouths_is_told(outlets: Comparison) -> None:
    (cut,) = [q for q in outlets.quotes if q.kind == "cut"]
    assert cut.speakers_differ
    assert [entry.speaker for entry in cut.entries] == ["Jon Reth", "Maria Stenn"]


def test_what_only_one_has_is_told(outlets: Comparison) -> None:
    assert [("19", [0])] in [values(f) for f in outlets.figures if f.kind == "only"]


def test_two_accusations_of_one_country_are_not_one_claim(compared: Compare) -> None:
    found = compared(
        "Belvara accused Quellin of arming the rebels on the coast.",
        "Belvara accused Quellin of stealing fish near the coast.",
        view="outlets",
    )
    assert {q.kind for q in found.quotes} == {"only"}


def test_numbers_of_two_events_are_not_set_against_each_other(compared: Compare) -> None:
    found = compared(
        "Police said 12 people were hurt in Tarvo.", "Police said 19 people were hurt in Osk.", view="outlets"
    )
    assert {f.kind for f in found.figures} == {"only"}


def test_one_agency_is_one_origin(compared: Compare) -> None:
    first = "OSK (Harbour Wire) — The mill on the river burned down on Monday. Nobody was hurt, and nobody knows why."
    second = (
        "TARVO (Harbour Wire) — Fishermen of the town blocked the port on Friday. They want more days at sea each year."
    )
    found = compared(first, second, view="outlets")
    assert [(o.name, o.why, o.articles) for o in found.origins] == [("Harbour Wire", "dateline", (0, 1))]


def test_people_are_one_by_what_is_written(outlets: Comparison, compared: Compare) -> None:
    assert {(e.name, e.why) for e in outlets.entities} >= {("Ada Holm", "surname"), ("Strait Network", "name")}
    two = compared("Mayor Ada Holm spoke. Minister Per Holm left.", "Holm said it was fine.", view="outlets")
    assert [e.name for e in two.entities] == []


def test_spans_in_utf16_units_are_their_texts(compared: Compare) -> None:
    found = compared("😀😀 " + MORNING, RIVAL, unit="utf16")
    assert found.offset_unit == "utf16"
    assert found.figures[0].values[0].entries[0].span.start > 0


def test_a_span_that_is_not_its_text_is_never_sent(outlets: Comparison) -> None:
    with pytest.raises(InvalidStructure, match="article 1"):
        encode_comparison(outlets, (MORNING, MORNING))
