"""Who pronouns mean: he and she, it and they, and I, we and you in what is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Structure

Read = Callable[[str], Structure]


def meant(structure: Read, text: str, pronoun: str) -> list[str]:
    """The names of the entities that a pronoun is a mention of, in text order."""
    found = [
        (mention.start, entity.name)
        for entity in structure(text).entities or ()
        for mention in entity.mentions
        if mention.kind == "pronoun" and mention.text == pronoun
    ]
    return [name for _, name in sorted(found)]


@pytest.mark.parametrize(
    ("text", "pronoun", "never"),
    [
        ("Mark Reed thanked the crews. His deputy, Ada Holm, blamed the mayor.", "His", "Ada Holm"),
        ("Ada Holm was arrested on Monday. Her lawyer, Kit Marlow, denied it.", "Her", "Kit Marlow"),
        ("Mark Reed rejected the charge. “Mr. Dorsey is wrong,” he said.", "he", "Dorsey"),
        ("Paul Dorsey left early. “Everybody heard it. He did not,” Mark Reed said.", "He", "Mark Reed"),
        ("Paul Dorsey left early. “They told me,” said Mark Reed. “What he did is plain.”", "he", "Mark Reed"),
        ("Paul Dorsey left early. Mark Reed said: “Nobody knows where he went.”", "he", "Mark Reed"),
    ],
)
def test_whom_a_pronoun_cannot_mean(structure: Read, text: str, pronoun: str, never: str) -> None:
    assert never not in meant(structure, text, pronoun)


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("Paul Dorsey was booed. The referee, Mark Reed, told reporters that he had seen nothing.", "he", "Mark Reed"),
        ("Mark Reed rejected the charge. “Mr. Dorsey is wrong,” he said.", "he", "Mark Reed"),
        ("Piet Wolf lived in Oslo. “Piet was 29,” Ada Holm said. “All that he wanted was work.”", "he", "Piet Wolf"),
        ("Ada Holm KC opened the case. Holm said she would call nobody.", "she", "Ada Holm"),
    ],
)
def test_whom_a_pronoun_means(structure: Read, text: str, pronoun: str, name: str) -> None:
    assert name in meant(structure, text, pronoun)


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("If the Strait Observatory loses, it must pay Ada Holm.", "it", "Strait Observatory"),
        ("The Strait Observatory lost the case. In 2019 it lost another.", "it", "Strait Observatory"),
        ("A spokesman for the Strait Observatory said it had no such plan.", "it", "Strait Observatory"),
        ("Ada Holm accused Norway of selling its ferries.", "its", "Norway"),
        ("Norway will sell every ferry it can spare.", "it", "Norway"),
    ],
)
def test_the_body_that_it_means(structure: Read, text: str, pronoun: str, name: str) -> None:
    assert meant(structure, text, pronoun) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Norway announced that it is time to sell the ferries.",
        "Norway said it was clear that nobody would buy.",
        "It took an hour, says Norway.",
        "Norway beat Denmark while it rained.",
    ],
)
def test_it_may_mean_nobody(structure: Read, text: str) -> None:
    assert meant(structure, text, "it") + meant(structure, text, "It") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We have nothing to hide,” the Strait Observatory’s director, Ada Holm, said.", "Strait Observatory"),
        ("A Strait Observatory spokeswoman said: “We have nothing to hide.”", "Strait Observatory"),
        ("Ada Holm, the chairwoman of the Strait Observatory, resigned. “We failed,” she said.", "Strait Observatory"),
    ],
)
def test_we_in_an_officers_mouth_is_the_body(structure: Read, text: str, name: str) -> None:
    assert meant(structure, text, "We") == [name]


def test_we_of_an_officer_of_two_bodies_stays_open(structure: Read) -> None:
    text = (
        "Ada Holm, the chairwoman of the Strait Observatory, is also the president of the Port Council. "
        "“We failed,” said Ada Holm, president of the Port Council."
    )
    assert meant(structure, text, "We") == []
