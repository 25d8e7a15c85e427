"""Our own gold: whole articles with every layer in the wire format, and what is wrong with their format."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from evaluation.matching import Json, range_of
from schemas import records

FOLDER = Path(__file__).parent / "gold"
UNSEEN = FOLDER / "unseen"
"""Articles against which nothing is mended: nobody reads what the service gets wrong in them."""
CLOSED: Mapping[str, Mapping[str, Any]] = {
    "segments": {"kind": records.SegmentKind},
    "entities": {"type": records.EntityType},
    "quotes": {"type": records.QuoteType},
    "figures": {"kind": records.FigureKind, "modifier": records.Modifier},
    "stances": {"polarity": records.Polarity, "attitude": records.Attitude, "context": records.Context},
    "relations": {"kind": records.RelationKind},
}
PARTIES = ("speaker", "source", "holder")


def read_gold(folder: Path = FOLDER) -> list[Json]:
    """All gold articles, in the order of their names."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def faults(article: Json) -> list[str]:
    """What breaks the format: spans that are not their text, ids that lead nowhere, words outside the closed lists."""
    structure, text = article["structure"], article["text"]
    ids = [item["id"] for layer in CLOSED for item in structure[layer] if "id" in item]
    found = [f"id {i} is given {n} times" for i, n in Counter(ids).items() if n > 1]
    for path, node in walk(structure):
        if {"start", "end", "text"} <= node.keys() and text[node["start"] : node["end"]] != node["text"]:
            found.append(f"{path}: the span is not its text")
        found.extend(
            f"{path}.{name}: no {node[name]}"
            for name in ("entity", "quote")
            if node.get(name) and node[name] not in ids
        )
        found.extend(f"{path}: no {item}" for item in node.get("items", ()) if item not in ids)
        found.extend(f"{path}.{name}: status without entity" for name in PARTIES if is_broken_party(node.get(name)))
    for layer, fields in CLOSED.items():
        for item in structure[layer]:
            found.extend(
                f"{layer}: {name} {item[name]}" for name, words in fields.items() if item[name] not in get_args(words)
            )
    return found


def is_broken_party(party: Json | None) -> bool:
    """True for a party that is called resolved and has no entity, or the other way round."""
    return (
        party is not None and (party["status"] == "resolved") != bool(party["entity"]) and party["status"] != "implicit"
    )


def walk(node: Any, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every object below a JSON value, with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from walk(value, f"{path}.{key}")
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from walk(value, f"{path}[{n}]")


def attributions(article: Json) -> Json:
    """The article as a document of attributions."""
    quotes = []
    for q in article["structure"]["quotes"]:
        span = q["speaker"]["span"]
        named = q["speaker"]["name"] is not None
        quotes.append(
            {
                "spans": [list(range_of(c)) for c in q["content"]],
                "type": q["type"],
                "speech": True,
                "speaker": list(range_of(span)) if span else (list(range_of(q["content"][0])) if named else None),
                "speaker_text": q["speaker"]["name"] or (span or {}).get("text"),
                "speaker_kind": "name" if named else "other",
                "speaker_canonical": q["speaker"]["name"],
            }
        )
    return {"id": article["id"], "text": article["text"], "quotes": quotes}
