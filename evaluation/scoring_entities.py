"""Scores of entities: names, exact and overlapping, by the four types that the corpora share; and pronouns (GAP)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from evaluation.matching import Json, Range, Rates, overlap, pairs_matched, range_of, rates

TYPES: Mapping[str, str] = {
    label: kind
    for kind, labels in {
        "PER": "PERSON PER person Person",
        "ORG": "ORG organization Organisation",
        "LOC": "GPE LOC FAC place Location",
        "MISC": "NORP EVENT WORK_OF_ART PRODUCT LANGUAGE LAW MISC Nationality",
    }.items()
    for label in labels.split()
}
BEFORE = re.compile(r"(?:the|a|an)\s+|[\s\"“”'‘(]+", re.I)
AFTER = re.compile(r"(?:\s*['’]s?|[\s,;:\"“”)]+)$")
Typed = tuple[int, int, str]


def trimmed(text: str, start: int, end: int) -> Range:
    """A stretch without article, possessive, marks and blanks at its edges: there the corpora differ."""
    while True:
        stretch = text[start:end]
        before, after = BEFORE.match(stretch), AFTER.search(stretch)
        if before and before.end() < len(stretch):
            start += before.end()
        elif after and after.start() > 0:
            end = start + after.start()
        else:
            return start, end


def gold_names(document: Json) -> tuple[set[Typed], set[Range]]:
    """The names of a gold document, none inside another, and the stretches that count neither way."""
    text = document["text"]
    kept: set[Typed] = set()
    ignored: set[Range] = set()
    for entity in document["entities"]:
        nested_scheme = {"name", "named", "hpos"} <= entity.keys()
        if nested_scheme and not entity["name"]:
            continue
        if not nested_scheme and (entity.get("named") is False or entity.get("pron")):
            ignored.add((entity["start"], entity["end"]))
            continue
        start, end = trimmed(text, *(entity["name"] if nested_scheme else (entity["start"], entity["end"])))
        kind = TYPES.get(entity["label"])
        if kind and any(w[0].isupper() or w[0].isdigit() for w in text[start:end].split()):
            kept.add((start, end, kind))
        else:
            ignored.add((start, end))
    inner = {a for a in kept for b in kept if b[0] <= a[0] and a[1] <= b[1] and b[1] - b[0] > a[1] - a[0]}
    return kept - inner, ignored | {(a[0], a[1]) for a in inner}


def found_names(document: Json, structure: Json, kinds: set[str]) -> set[Typed]:
    """The names of an answer, of the kinds that the corpus marks."""
    return {
        (*trimmed(document["text"], m["start"], m["end"]), TYPES[e["type"]])
        for e in structure.get("entities", ())
        if e.get("named", True) and TYPES.get(e.get("type") or "") in kinds
        for m in e["mentions"]
        if m["kind"] == "name"
    }


def score_entities(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates]:
    """Rates of exact and of overlapping names, over all and by type."""
    kinds = {TYPES[e["label"]] for d in documents for e in d["entities"] if e["label"] in TYPES}
    n: Counter[tuple[str, str]] = Counter()
    for document in documents:
        kept, ignored = gold_names(document)
        found = found_names(document, answers[document["id"]], kinds)
        found = {
            f for f in found if any(overlap(f[:2], g[:2]) for g in kept) or not any(overlap(f[:2], i) for i in ignored)
        }
        for kind in kinds:
            ours, theirs = ({x for x in xs if x[2] == kind} for xs in (found, kept))
            n["found", kind] += len(ours)
            n["gold", kind] += len(theirs)
            n["exact", kind] += len(ours & theirs)
            golds, founds = ([{"range": x[:2]} for x in sorted(xs)] for xs in (theirs, ours))
            n["overlap", kind] += pairs_matched(golds, founds, lambda g, f: overlap(g["range"], f["range"]))
    report = {}
    for how in ("exact", "overlap"):
        right, found_all, gold_all = (sum(n[what, kind] for kind in kinds) for what in (how, "found", "gold"))
        report[how] = rates(right, found_all, right, gold_all)
    return report | {k: rates(n["exact", k], n["found", k], n["exact", k], n["gold", k]) for k in sorted(kinds)}


def score_pronouns(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates]:
    """GAP: whether the pronoun is put with the right one of two names."""
    n: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        places = {e["label"]: (e["start"], e["end"]) for e in document["entities"]}
        chains = [[range_of(m) for m in e["mentions"]] for e in answers[document["id"]].get("entities", ())]
        chain = next((c for c in chains if any(overlap(m, places["PRONOUN"]) for m in c)), [])
        for name, label in (("A", "NAME_A"), ("B", "NAME_B")):
            said = any(overlap(m, places[label]) for m in chain)
            right = document["answer"] == name
            for group in ("all", document["gender"]):
                n[group].update({"right": int(said and right), "said": int(said), "gold": int(right)})
    return {group: rates(c["right"], c["said"], c["right"], c["gold"]) for group, c in sorted(n.items())}
