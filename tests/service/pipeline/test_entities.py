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


@pytest.mark.parametrize("last", ["United Nations", "UN", "United States", "EU"])
def test_a_text_may_end_in_a_known_name(structure: Read, last: str) -> None:
    found = structure(f"Ada Holm spoke at the {last}")
    assert any(m.text == last for e in found.entities or () for m in e.mentions if m.kind == "name")


def test_a_title_is_a_role(structure: Read) -> None:
    found = entities(structure, "Foreign Ministry spokeswoman Maria Zakova said the talks had failed.")
    assert found["Maria Zakova"].role == "Foreign Ministry spokeswoman"


def test_an_apposition_is_a_role(structure: Read) -> None:
    found = entities(structure, "Ada Holm, an engineer at the port, said it was safe.")
    assert (found["Ada Holm"].role or "").startswith("engineer")


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The club’s chairwoman, Nesta Quayle, said that the plan was dead.", "Nesta Quayle", "PERSON"),
        ("Its owner, Holm Shipping, said that the plan was dead.", "Holm Shipping", "ORG"),
        ("Marsh Capital, an investor, opposed the sale.", "Marsh Capital", "ORG"),
    ],
)
def test_what_the_text_calls_a_person_is_one(structure: Read, text: str, name: str, label: str) -> None:
    assert entities(structure, text)[name].type == label


def test_an_unnamed_actor_is_an_entity_with_its_description(structure: Read) -> None:
    found = entities(structure, "A senior US official said the talks had failed.")
    actor = found["senior US official"]
    assert (actor.named, actor.type, actor.mentions[0].kind) == (False, "PERSON", "nominal")


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Prices rose on Tuesday, according to brokers in Bergen.", "brokers"),
        ("A meteorologist said it would rain.", "meteorologist"),
        ("The road was, in the view of an economist, too short.", "economist"),
    ],
)
def test_people_of_all_trades_are_actors(structure: Read, text: str, actor: str) -> None:
    assert entities(structure, text)[actor].type == "PERSON"


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


def test_a_byline_is_not_salient_and_the_parties_are(example_structure: Structure) -> None:
    weights = {e.name: e.salience for e in example_structure.entities or ()}
    assert all(0 <= weight <= 1 for weight in weights.values())
    assert weights["Tove Lindgren"] == 0.0
    assert max(weights.values()) > 0.8


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


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Pan-democrat Wu Chi-wai won the seat by 400 votes.", "Wu Chi-wai", "PERSON"),
        ("Power angrily denounced the Assad regime.", "Power", "PERSON"),
        ("Officials praised Joost van der Berg on Friday.", "Joost van der Berg", "PERSON"),
        ("He works for the Andrews Foundation in Leeds.", "Andrews Foundation", "ORG"),
    ],
)
def test_names_that_small_models_miss(structure: Read, text: str, name: str, kind: str) -> None:
    assert entities(structure, text)[name].type == kind


def test_a_club_that_bears_a_towns_name_is_an_organisation(structure: Read) -> None:
    text = "Rochdale beat Torquay 2-0 on Saturday. Rochdale coach Paul Marsh said his side had been lucky."
    assert entities(structure, text)["Rochdale"].type == "ORG"


def test_a_name_never_goes_on_over_the_end_of_a_line(structure: Read) -> None:
    found = entities(
        structure, "By Vera Halvorsen\n\nVENICE, Italy\n\nA film was shown on Monday in the old theatre there."
    )
    assert "Vera Halvorsen" in found


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("France and the U.S. signed on Monday.", "France", "iso3166:FR"),
        ("France and the U.S. signed on Monday.", "U.S.", "iso3166:US"),
        ("Ministers met in Oslo, Norway on Monday.", "Oslo", "unlocode:NOOSL"),
        ("A fire in Paris, Texas killed two people.", "Paris", None),
        ("The Georgia vote was close.", "Georgia", None),
    ],
)
def test_countries_and_cities_have_codes_where_the_name_is_clear(
    structure: Read, text: str, name: str, code: str | None
) -> None:
    assert entities(structure, text)[name].kb_id == code


def test_only_countries_and_cities_have_codes(example_structure: Structure) -> None:
    assert all(e.type == "GPE" for e in example_structure.entities or () if e.kb_id is not None)


def test_a_description_beside_a_name_is_a_mention_of_it_and_its_role(structure: Read) -> None:
    found = entities(structure, "The chief prosecutor, Mark Solberg, said on Monday that it was over.")
    person = found["Mark Solberg"]
    assert [m.kind for m in person.mentions] == ["nominal", "name"]
    assert person.role == "chief prosecutor"


def test_one_word_of_a_bodys_name_leads_to_it_when_no_other_could_be_meant(structure: Read) -> None:
    found = entities(structure, "The Andrews Foundation denied it. On Monday the Foundation said nobody was held.")
    assert "Foundation" in found["Andrews Foundation"].aliases


