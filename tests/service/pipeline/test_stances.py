"""Who stands where toward whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Stance, Structure

Read = Callable[[str], Structure]


def stances(read: Read, text: str) -> list[Stance]:
    return list(read(text).stances or ())


def summary(stance: Stance) -> tuple[str | None, str, str]:
    return stance.holder.name, stance.polarity, stance.target.span.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway condemned the attack.", ("Norway", "against", "the attack")),
        ("The attack was condemned by Norway.", ("Norway", "against", "The attack")),
        ("Ada Holm praised Jon Reed.", ("Ada Holm", "for", "Jon Reed")),
        ("Norway is critical of Sweden.", ("Norway", "against", "Sweden")),
        ("Norway refused to support Sweden.", ("Norway", "against", "Sweden")),
        ("Norway no longer supports Sweden.", ("Norway", "against", "Sweden")),
        ("Norway is against the plan.", ("Norway", "against", "the plan")),
        ("Norway wants the road closed.", ("Norway", "for", "the road closed")),
        ("Norway held the bank responsible for it.", ("Norway", "against", "the bank")),
        ("Norway warned Sweden that the dam was old.", ("Norway", "against", "the dam was old")),
        ("Norway asked Sweden to leave.", ("Norway", "for", "to leave")),
        ("Norway assured Sweden that the money would be paid.", ("Norway", "for", "the money would be paid")),
        ("Parents opposed to the rule met on Monday.", ("Parents", "against", "the rule")),
        ("Norway suspended the bank’s licence.", ("Norway", "against", "the bank")),
    ],
)
def test_a_stance_has_holder_polarity_and_target(structure: Read, text: str, expected: tuple[str, str, str]) -> None:
    assert [summary(s) for s in stances(structure, text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Norway did not condemn the attack.",
        "Norway might support Sweden.",
        "If Norway supports Sweden, the talks go on.",
        "Norway has not endorsed Sweden.",
        "Nobody agrees on the price.",
        "Nineteen people were admitted to a hospital.",
        "They want us to forget.",
        "The bank held a vote on Monday.",
    ],
)
def test_what_is_denied_or_only_possible_is_no_stance(structure: Read, text: str) -> None:
    assert stances(structure, text) == []


def test_the_speaker_holds_what_i_say(structure: Read) -> None:
    found = stances(structure, "“I support Sweden,” Ada Holm said.")
    assert [(s.holder.name, s.context, s.ascribed_by) for s in found] == [("Ada Holm", "quote", None)]


def test_what_others_say_of_a_holder_is_ascribed(structure: Read) -> None:
    found = stances(structure, "Norway said Sweden supports Denmark.")
    assert [(s.holder.name, s.ascribed_by and s.ascribed_by.span.text) for s in found] == [("Sweden", "Norway")]


def test_every_stance_has_its_evidence(example_structure: Structure, example: str) -> None:
    assert example_structure.stances
    for stance in example_structure.stances:
        if stance.cue is not None:
            assert stance.evidence.start <= stance.cue.start < stance.cue.end <= stance.evidence.end
        assert example[stance.evidence.start : stance.evidence.end] == stance.evidence.text


@pytest.mark.parametrize(
    ("text", "attitude"),
    [
        ("Norway refused to endorse Sweden.", "oppose"),
        ("Norway does not agree with Sweden.", "reject"),
        ("Norway agrees with Sweden.", "agree"),
    ],
)
def test_what_is_refused_is_called_by_its_contrary(structure: Read, text: str, attitude: str) -> None:
    assert [s.attitude for s in stances(structure, text)] == [attitude]
