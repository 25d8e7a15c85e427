"""Who is for and against whom over a whole article, and which statements cannot both be true."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Relation, Structure

Read = Callable[[str], Structure]


def related(read: Read, text: str, kind: str) -> list[Relation]:
    return [r for r in read(text).relations if r.kind == kind]


def test_the_ledger_counts_the_stances_of_an_actor_toward_another(structure: Read) -> None:
    answer = structure(
        "Norway condemned Sweden on Monday. On Tuesday Norway denounced Sweden again. Sweden thanked Norway."
    )
    names = {entity.id: entity.name for entity in answer.entities or ()}
    ledger = {
        (names[r.items[0]], names[r.items[1]]): r.tally and (r.tally.for_, r.tally.against)
        for r in answer.relations
        if r.kind == "position"
    }
    assert ledger["Norway", "Sweden"] == (0, 2)
    assert ledger["Sweden", "Norway"] == (1, 0)


def test_the_ledger_lists_the_stances_that_it_counts(structure: Read) -> None:
    answer = structure("Norway condemned Sweden on Monday. On Tuesday Norway denounced Sweden again.")
    (position,) = (r for r in answer.relations if r.kind == "position")
    assert {s.id for s in answer.stances or () if s.ascribed_by is None} == set(position.items[2:])


def test_what_others_put_on_an_actor_is_not_in_his_ledger(structure: Read) -> None:
    answer = structure("Norway accused Sweden of supporting Denmark.")
    names = {entity.id: entity.name for entity in answer.entities or ()}
    held = [(names[r.items[0]], names[r.items[1]]) for r in answer.relations if r.kind == "position"]
    assert ("Norway", "Sweden") in held
    assert ("Sweden", "Denmark") not in held


@pytest.mark.parametrize(
    "text",
    [
        "Norway praised Sweden in May. In June Norway condemned Sweden.",
        "Norway accused Sweden of firing rockets at the port. Sweden denied firing any rockets.",
        "Envoys said Norway conferred with Sweden on Monday. Ada Holm said Norway did not communicate with Sweden.",
        "The union said jobs were at risk at the shipyard. Ada Holm denied that any jobs at the shipyard were at risk.",
    ],
)  # fmt: skip
def test_what_cannot_both_be_true_is_a_contradiction(structure: Read, text: str) -> None:
    assert len(related(structure, text, "contradiction")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Norway praised Sweden in May. In June Norway condemned Denmark.",
        "Norway accused Sweden of firing rockets at the port. Denmark denied owning any ships.",
        "Envoys said Norway conferred with Sweden. Ada Holm said Norway did not communicate with Denmark.",
        "Norway said the port was open. Norway denied that the port was closed.",
    ],
)
def test_what_may_both_be_true_is_none(structure: Read, text: str) -> None:
    assert related(structure, text, "contradiction") == []


def test_one_claim_told_twice_is_joined(structure: Read) -> None:
    text = (
        "Ada Holm said the harbour bridge would reopen to lorries in spring. Crews were at work.\n\n"
        "The harbour bridge would reopen to lorries in spring, Ada Holm said."
    )
    (same,) = related(structure, text, "same_claim")
    assert len(same.items) == 2


def test_two_claims_of_one_speaker_are_not(structure: Read) -> None:
    text = "Ada Holm said the harbour bridge would reopen in spring. Ada Holm said the school roof needed new tiles."
    assert related(structure, text, "same_claim") == []
