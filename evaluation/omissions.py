"""Words of a gold article that its annotation may have missed, for the annotator to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evaluation.matching import Json, Range, overlap, range_of

PRONOUN = re.compile(
    r"(?:i|me|my|mine|myself|we|us|ours?|ourselves|yours?|you|yourself|he|him|his|himself|she|hers?|herself|its?|itself|"
    r"they|them|theirs?|themselves|this|that|these|those|who|whom|whose|which|both|each other)",
    re.I,
)
LOOKED_FOR = {
    "no figure": re.compile(
        r"\b(?:\d[\d,.:]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|half|"
        r"third|quarter|dozens?|hundreds?|thousands?|millions?|second|first|fourth|fifth|twice|double[ds]?)\b",
        re.I,
    ),
    "no entity, in mid-sentence": re.compile(r"(?<=[a-z,;] )(?!I\b)[A-Z][\w’'-]+"),
    "no quote's cue": re.compile(
        r"\b(?:said|says|told|added|adding|according to|announced|claimed|insisted|argued|wrote|asked|replied|"
        r"denied|accused|warned|promised|estimated|reported|called)\b"
    ),
    "no mention": re.compile(r"\b(?:I|we|he|she|him|his|her|they|them|their|our|my|who)\b", re.I),
}


def omissions(article: Json) -> Iterator[str]:
    """What stands in the text and in no item, with the words around it."""
    structure, text = article["structure"], article["text"]
    skipped = [range_of(g["span"]) for g in structure["segments"] if g["kind"] in ("image_file", "media_time")]
    covered = {
        "no figure": list(covered_by_figures(structure)),
        "no entity, in mid-sentence": list(mentions(structure)),
        "no quote's cue": list(cues(structure)),
        "no mention": list(mentions(structure)),
    }
    for what, pattern in LOOKED_FOR.items():
        for match in pattern.finditer(text):
            if not any(overlap(match.span(), place) for place in [*skipped, *covered[what]]):
                around = text[max(0, match.start() - 30) : match.end() + 20].replace("\n", " ")
                yield f"{what}: {match[0]!r} in {around!r}"


def mentions(structure: Json) -> Iterable[Range]:
    """Where entities are mentioned."""
    return (range_of(m) for e in structure["entities"] for m in e["mentions"])


def covered_by_figures(structure: Json) -> Iterator[Range]:
    """Where figures and their times stand, and the names that may hold numbers."""
    for figure in structure["figures"]:
        yield range_of(figure["span"])
        if figure["time"]:
            yield range_of(figure["time"]["span"])
    yield from (range_of(m) for e in structure["entities"] for m in e["mentions"] if m["kind"] == "name")


def cues(structure: Json) -> Iterator[Range]:
    """Where words of quotes and stances stand that show them."""
    yield from (range_of(item["cue"]) for layer in ("quotes", "stances") for item in structure[layer] if item["cue"])
