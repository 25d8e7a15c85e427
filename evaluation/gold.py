"""Our own gold: whole articles with every layer in the wire format, checked, and scored against answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from evaluation.matching import Json, Range, Rates, overlap, pairs_matched, range_of, rates
from evaluation.scoring_entities import score_entities
from evaluation.scoring_quotes import score_quotes
from evaluation.scoring_stances import score_triples
from schemas import records

FOLDER = Path(__file__).parent / "gold"
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


def score_gold(articles: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates | float]:
    """Rates of every layer on our own gold."""
    report: dict[str, Rates | float] = {"segments": score_items(articles, answers, "segments", same_segment)}
    names = score_entities([named_entities(a) for a in articles], answers)
    report |= {"entities exact": names["exact"], "entities overlap": names["overlap"]}
    quotes = score_quotes([attributions(a) for a in articles], answers)
    report |= {
        f"quotes {name}": quotes[name]
        for name in (
            "attributed all",
            "attributed direct",
            "attributed mixed",
            "attributed indirect",
            "calibration error",
            "all token",
        )
    }
    report["quotes entity right"] = score_items(articles, answers, "quotes", same_speaker(articles, answers))
    report |= {
        f"figures {name}": score_items(articles, answers, "figures", same)
        for name, same in figure_measures(articles, answers).items()
    }
    report |= {"stances triples": score_triples([stances_of(a) for a in articles], answers)["triples"]}
    report["relations"] = score_relations(articles, answers)
    return report


def score_items(articles: Sequence[Json], answers: Mapping[str, Json], layer: str, same: Any) -> Rates:
    """Rates of one-to-one matches of a layer's items."""
    right = n_gold = n_found = 0
    for article in articles:
        golds, founds = article["structure"][layer], answers[article["id"]].get(layer, ())
        right += pairs_matched(golds, founds, same)
        n_gold, n_found = n_gold + len(golds), n_found + len(founds)
    return rates(right, n_found, right, n_gold)


def same_segment(gold: Json, found: Json) -> bool:
    """True for the same kind of segment over mostly the same stretch."""
    a, b = range_of(gold["span"]), range_of(found["span"])
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return bool(gold["kind"] == found["kind"] and shared >= 0.8 * max(a[1] - a[0], b[1] - b[0]))


def named_entities(article: Json) -> Json:
    """The article as a document of names."""
    mentions = [
        {"start": m["start"], "end": m["end"], "label": e["type"], "named": True}
        for e in article["structure"]["entities"] if e["named"]
        for m in e["mentions"] if m["kind"] == "name"
    ]  # fmt: skip
    return {"id": article["id"], "text": article["text"], "entities": mentions}


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


def stances_of(article: Json) -> Json:
    """The article as a document of stances that are their holders' own."""
    stances = [
        {"holder": range_of(s["holder"]["span"]), "target": range_of(s["target"]["span"]), "polarity": s["polarity"]}
        for s in article["structure"]["stances"]
        if s["holder"]["span"] and s["target"]["span"] and not s["ascribed_by"] and s["polarity"] != "neutral"
    ]
    return {"id": article["id"], "text": article["text"], "stances": stances}


def owners(articles: Sequence[Json], answers: Mapping[str, Json]) -> dict[int, Json]:
    """The structure that each quote or figure belongs to, by the identity of its record."""
    structures = [a["structure"] for a in articles] + [answers[a["id"]] for a in articles]
    return {id(item): s for s in structures for layer in ("quotes", "figures") for item in s.get(layer, ())}


def party_is_right(gold: Json, found: Json, gold_structure: Json, structure: Json) -> bool:
    """True when both lead to one entity (they share a mention), or both honestly lead to none."""
    if gold["entity"] is None or found["entity"] is None:
        return gold["entity"] is None and found["entity"] is None
    ours, theirs = (
        {range_of(m) for e in s["entities"] if e["id"] == party["entity"] for m in e["mentions"]}
        for s, party in ((structure, found), (gold_structure, gold))
    )
    return any(overlap(a, b) for a in ours for b in theirs)


def same_speaker(articles: Sequence[Json], answers: Mapping[str, Json]) -> Any:
    """A test for quotes with overlapping content whose speaker leads to the right entity, or rightly to none."""
    owner = owners(articles, answers)

    def same(gold: Json, found: Json) -> bool:
        touching = any(overlap(range_of(a), range_of(b)) for a in gold["content"] for b in found["content"])
        return touching and party_is_right(gold["speaker"], found["speaker"], owner[id(gold)], owner[id(found)])

    return same


def figure_measures(articles: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Any]:
    """Tests for figures, each stricter than the first in one way."""
    owner = owners(articles, answers)

    def at(g: Json, f: Json) -> bool:
        return overlap(range_of(g["span"]), range_of(f["span"])) and all(
            close(g[k], f[k]) for k in ("value", "low", "high")
        )

    def measured(g: Json, f: Json) -> bool:
        return at(g, f) and (
            g["measured"] is None
            or (f["measured"] is not None and overlap(range_of(g["measured"]), range_of(f["measured"])))
        )

    return {
        "found": lambda g, f: overlap(range_of(g["span"]), range_of(f["span"])),
        "value": at,
        "value+kind": lambda g, f: at(g, f) and g["kind"] == f["kind"],
        "value+unit": lambda g, f: at(g, f) and g["unit"] == f["unit"],
        "value+modifier": lambda g, f: at(g, f) and g["modifier"] == f["modifier"],
        "value+measured": measured,
        "value+source": lambda g, f: at(g, f) and party_is_right(g["source"], f["source"], owner[id(g)], owner[id(f)]),
    }


def close(a: float | None, b: float | None) -> bool:
    """True for the same number or none in both."""
    return a is b or (a is not None and b is not None and abs(a - b) <= 1e-4 * max(1.0, abs(a)))


def score_relations(articles: Sequence[Json], answers: Mapping[str, Json]) -> Rates:
    """Rates of relations: same kind, between items at the same places."""
    right = n_gold = n_found = 0
    for article in articles:
        golds, founds = (placed_relations(s) for s in (article["structure"], answers[article["id"]]))
        n_gold, n_found = n_gold + len(golds), n_found + len(founds)
        right += pairs_matched(golds, founds, same_relation)
    return rates(right, n_found, right, n_gold)


def placed_relations(structure: Json) -> list[Json]:
    """Relations with the places of their items."""
    places: dict[str, Range] = {f["id"]: range_of(f["span"]) for f in structure.get("figures", ())}
    places |= {q["id"]: range_of(q["content"][0]) for q in structure.get("quotes", ())}
    places |= {s["id"]: range_of(s["cue"] or s["evidence"]) for s in structure.get("stances", ())}
    return [
        {"kind": r["kind"], "places": [places[i] for i in r["items"] if i in places]}
        for r in structure.get("relations", ())
        if r["kind"] != "position"  # a sum of stances, which are counted themselves
    ]


def same_relation(gold: Json, found: Json) -> bool:
    """True when kinds are the same and every item of the gold relation is met."""
    met = all(any(overlap(a, b) for b in found["places"]) for a in gold["places"])
    return bool(gold["kind"] == found["kind"] and met and gold["places"])
