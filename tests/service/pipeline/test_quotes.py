"""Who said what: one behaviour each. Cases that the rules do not reach yet are strict xfails with their reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Quote, Structure

Read = Callable[[str], Structure]


def quotes(read: Read, text: str) -> tuple[Quote, ...]:
    return read(text).quotes or ()


def summary(quote: Quote) -> tuple[str, list[str], str | None, str | None]:
    speaker = quote.speaker.name or (quote.speaker.span.text if quote.speaker.span else None)
    return quote.type, [c.text for c in quote.content], quote.cue.text if quote.cue else None, speaker


CASES = [
    ("“The bridge is safe,” Ada Holm said.", "direct", ["The bridge is safe"], "said", "Ada Holm"),
    ("“The bridge is safe,” said Ada Holm.", "direct", ["The bridge is safe"], "said", "Ada Holm"),
    ("“The bridge is safe,” said Ada Holm, an engineer.", "direct", ["The bridge is safe"], "said", "Ada Holm"),
    ("Ada Holm said: “The bridge is safe.”", "direct", ["The bridge is safe."], "said", "Ada Holm"),
    ("Ada Holm told reporters, “The bridge is safe.”", "direct", ["The bridge is safe."], "told", "Ada Holm"),
    ('"The bridge is safe," Ada Holm said.', "direct", ["The bridge is safe"], "said", "Ada Holm"),
    ("‘The bridge is safe,’ Ada Holm said.", "direct", ["The bridge is safe"], "said", "Ada Holm"),
    (
        "‘The workers’ bridge isn’t safe,’ Ada Holm said.",
        "direct",
        ["The workers’ bridge isn’t safe"],
        "said",
        "Ada Holm",
    ),
    ("«The bridge is safe,» Ada Holm said.", "direct", ["The bridge is safe"], "said", "Ada Holm"),
    ("''The bridge is safe,'' Ada Holm said.", "direct", ["The bridge is safe"], "said", "Ada Holm"),
    ("“Who will pay?” asked Ada Holm.", "direct", ["Who will pay?"], "asked", "Ada Holm"),
    (
        "“It is safe,” Ada Holm said, “and it will last.”",
        "direct",
        ["It is safe", "and it will last."],
        "said",
        "Ada Holm",
    ),
    ("“It is safe,” Ada Holm said. “It will last.”", "direct", ["It is safe", "It will last."], "said", "Ada Holm"),
    ("Ada Holm said the bridge was safe.", "indirect", ["the bridge was safe"], "said", "Ada Holm"),
    ("Ada Holm said that the bridge was safe.", "indirect", ["the bridge was safe"], "said", "Ada Holm"),
    ("The bridge was safe, Ada Holm said.", "indirect", ["The bridge was safe"], "said", "Ada Holm"),
    ("The bridge, Ada Holm said, was safe.", "indirect", ["The bridge", "was safe"], "said", "Ada Holm"),
    (
        "Ada Holm said the bridge was “perfectly safe” now.",
        "mixed",
        ["the bridge was “perfectly safe” now"],
        "said",
        "Ada Holm",
    ),
    ("According to Ada Holm, the bridge is safe.", "indirect", ["the bridge is safe"], "According to", "Ada Holm"),
    ("The bridge is safe, according to Ada Holm.", "indirect", ["The bridge is safe"], "according to", "Ada Holm"),
    ("Ada Holm promised to rebuild the bridge.", "indirect", ["to rebuild the bridge"], "promised", "Ada Holm"),
    (
        "Ada Holm met the crew and said the bridge was safe.",
        "indirect",
        ["the bridge was safe"],
        "said",
        "Ada Holm",
    ),
    (
        "Ada Holm, who leads the project, said the bridge was safe.",
        "indirect",
        ["the bridge was safe"],
        "said",
        "Ada Holm",
    ),
    ("Ada Holm smiled, saying the bridge was safe.", "indirect", ["the bridge was safe"], "saying", "Ada Holm"),
    (
        "Ada Holm was quoted as saying the bridge was safe.",
        "indirect",
        ["the bridge was safe"],
        "quoted as saying",
        "Ada Holm",
    ),
    ("The report found that the bridge was safe.", "indirect", ["the bridge was safe"], "found", "report"),
    (
        "Ada Holm said the bridge was safe, a claim Jon Reed rejects.",
        "indirect",
        ["the bridge was safe"],
        "said",
        "Ada Holm",
    ),
    (
        "Ada Holm said the bridge was safe, a claim Jon Reed rejects.",
        "indirect",
        ["the bridge was safe"],
        "said",
        "Ada Holm",
    ),
    ("Police say the driver fled.", "indirect", ["the driver fled"], "say", "Police"),
    ("Ada Holm: “The bridge is safe.”", "direct", ["The bridge is safe."], None, "Ada Holm"),
]


@pytest.mark.parametrize(("text", "kind", "content", "cue", "speaker"), CASES, ids=lambda v: str(v)[:50])
def test_a_quote_has_content_cue_and_speaker(
    text: str, kind: str, content: list[str], cue: str | None, speaker: str, structure: Read
) -> None:
    assert [summary(q) for q in quotes(structure, text)] == [(kind, content, cue, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “bridge tax” will rise in May.",
        "Juan “Chico” Reyes scored twice for the home side.",
        "They sang “Home Again” on the last night.",
        "The word “safe” has five meanings in the code.",
        "Nobody knows the cause.",
    ],
)
def test_words_in_marks_that_nobody_says_are_no_quote(text: str, structure: Read) -> None:
    assert quotes(structure, text) == ()


def test_another_voice_behind_words_in_marks_ends_what_was_said(structure: Read) -> None:
    found = quotes(structure, "Ada Holm said the road was “safe”, and Jon Reed denied closing the bridge.")
    assert [(q.speaker.name, q.content[0].text) for q in found] == [
        ("Ada Holm", "the road was “safe”"),
        ("Jon Reed", "closing the bridge"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "content", "speaker"),
    [
        ("Ada Holm, who led it, put the number of jobs brought back at 290.", "indirect", "290", "Ada Holm"),
        ("Norway denied having made such a promise.", "indirect", "having made such a promise", "Norway"),
        ("Ada Holm would tell me only that it was “close”.", "mixed", "it was “close”", "Ada Holm"),
        ("No road will close, Ada Holm promised, though two will flood.", "indirect", "No road will close", "Ada Holm"),
        (
            "Ada Holm conceded that the report had left out two, calling that “an oversight,” but said it was right.",
            "indirect",
            "it was right",
            "Ada Holm",
        ),
        ("The road was safe, Ada Holm said. “Give it a year and it will last.”", "direct", "Give it", "Ada Holm"),
    ],
)
def test_what_the_parser_hangs_elsewhere_is_quoted(
    structure: Read, text: str, kind: str, content: str, speaker: str
) -> None:
    told = [(q.type, q.speaker.name) for q in quotes(structure, text) if content in q.content[0].text]
    assert (kind, speaker) in told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Helena Holm KC, the lead prosecutor, said the road was short.", "Helena Holm"),
        ("Welcoming the plan, A. Lund, Minister for Roads, said the road was short.", "A. Lund"),
    ],
)
def test_a_degree_or_a_participle_hides_no_speaker(structure: Read, text: str, name: str) -> None:
    assert [q.speaker.name for q in quotes(structure, text) if "short" in q.content[0].text] == [name]


def test_the_point_behind_an_amount_ends_a_sentence(structure: Read) -> None:
    found = quotes(structure, "Ada Holm said the bridge cost £3m. Jon Reed promised to pay.")
    assert [(q.speaker.name, q.content[0].text) for q in found] == [
        ("Ada Holm", "the bridge cost £3m"),
        ("Jon Reed", "to pay"),
    ]


def test_a_quotation_over_paragraphs_is_one_quote(structure: Read) -> None:
    text = "Ada Holm said: “The bridge is safe.\n\n“It will last a century.”\n\nTraffic was light on Monday."
    found = quotes(structure, text)
    assert [[c.text for c in q.content] for q in found] == [["The bridge is safe.", "It will last a century."]]


def test_a_quotation_that_is_never_closed_does_not_lose_what_follows(structure: Read) -> None:
    text = "Ada Holm said: “The bridge is safe.\n\nTraffic was light.\n\n“It is not,” Jon Reed said."
    names = [q.speaker.name for q in quotes(structure, text)]
    assert names == ["Ada Holm", "Jon Reed"]
    assert "unclosed_quotation" in [w.code for w in structure(text).warnings]


def test_a_pronoun_leads_to_its_name(structure: Read) -> None:
    found = quotes(structure, "Mrs Holm opened the bridge on Monday. “It is safe,” she said.")
    assert [(q.speaker.name, q.speaker.status) for q in found] == [("Holm", "resolved")]


def test_a_pronoun_without_a_name_leads_nowhere_and_says_why(structure: Read) -> None:
    found = quotes(structure, "The bridge opened on Monday. “It is safe,” he said.")
    assert [(q.speaker.entity, q.speaker.status, q.speaker.reason) for q in found] == [
        (None, "unresolved", "no_antecedent")
    ]


def test_a_pronoun_does_not_take_a_name_of_the_other_gender(structure: Read) -> None:
    found = quotes(structure, "Mrs Holm opened the bridge on Monday. “It is safe,” he said.")
    assert found[0].speaker.entity is None


def test_the_relay_is_told_apart_from_the_speaker(structure: Read) -> None:
    found = quotes(structure, "The army shelled the town, Sputnik reported, citing the Defense Ministry.")
    assert [(q.speaker.name, [v.span.text for v in q.via]) for q in found] == [("Defense Ministry", ["Sputnik"])]


def test_the_addressee_is_told(structure: Read) -> None:
    found = quotes(structure, "A US official told CNN the bridge was safe.")
    assert found[0].addressee is not None
    assert (found[0].speaker.name, found[0].addressee.span.text) == ("US official", "CNN")


def test_a_quote_found_only_in_a_title_is_marked(structure: Read) -> None:
    text = (
        "Holm: Bridge will open in May\n\n"
        "Ada Holm opened the works on Monday in the old town, where a crowd had come to see it.\n\n"
        "The bridge will cost more than was planned, and it will take longer to build."
    )
    result = structure(text)
    titles = [q for q in result.quotes or () if q.segment]
    assert [q.content[0].text for q in titles] == ["Bridge will open in May"]
    assert titles[0].segment == result.segments[0].id


def test_were_told_by_has_the_teller_speak(structure: Read) -> None:
    found = quotes(structure, "Residents were told by the mayor that the bridge was safe.")
    assert [(q.speaker.name, q.addressee and q.addressee.span.text) for q in found] == [("mayor", "Residents")]


@pytest.mark.parametrize(
    "text",
    [
        "Holm could say the bridge was safe.",
        "Did Holm say the bridge was safe?",
        "If Holm says the bridge is safe, it opens.",
        "Holm refused to say the bridge was safe.",
        "Neither Holm nor Lind said the bridge was safe.",
        "Nobody said the bridge was safe.",
        "No official said the bridge was safe.",
    ],
)
def test_what_was_not_said_is_no_quote(text: str, structure: Read) -> None:
    assert [q.content[0].text for q in quotes(structure, text) if "safe" in q.content[0].text] == []


def test_a_second_speaker_in_a_paragraph_keeps_his_own_words(structure: Read) -> None:
    found = quotes(structure, "“I am tired,” said Ada Holm. “We want bread!” chanted the crowd.")
    assert (found[0].content[0].text, found[0].speaker.name) == ("I am tired", "Ada Holm")
    assert all(len(q.content) == 1 for q in found)


def test_a_verb_behind_a_relative_clause_is_said_by_whom_the_clause_tells_of(structure: Read) -> None:
    (quote,) = quotes(structure, "Rocha, who now runs a rival place in Margate, confirmed by email that it was late.")
    assert quote.speaker.name == "Rocha"


def test_per_in_a_name_is_no_according_to(structure: Read) -> None:
    found = quotes(structure, "The coordinator, Per Halvorsen, condemned “an atrocity that was foretold”.")
    assert [q.content[0].text for q in found] == ["an atrocity that was foretold"]
