"""Every error on our own gold, by layer and class, as one page: what gold has, what was found, where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from jinja2 import Environment, PackageLoader, StrictUndefined

from evaluation.aligning import NEEDED, Layer, Pair
from evaluation.matching import Json, Range, range_of

AROUND = 90
"""Characters of the text that are shown on each side."""
PLACES = ("span", "cue", "evidence", "content")
SHOWN: Mapping[Layer, tuple[str, ...]] = {
    "segments": ("kind",),
    "entities": ("text", "type", "name"),
    "pronouns": ("text", "name"),
    "quotes": ("type", "content", "cue", "speaker", "confidence"),
    "figures": (
        "span",
        "kind",
        "value",
        "low",
        "high",
        "modifier",
        "unit",
        "measured",
        "event",
        "source",
        "confidence",
    ),
    "stances": ("polarity", "attitude", "holder", "target", "cue", "ascribed_by", "confidence", "method"),
    "relations": ("kind", "why"),
}


@dataclass(frozen=True, slots=True)
class Error:
    """One error as it is shown: article, text before, at and after; rows of field, gold, found, whether they agree."""

    document: str
    before: str
    at: str
    after: str
    rows: list[tuple[str, str, str, bool]]


@dataclass(frozen=True, slots=True)
class Group:
    """The errors of one class of a layer."""

    layer: Layer
    fault: str
    errors: list[Error]


def listing(articles: Sequence[Json], pairs: Sequence[Pair]) -> str:
    """The page."""
    texts = {a["id"]: a["text"] for a in articles}
    pages = Environment(loader=PackageLoader("evaluation", "templates"), autoescape=True, undefined=StrictUndefined)
    return pages.get_template("errors.html").render(groups=list(grouped(texts, pairs)), articles=len(articles))


def grouped(texts: Mapping[str, str], pairs: Sequence[Pair]) -> Iterator[Group]:
    """The errors by layer, the most frequent class first."""
    for layer in get_args(Layer):
        by_class: dict[str, list[Error]] = {}
        for pair in pairs:
            if pair.layer == layer and pair.fault:
                by_class.setdefault(pair.fault, []).append(shown(pair, texts[pair.document]))
        for fault, errors in sorted(by_class.items(), key=lambda group: -len(group[1])):
            yield Group(layer, fault, errors)


def shown(pair: Pair, text: str) -> Error:
    """An error with its surroundings."""
    start, end = place_of(pair.gold or pair.found or {}, text)
    names = SHOWN[pair.layer]
    rows = [
        (name, words_of(pair.gold, name), words_of(pair.found, name), agrees(pair, name))
        for name in names
        if words_of(pair.gold, name) or words_of(pair.found, name)
    ]
    return Error(pair.document, text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND], rows)


def agrees(pair: Pair, name: str) -> bool:
    """True for a field in which gold and found agree, or which nobody compares."""
    compared = pair.fields.get({"low": "value", "high": "value", "text": "stretch"}.get(name, name))
    if compared is None:
        return bool(pair.fields) or name not in NEEDED[pair.layer]
    return compared


def place_of(item: Json, text: str) -> Range:
    """Where an item stands."""
    if "places" in item:
        return item["places"][0] if item["places"] else (0, 0)
    for name in PLACES:
        if item.get(name):
            spans = item[name] if name == "content" else [item[name]]
            return spans[0]["start"], min(spans[-1]["end"], len(text))
    return range_of(item)


def words_of(item: Json | None, name: str) -> str:
    """A field in words; nothing for null."""
    value = item.get(name) if item else None
    if isinstance(value, list):
        return " … ".join(part["text"] for part in value)
    if isinstance(value, dict):
        span = value.get("span", value) or {}
        words = span.get("text", "")
        return (
            f"{words} → {value['name']}" if value.get("name") and value["name"] != words else words or value["status"]
        )
    return "" if value is None else str(value)
