"""What the reader page shows of an answer: marks, cards, rivals, the ledger, and what was not resolved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from service.web.reader.marks import Mark, paragraphs
from service.web.reader.stance_map import Picture, draw

Answer = Mapping[str, Any]
KINDS = {
    "image_file": "image file",
    "media_time": "media time",
    "boilerplate": "page furniture",
}
"""Kinds of segments whose names read badly."""
REASONS = {
    "no_antecedent": "no name in the text fits",
    "ambiguous": "more than one name fits",
    "continuation": "carried over from the quote before",
    "not_stated": "the text names nobody",
}
TYPES = {
    "PERSON": "person", "NORP": "people or group", "FAC": "building", "ORG": "organisation", "GPE": "country or city",
    "LOC": "place", "PRODUCT": "product", "EVENT": "event", "WORK_OF_ART": "work", "LAW": "law", "LANGUAGE": "language",
}  # fmt: skip


class Rival(NamedTuple):
    """Figures that cannot all hold."""

    figures: Sequence[Mapping[str, Any]]
    why: str


class Position(NamedTuple):
    """One actor's stances toward another."""

    target: str
    target_id: str
    tally: Mapping[str, int]
    stances: Sequence[Mapping[str, Any]]


class Page(NamedTuple):
    """All that the template needs beside the answer itself."""

    paragraphs: Sequence[Markup]
    names: Mapping[str, str]
    rivals: Sequence[Rival]
    ledger: Mapping[str, Sequence[Position]]
    picture: Picture | None
    unresolved: Sequence[tuple[str, str, str]]


def make_page(text: str, answer: Answer) -> Page:
    """The page of an answer with offsets in code points."""
    names = {entity["id"]: entity["name"] for entity in answer["entities"]}
    return Page(
        paragraphs=list(paragraphs(text, marks_of(answer))),
        names=names,
        rivals=rivals_of(answer),
        ledger=ledger_of(answer, names),
        picture=draw(answer["relations"], names),
        unresolved=list(unresolved_of(answer)),
    )


def marks_of(answer: Answer) -> Iterator[Mark]:
    """Every stretch of an answer that is marked."""
    for segment in answer["segments"]:
        label = KINDS.get(segment["kind"], segment["kind"])
        yield mark(segment["span"], 0, segment["id"], f"segment {segment['kind']}", label=label)
    yield from quote_marks(answer["quotes"])
    for stance in answer["stances"]:
        names = f"stance {stance['polarity']}" + ("" if stance["cue"] else " whole")
        linked = ids(stance["holder"]["entity"], stance["target"]["entity"])
        yield mark(stance["cue"] or stance["evidence"], 2, stance["id"], names, linked, stop=True)
    rivals = rival_ids(answer)
    for figure in answer["figures"]:
        linked = ids(figure["source"]["entity"], *sorted(rivals[figure["id"]]))
        yield mark(figure["span"], 3, figure["id"], f"figure kind-{figure['kind']}", linked, stop=True)
    for entity in answer["entities"]:
        for mention in entity["mentions"]:
            yield mark(mention, 4, entity["id"], f"entity {entity['type'] or 'other'} {mention['kind']}")


def quote_marks(quotes: Sequence[Mapping[str, Any]]) -> Iterator[Mark]:
    """The stretches of quotes and the words that signal them."""
    for quote in quotes:
        linked = ids(quote["speaker"]["entity"], *(via["entity"] for via in quote["via"]))
        for span in quote["content"]:
            yield mark(span, 1, quote["id"], f"quote {quote['type']}", linked, stop=True)
        if quote["cue"]:
            yield mark(quote["cue"], 2, quote["id"], "cue", anchor=False)


def mark(span: Mapping[str, Any], rank: int, item: str, names: str, linked: str = "", **how: Any) -> Mark:
    """A span of the answer as it is marked."""
    return Mark(span["start"], span["end"], rank, item, names, linked, **how)


def ids(*given: str | None) -> str:
    """Those ids that there are, as an attribute holds them."""
    return " ".join(one for one in given if one)


def rival_ids(answer: Answer) -> Mapping[str, set[str]]:
    """For each figure those that rival it."""
    found: dict[str, set[str]] = defaultdict(set)
    for relation in answer["relations"]:
        if relation["kind"] == "conflict":
            for item in relation["items"]:
                found[item] |= set(relation["items"]) - {item}
    return found


def rivals_of(answer: Answer) -> list[Rival]:
    """Figures that cannot all hold, side by side."""
    figures = {figure["id"]: figure for figure in answer["figures"]}
    return [
        Rival([figures[item] for item in relation["items"]], relation["why"])
        for relation in answer["relations"]
        if relation["kind"] == "conflict" and figures.keys() >= set(relation["items"])
    ]


def ledger_of(answer: Answer, names: Mapping[str, str]) -> Mapping[str, Sequence[Position]]:
    """For each actor whom it is for and against, with the stances that show it."""
    stances = {stance["id"]: stance for stance in answer["stances"]}
    ledger: dict[str, list[Position]] = defaultdict(list)
    for relation in answer["relations"]:
        if relation["kind"] == "position":
            holder, target, *held = relation["items"]
            shown = [stances[item] for item in held]
            ledger[holder].append(Position(names[target], target, relation["tally"], shown))
    return ledger


def unresolved_of(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """What was not resolved: the item, its words, and why."""
    kinds = (("quotes", "speaker", "content"), ("figures", "source", "span"), ("stances", "holder", "evidence"))
    for layer, party, words in kinds:
        for item in answer[layer]:
            found = item[party]
            if found["status"] == "unresolved":
                span = item[words][0] if layer == "quotes" else item[words]
                who = f"“{found['span']['text']}”" if found["span"] else "nobody"
                yield item["id"], shorten(span["text"]), f"{party} {who}: {REASONS[found['reason']]}"


def shorten(text: str, most: int = 90) -> str:
    """The beginning of a text."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"
