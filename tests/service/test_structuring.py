"""The whole pipeline: offsets, layers, determinism, refusals, and the shipped article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from schemas.problem import Refused
from schemas.records import Article, Options, Structure
from schemas.response import encode
from service.errors import ModelNotFound
from service.structuring import Structurer, load_structurer, rules_digest

GERMAN = (
    "Die Regierung hat am Montag beschlossen, dass die Brücke über den Fluss im nächsten Jahr neu gebaut werden soll. "
    "Der Minister sagte, die Arbeiten würden zwei Jahre dauern und etwa vierzig Millionen Euro kosten."
)


def test_offsets_are_those_of_the_text_as_sent(structurer: Structurer) -> None:
    text = "\ufeff  Caption\u200b here \u00a0\r\n\r\n🙂 “The\u00ad bridge is safe,” Ada Holm said.\x00\r\n"
    structure = structurer.structure(Article(text))
    encode(structure, text)
    assert structure.quotes
    assert structure.quotes[0].speaker.name == "Ada Holm"


def test_utf16_offsets_slice_utf16_text(structurer: Structurer) -> None:
    text = "🙂🙂 “The bridge is safe,” Ada Holm said."
    structure = structurer.structure(Article(text), Options(offsets="utf16"))
    quote = structure.quotes[0]  # type: ignore[index]
    units = text.encode("utf-16-le")
    assert units[2 * quote.content[0].start : 2 * quote.content[0].end].decode("utf-16-le") == quote.content[0].text
    assert structure.document.offset_unit == "utf16"
    assert structure.document.length == len(units) // 2
    encode(structure, text)


def test_a_layer_not_asked_for_is_absent_and_nothing_refers_to_it(structurer: Structurer, example: str) -> None:
    structure = structurer.structure(Article(example, layers=("figures",)))
    assert (structure.entities, structure.quotes, structure.stances) == (None, None, None)
    encode(structure, example)


def test_the_same_article_gives_the_same_bytes(structurer: Structurer, example: str) -> None:
    assert encode(structurer.structure(Article(example)), example) == encode(
        structurer.structure(Article(example)), example
    )


def test_another_language_is_refused_with_its_name(structurer: Structurer) -> None:
    with pytest.raises(Refused) as caught:
        structurer.structure(Article(GERMAN))
    assert caught.value.problem.code == "unsupported_language"
    assert "de" in caught.value.problem.detail


def test_the_senders_word_on_the_language_goes_first(structurer: Structurer) -> None:
    assert structurer.structure(Article(GERMAN, language="en-GB")).document.language == "en"
    with pytest.raises(Refused):
        structurer.structure(Article("A short English text.", language="fr"))


def test_a_model_that_is_not_installed_is_named() -> None:
    with pytest.raises(ModelNotFound, match="no_such_pipeline"):
        load_structurer("no_such_pipeline")


def test_the_digest_of_the_rules_is_stable() -> None:
    assert rules_digest() == rules_digest()
    assert rules_digest().startswith("sha256:")


# ---------------------------------------------------------------- the shipped article, as a reader would check it
def speakers(structure: Structure) -> dict[str, tuple[str | None, str, str | None]]:
    return {q.content[0].text: (q.speaker.name, q.speaker.status, q.speaker.reason) for q in structure.quotes or ()}


def starting(structure: Structure, beginning: str) -> tuple[str | None, str, str | None]:
    return next(speaker for content, speaker in speakers(structure).items() if content.startswith(beginning))


def test_he_said_without_a_name_in_the_text_is_unresolved(example_structure: Structure) -> None:
    assert starting(example_structure, "Nobody on that boat") == (None, "unresolved", "no_antecedent")


def test_a_floating_paragraph_carries_the_speaker_on(example_structure: Structure) -> None:
    name, status, _ = starting(example_structure, "Nurses ride that boat")
    assert (name, status) == ("Mirela Dosk", "implicit")


def test_quoted_the_spokesman_as_saying_has_the_spokesman_speak_and_the_agency_relay(
    example_structure: Structure,
) -> None:
    quote = next(q for q in example_structure.quotes or () if q.content[0].text.startswith("If the captain"))
    assert "spokesman" in (quote.speaker.name or "")
    assert [v.span.text for v in quote.via] == ["Belvara Press Agency"]


def test_two_tolls_from_two_sources_are_in_conflict(example_structure: Structure) -> None:
    figures = {f.id: f for f in example_structure.figures or ()}
    conflicts = [{figures[i].span.text for i in r.items} for r in example_structure.relations if r.kind == "conflict"]
    assert {"57", "34"} in conflicts
    assert not any("90" in items for items in conflicts), "killed is never set against wounded"


def test_repeated_paragraphs_are_marked_and_count_once(example_structure: Structure) -> None:
    duplicates = [s for s in example_structure.segments if s.kind == "duplicate"]
    assert len(duplicates) == 2
    assert all(s.duplicate_of and s.duplicate_of.text == s.span.text for s in duplicates)
    asked = [q for q in example_structure.quotes or () if q.content[0].text.startswith("Quellin would ask")]
    assert len(asked) == 1


def test_page_noise_is_told_apart(example_structure: Structure) -> None:
    kinds = {s.kind for s in example_structure.segments}
    assert {
        "highlights",
        "dateline",
        "image_file",
        "caption",
        "media_time",
        "subheading",
        "promo",
        "duplicate",
        "byline",
    } <= kinds


def test_an_ascribed_stance_is_not_its_holders_own(example_structure: Structure) -> None:
    defending = next(s for s in example_structure.stances or () if s.cue and s.cue.text == "defending")
    assert defending.holder.name == "Quellin"
    assert defending.ascribed_by is not None


def test_nothing_is_said_of_nobody(example_structure: Structure) -> None:
    assert all(s.evidence.text for s in example_structure.stances or ())


def test_an_article_of_any_length_keeps_its_neighbours_out(structure: Callable[[str], Structure]) -> None:
    """Ids begin anew for each article."""
    first = structure("Ada Holm said the bridge was safe.")
    assert [e.id for e in first.entities or ()][:1] == ["e1"]
    assert replace(first) == structure("Ada Holm said the bridge was safe.")
