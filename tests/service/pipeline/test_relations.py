"""Which figures are set against each other, and above all which are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Structure

Read = Callable[[str], Structure]

APART = {
    "not the same thing": "Ada Holm said 40 boats were lost. The union puts the price of fish at 60.",
    "two places": "The army said 12 people were killed in Mosul. The Observatory said 30 people were killed in Basra.",
    "two days": "The army said 62 men were killed on Monday. The Observatory said 20 men were killed on Friday.",
    "two kinds of people": "The army said 40 soldiers were killed. The Observatory said 25 civilians were killed.",
    "two nations": "The army said 40 Iraqi soldiers were killed. The Observatory said 25 Turkish soldiers were killed.",
    "killed and wounded": "The army said 40 men were killed. The Observatory said 25 men were wounded.",
    "bounds that meet": "The army said more than 60 men were killed. The Observatory said 64 men were killed.",
    "an older war": "The army said 12 men were killed. The Observatory said 40 men have been killed since 2011.",
    "an older event": "The army said 12 men were killed. In 2009, 40 men were killed, the Observatory said.",
    "a running total": (
        "The army said 12 men were killed, bringing the number killed to 45. The Observatory said 40 men were killed."
    ),
    "out of proportion": "The army said 16 men were killed. The Observatory said 4,000 men were killed.",
    "meanwhile": "The army said 12 men were killed. Meanwhile the Observatory said 30 men were killed.",
    "on top": "The army said 12 men were killed. The Observatory said 30 more men were killed.",
    "one victim": "The army said a man was killed. The Observatory said five men were killed.",
    "a part": "The army said 12 of the men were killed. The Observatory said 30 men were killed.",
    "anybody": "The Observatory said 12 men were killed. The group said 30 men were killed.",
    "one source": "The army said 12 men were killed. The army said 30 men were killed.",
    "nobody's estimate": "An estimated 12 men were killed. The Observatory said 30 men were killed.",
    "two things": "The bank said prices rose 4 percent. The union said wages rose 2 percent.",
    "two verbs": "The union said 14 wells were drilled. The company said 20 wells were closed.",
    "two units": "The army said the shell weighed 40 kg. The Observatory said the shell cost $40.",
    "far apart": (
        "The army said 12 men were killed. It rained. The sun came out. Shops opened. Trains ran. Schools were full. "
        "The Observatory said 30 men were killed."
    ),
}


@pytest.mark.parametrize("name", APART)
def test_figures_of_two_things_are_not_joined(structure: Read, name: str) -> None:
    joined = [r for r in structure(APART[name]).relations if r.kind in ("conflict", "agreement", "update")]
    changed = [r for r in joined if name != "a running total" or r.kind == "conflict"]
    assert changed == []


@pytest.mark.parametrize(
    ("text", "kind", "items"),
    [
        ("The army says 62 men were killed, while the Observatory put the toll at 83.", "conflict", ("62", "83")),
        ("The bank said the cost was $40 million; the auditor said the cost was $60 million.", "conflict",
         ("40 million", "60 million")),
        ("The company reported no deaths. The union said four men were killed.", "conflict", ("no", "four")),
        ("The army said 12 men were killed. The clinic also said 12 men were killed.", "agreement", ("12", "12")),
        ("The quake killed 132 people, updating an earlier toll of 97.", "update", ("97", "132")),
        ("The toll rose to 86 from 58.", "update", ("58", "86")),
        ("Police initially said three men were killed. They later said five men were killed.", "update",
         ("three", "five")),
        ("The war killed 900 civilians, 150 of them children.", "subset", ("150", "900")),
        ("Two of our three mills run at night.", "subset", ("Two", "three")),
        ("The lander drilled 14 holes. It rained. Three of the holes were dry.", "subset", ("Three", "14")),
        ("It runs for 8 miles (13 kilometres).", "conversion", ("13", "8")),
    ],
)  # fmt: skip
def test_figures_of_one_thing_are_joined(structure: Read, text: str, kind: str, items: tuple[str, ...]) -> None:
    result = structure(text)
    words = {f.id: f.span.text for f in result.figures or ()}
    found = [(r.kind, tuple(words[i] for i in r.items)) for r in result.relations if set(r.items) <= words.keys()]
    assert (kind, items) in found


def test_why_names_the_sources_and_the_numbers(structure: Read) -> None:
    result = structure("The army says 62 men were killed, while the Strait Observatory put the toll at 83.")
    why = next(r.why for r in result.relations if r.kind == "conflict")
    assert all(part in why for part in ("62", "83", "army", "Strait Observatory"))


def test_a_table_of_numbers_is_compared_in_bounded_time(structure: Read) -> None:
    text = " ".join(f"The army said {n} men were killed." for n in range(3, 400))
    assert all(r.kind != "conflict" for r in structure(text).relations)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The union said the cuts would fall on 340 pilots; the company puts the number at 250.", "conflict"),
        ("Ada Holm said the sign cost £82,000. The council puts it at £46,000.", "conflict"),
        ("Police put the crowd at 6,000, the organisers at 20,000.", "conflict"),
        ("The council put the bill at £82,000. Ada Holm said they spent £46,000.", "conflict"),
        ("Ada Holm said the sign cost £82,000. The council puts the bill at £82,000.", "agreement"),
        ("The union said 40 boats were lost. The port said the figure was 25.", "conflict"),
        (
            "Ada Holm said the port would save £9m a year. It rained. It snowed. The wind rose. "
            "The union said the savings would be closer to £4m.",
            "conflict",
        ),
        (
            "Ada Holm said the cut would save £9m. It rained. It snowed. The wind rose. The saving is disputed. "
            "The union puts it at £4m.",
            "conflict",
        ),
    ],
)
def test_what_somebody_puts_at_a_number_is_set_against_the_number_before(structure: Read, text: str, kind: str) -> None:
    assert [r.kind for r in structure(text).relations if r.kind in ("conflict", "agreement")] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Holm said the sign cost £82,000. She puts it at £46,000.",
        "Ada Holm said 40 boats sank. The council puts the cost at £46,000.",
        "Ada Holm said 40 boats sank. It rained. It snowed. The wind rose. The council puts the number at 60.",
        "Ada Holm said the sign cost £82,000. The council puts it at £4.",
        "The union said it cost £9m. It rained. It snowed. The wind rose. Ada Holm said rents would be closer to £4m.",
        "The union said 40 boats were lost. The port said the harbour was 25 miles away.",
    ],
)
def test_one_speaker_other_units_and_far_numbers_are_no_rivals(structure: Read, text: str) -> None:
    assert not [r for r in structure(text).relations if r.kind in ("conflict", "agreement")]


def test_a_quote_inside_a_turn_is_not_the_same_claim_again(structure: Read) -> None:
    text = "Q: And the port?\n\nA: Ada Holm said the old port would close in the autumn of next year."
    assert not [r for r in structure(text).relations if r.kind == "same_claim"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "Storm cuts power to 41,000 homes\n\nA storm left 41,000 homes dark on Monday.",
            ("41,000", "41,000"),
        ),
        ("Two envoys leave Orvia\n\nOrvia on Monday sent home two envoys of its neighbour.", ("Two", "two")),
        ("Rovers win 3-1\n\nThe rain held off on Saturday. Rovers beat City 3-1.", ("3-1", "3-1")),
        ("Two envoys leave Orvia\n\nOrvia said on Monday that two bridges were closed.", ()),
        ("Port to cost $40m\n\nThe port of Holm will cost $60m, the owner said.", ()),
    ],
)
def test_a_title_repeats_what_the_text_says(structure: Read, text: str, items: tuple[str, ...]) -> None:
    result = structure(text)
    words = {f.id: f.span.text for f in result.figures or ()}
    found = [tuple(words[i] for i in r.items) for r in result.relations if r.kind == "same_claim"]
    assert found == ([items] if items else [])


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("The union accused Norway of fraud. Norway denied the claim.", "Norway of fraud", None),
        (
            "Ada Holm said the port was safe. The union disputed that, saying it had sunk.",
            "the port was safe",
            "it had sunk",
        ),
        ("The union accused Norway of fraud. Norway denied selling the boats.", "Norway of fraud", "selling the boats"),
        (
            "Ada Holm said the port was safe. “That is nonsense,” Piet Vos said.",
            "the port was safe",
            "That is nonsense",
        ),
        ("Ada Holm said the port was safe. “Utter rubbish,” Piet Vos said.", "the port was safe", "Utter rubbish"),
        (
            "Ada Holm said the port was safe. Piet Vos said it was not true.",
            "the port was safe",
            "it was not true",
        ),
        (
            "Ada Holm said the banks paid the union. “They did not,” Piet Vos said.",
            "the banks paid the union",
            "They did not",
        ),
        (
            "Ada Holm said the port was safe. Piet Vos called the claim “a lie”.",
            "the port was safe",
            "the claim “a lie”",
        ),
    ],
)
def test_a_denial_contradicts_what_was_said_before(structure: Read, text: str, first: str, second: str | None) -> None:
    result = structure(text)
    words = {q.id: q.content[0].text for q in result.quotes or ()}
    found = [[words.get(item) for item in r.items] for r in result.relations if r.kind == "contradiction"]
    assert found == [[first, second]]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Holm said the port was safe. Norway denied selling the boats.",
        "Ada Holm said the port was safe. She denied the claim.",
        "Ada Holm said the port was safe. “That is good news,” Piet Vos said.",
        "Ada Holm said the port was safe. “They did not come,” Piet Vos said.",
        "Ada Holm said the port was safe. Piet Vos called the mayor “a lie on legs”.",
        "Ada Holm said the port was safe. It rained. It snowed. The wind rose. The union disputed that.",
    ],
)
def test_a_denial_of_something_else_contradicts_nothing(structure: Read, text: str) -> None:
    assert [r for r in structure(text).relations if r.kind == "contradiction"] == []