def test_pronouns_between_marks_are_who_speaks_and_who_is_told(structure: Read) -> None:
    text = "“I will not go,” Ada Holm told Mark Reed. “You know that.” “We regret our error,” the Port Council said."
    found = entities(structure, text)
    said = {name: [m.text for m in found[name].mentions if m.kind == "pronoun"] for name in found}
    assert said["Ada Holm"] == ["I"]
    assert said["Mark Reed"] == ["You"]
    assert said["Port Council"] == ["We", "our"]


def test_we_in_a_persons_mouth_is_nobody_that_the_text_names(structure: Read) -> None:
    found = entities(structure, "“We will win,” Ada Holm said.")
    assert [m.text for m in found["Ada Holm"].mentions] == ["Ada Holm"]


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("Ada Holm met Mark Reed in the garden of the ministry. He smiled.", "He", "Mark Reed"),
        ("Mark Reed said on Monday that the port was safe. He said it again on Tuesday.", "He", "Mark Reed"),
        ("Ada Holm sold her boat when the ferry came.", "her", "Ada Holm"),
    ],
)
def test_the_ranker_links_personal_pronouns(structure: Read, text: str, pronoun: str, name: str) -> None:
    assert pronoun in [m.text for m in entities(structure, text)[name].mentions if m.kind == "pronoun"]


def test_a_pronoun_whose_name_was_cut_is_unresolved(structure: Read) -> None:
    quotes = structure("The port closed on Monday. “It is over,” he said.").quotes or ()
    assert [(q.speaker.status, q.speaker.reason) for q in quotes] == [("unresolved", "no_antecedent")]


def test_a_capital_that_speaks_stays_its_own_entity_with_a_relation_to_its_country(structure: Read) -> None:
    answer = structure("The United States fired first, and Washington said it would not stop.")
    names = {e.id: e.name for e in answer.entities or ()}
    found = [(r.kind, *(names[i] for i in r.items)) for r in answer.relations]
    assert found == [("metonymy", "Washington", "United States")]


def test_a_capital_where_something_happens_stands_for_nobody(structure: Read) -> None:
    assert structure("Norway signed on Monday. The ministers met in Oslo.").relations == ()


@pytest.mark.parametrize("verb", ["said", "tweeted"])
def test_two_trades_before_one_name_are_one_person(structure: Read, verb: str) -> None:
    quotes = structure(f"American academic and professor Marc Lund Solberg {verb} that it was wrong.").quotes or ()
    assert [q.speaker.name for q in quotes] == ["Marc Lund Solberg"]


def test_a_name_does_not_end_with_a_word_that_joins(structure: Read) -> None:
    found = entities(structure, "The Northern Central Command and CENTCOM agree, the Northern Central Command said.")
    assert not [name for name in found if name.endswith(" and")]


def test_the_first_word_of_a_company_is_the_company(structure: Read) -> None:
    text = "Castell Chemical Co. said it would appeal. Castell had paid nothing, and Castell shares fell."
    assert {e.type for e in entities(structure, text).values() if "Castell" in e.name} == {"ORG"}


def test_a_founder_keeps_the_name_that_the_company_took(structure: Read) -> None:
    found = entities(structure, "Ronald Castell founded Castell Chemical Co. in 1960. Castell died in 1990.")
    assert any(e.type == "PERSON" and "Castell" in (e.name, *e.aliases) for e in found.values())


def test_a_storm_keeps_its_name(structure: Read) -> None:
    found = entities(structure, "Hurricane Odette came ashore at noon. Odette killed two people, and Odette moved on.")
    assert found["Hurricane Odette"].type == "EVENT"
    assert "Odette" in found["Hurricane Odette"].aliases


def test_an_ampersand_joins_a_name(structure: Read) -> None:
    assert "Pell & Granger" in entities(structure, "Marisol Vega follows drug makers for Pell & Granger in New York.")


@pytest.mark.parametrize("word", ["Nobody", "Everybody", "Someone"])
def test_a_word_for_nobody_is_no_name(structure: Read, word: str) -> None:
    assert word not in entities(structure, f"{word} told reporters that the port was open. {word} said so.")


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("Ada Holm sued the Strait Observatory, which had left her name out.", "which", "Strait Observatory"),
        ("The Strait Observatory closed on Monday. Its director, Ada Holm, resigned.", "Its", "Strait Observatory"),
        ("Norway sent two boats and kept the rest in its harbours.", "its", "Norway"),
        ("The Strait Observatory lost the case. It fired two clerks.", "It", "Strait Observatory"),
    ],
)
def test_a_body_is_meant_where_the_sentence_tells(structure: Read, text: str, pronoun: str, name: str) -> None:
    assert pronoun in [m.text for m in entities(structure, text)[name].mentions if m.kind == "pronoun"]


@pytest.mark.parametrize(
    "text",
    [
        "Norway lent Sweden two boats for its harbours.",
        "The Strait Observatory lost the case. It was raining.",
        "Ada Holm met the crew. Its boat had sunk.",
    ],
)
def test_it_is_left_alone_where_two_could_be_meant_or_nobody(structure: Read, text: str) -> None:
    mentions = [m for entity in structure(text).entities or () if entity.named for m in entity.mentions]
    assert not [m for m in mentions if m.text.lower() in ("it", "its")]


