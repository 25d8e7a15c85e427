"""Who is in the article: one entity for one actor, with every mention."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Entity, Structure

Read = Callable[[str], Structure]


def entities(read: Read, text: str) -> dict[str, Entity]:
    return {e.name: e for e in read(text).entities or ()}


def test_a_surname_leads_to_the_full_name(structure: Read) -> None:
    found = entities(structure, "Maria Zakova spoke on Monday. Later Zakova left for Oslo.")
    assert "Zakova" in found["Maria Zakova"].aliases
    assert [m.text for m in found["Maria Zakova"].mentions] == ["Maria Zakova", "Zakova"]


def test_abbreviations_of_a_country_are_one_entity(structure: Read) -> None:
    found = entities(structure, "The United States agreed. The US signed, and the U.S. paid.")
    assert {m.text for m in found["United States"].mentions} == {"United States", "US", "U.S."}
    assert found["United States"].type == "GPE"


@pytest.mark.parametrize(
    ("long", "short"), [("Strait Monitoring Network", "SMN"), ("Northern Central Command", "CENTCOM")]
)
def test_an_acronym_leads_to_its_long_form(structure: Read, long: str, short: str) -> None:
    found = entities(
        structure, f"The {long} said it was safe. On Monday {short} said it again. The {long} and {short} agree."
    )
    assert short in found[long].aliases


def test_a_name_has_neither_article_nor_possessive_nor_title(structure: Read) -> None:
    texts = [
        m.text
        for e in entities(structure, "President Ada Holm met the United Nations’ envoy.").values()
        for m in e.mentions
    ]
    assert "Ada Holm" in texts
    assert "United Nations" in texts


def test_a_title_is_a_role(structure: Read) -> None:
    found = entities(structure, "Foreign Ministry spokeswoman Maria Zakova said the talks had failed.")
    assert found["Maria Zakova"].role == "Foreign Ministry spokeswoman"


def test_an_apposition_is_a_role(structure: Read) -> None:
    found = entities(structure, "Ada Holm, an engineer at the port, said it was safe.")
    assert (found["Ada Holm"].role or "").startswith("engineer")


def test_an_unnamed_actor_is_an_entity_with_its_description(structure: Read) -> None:
    found = entities(structure, "A senior US official said the talks had failed.")
    actor = found["senior US official"]
    assert (actor.named, actor.type, actor.mentions[0].kind) == (False, "PERSON", "nominal")


def test_the_armies_of_two_countries_are_two_actors(structure: Read) -> None:
    found = entities(structure, "The US military said it had fired. The Russian military said it had not.")
    assert {"US military", "Russian military"} <= found.keys()


def test_the_spokesman_goes_back_to_the_one_before(structure: Read) -> None:
    found = entities(structure, "A ministry spokesman said it was safe. The spokesman said no more.")
    assert [m.text for m in found["ministry spokesman"].mentions] == ["A ministry spokesman", "The spokesman"]


def test_a_capitalised_subject_of_a_speech_verb_is_a_name(structure: Read) -> None:
    found = entities(structure, "Power said the talks had failed.")
    assert found["Power"].type == "PERSON"


def test_ids_and_mentions_are_in_text_order(example_structure: Structure) -> None:
    entities_ = example_structure.entities or ()
    firsts = [e.mentions[0].start for e in entities_]
    assert firsts == sorted(firsts)
    assert all(list(e.mentions) == sorted(e.mentions, key=lambda m: (m.start, m.end)) for e in entities_)


def test_the_most_salient_has_one_and_a_byline_next_to_none(example_structure: Structure) -> None:
    weights = {e.name: e.salience for e in example_structure.entities or ()}
    assert max(weights.values()) == 1.0
    assert weights["Tove Lindgren"] < 0.1


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("Mrs Holm met Mr Reed. She left early.", "She", "Holm"),
        ("Mrs Holm met Mr Reed. He left early.", "He", "Reed"),
        ("Ada Holm said she was tired.", "she", "Ada Holm"),
        ("Ada Holm, who leads the project, said it was safe.", "who", "Ada Holm"),
        ("The army said it had fired.", "it", "army"),
    ],
)
def test_a_pronoun_is_a_mention(structure: Read, text: str, pronoun: str, name: str) -> None:
    assert pronoun in [m.text for m in entities(structure, text)[name].mentions if m.kind == "pronoun"]


def test_a_pronoun_never_means_another_argument_of_its_verb(structure: Read) -> None:
    found = entities(structure, "Ada Holm praised her.")
    assert [m.text for m in found["Ada Holm"].mentions] == ["Ada Holm"]