def test_the_company_is_the_business_named_again_and_again(structure: Read) -> None:
    text = "Kestrel Foods closed a mill. Kestrel Foods owns ten mills. The company said it would sell two."
    assert "The company" in [m.text for m in entities(structure, text)["Kestrel Foods"].mentions]


def test_the_company_stays_open_between_two(structure: Read) -> None:
    text = "Kestrel Foods sued Holm Mills. Kestrel Foods lost to Holm Mills. The company said that it would appeal."
    named = [entity for entity in structure(text).entities or () if entity.named]
    assert not [m for entity in named for m in entity.mentions if m.text == "The company"]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Fire crossed Bellwether Canyon on Monday.", "Bellwether Canyon", "LOC"),
        ("The Holm Accord was signed on Monday.", "Holm Accord", "LAW"),
        ("The Halden Courier reported the fire on Monday.", "Halden Courier", "ORG"),
    ],
)
def test_the_last_word_of_a_name_tells_what_it_is(structure: Read, text: str, name: str, kind: str) -> None:
    assert entities(structure, text)[name].type == kind


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Ada Holm of Pennant Rook Research said so.", "Pennant Rook Research", "ORG"),
        ("The Wexford County Sheriff’s Office said so on Monday.", "Wexford County Sheriff’s Office", "ORG"),
        ("The Millrace Teachers’ Union said so on Monday.", "Millrace Teachers’ Union", "ORG"),
        ("“It ended,” Col. Ada Holm said.", "Ada Holm", "PERSON"),
    ],
)
def test_a_name_goes_to_the_word_that_tells_what_it_is(structure: Read, text: str, name: str, kind: str) -> None:
    found = entities(structure, text)
    assert name in found
    assert found[name].type == kind


def test_a_body_before_a_building_keeps_its_own_name(structure: Read) -> None:
    assert "Tower Bridge" in entities(structure, "Ada Holm walked over London’s Tower Bridge on Monday.")


def test_a_given_name_alone_is_the_one_person_who_bears_it(structure: Read) -> None:
    found = entities(structure, "Piet Wolf lived in Oslo. “Piet was 29,” Ada Holm said.")
    assert "Piet" in found["Piet Wolf"].aliases


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (
            "Ada Holm sold it to Larkfield Homes. Larkfield denies this. It is up to Larkfield.",
            "Larkfield Homes",
            "ORG",
        ),
        ("Planes bombed the village of Umm Sidra. Nobody in Umm Sidra was hurt.", "Umm Sidra", "GPE"),
        ("The war in Tamarra goes on. The Tamarran army bombed a road in Tamarra.", "Tamarran", "NORP"),
        ("Save Saxby Fields, a campaign group, counted 40 cars.", "Saxby Fields", "ORG"),
        ("BHUBANESWAR: The commission said the dam was old.", "BHUBANESWAR", "GPE"),
        ("Green councillor Poppy Holm said the road was short.", "Green", "NORP"),
        ("Oyster grower Ada Holm moved her boats.", "Ada Holm", "PERSON"),
        ("(With inputs from PTI)", "PTI", "ORG"),
    ],
)
def test_the_text_tells_what_a_name_is(structure: Read, text: str, name: str, kind: str) -> None:
    assert entities(structure, text)[name].type == kind


@pytest.mark.parametrize(
    "text",
    [
        "Warplanes bombed a market on Friday.",
        "Zinc and lead were found in the river. Zinc averaged 6 micrograms.",
        "Freight has gone the other way.",
        "Residents say the road is short.",
        "He wrote to the Housing Secretary.",
    ],
)
def test_a_word_with_a_capital_is_not_always_a_name(structure: Read, text: str) -> None:
    assert not [e.name for e in structure(text).entities or () if e.named]


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("Ada Holm of the Port Council, who was not asked, said it was late.", "who", "Ada Holm"),
        ("Norway condemned the raid and warned that it would respond.", "it", "Norway"),
        ("New Delhi defended the trade, arguing that its purchases kept prices low.", "its", "New Delhi"),
        ("Norway wants more. Ada Holm, its envoy, spoke on Monday.", "its", "Norway"),
        ("Norway voted on Monday. In its report, the panel said it was late.", "its", "Norway"),
    ],
)
def test_a_pronoun_takes_up_who_the_sentence_is_about(structure: Read, text: str, pronoun: str, name: str) -> None:
    mentions = {m.text: e.name for e in structure(text).entities or () for m in e.mentions if m.kind == "pronoun"}
    assert mentions.get(pronoun) == name


def test_the_company_is_the_only_business_near_by(structure: Read) -> None:
    text = "Kellar Metals employs 640 people. The company said it had paid. “We paid,” said the company’s director."
    found = entities(structure, text)
    assert {"The company", "it", "the company"} <= {m.text for m in found["Kellar Metals"].mentions}
