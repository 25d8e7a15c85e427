"""Scores of entities: names by the four types that the corpora share, their clusters, salience; and pronouns (GAP)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

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
PRONOUNS: Mapping[str, frozenset[str]] = {
    "he, she": frozenset("he him his himself she her hers herself".split()),
    "it": frozenset("it its itself".split()),
    "they": frozenset("they them their theirs themselves".split()),
    "I, we, you": frozenset("i me my mine myself we us our ours ourselves you your yours yourself".split()),
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


def score_entities(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Any]:
    """Rates of exact and of overlapping names, over all and by type; clusters and salience where marked."""
    kinds = {TYPES[e["label"]] for d in documents for e in d["entities"] if e["label"] in TYPES}
    n: Counter[tuple[str, str]] = Counter()
    for document in documents:
        kept, ignored = gold_names(document)
        found = counted(found_names(document, answers[document["id"]], kinds), kept, ignored)
        for kind in kinds:
            ours, theirs = ({x for x in xs if x[2] == kind} for xs in (found, kept))
            n["found", kind] += len(ours)
            n["gold", kind] += len(theirs)
            n["exact", kind] += len(ours & theirs)
            golds, founds = ([{"range": x[:2]} for x in sorted(xs)] for xs in (theirs, ours))
            n["overlap", kind] += pairs_matched(golds, founds, lambda g, f: overlap(g["range"], f["range"]))
    report: dict[str, Any] = {}
    for how in ("exact", "overlap"):
        right, found_all, gold_all = (sum(n[what, kind] for kind in kinds) for what in (how, "found", "gold"))
        report[how] = rates(right, found_all, right, gold_all)
    report |= {k: rates(n["exact", k], n["found", k], n["exact", k], n["gold", k]) for k in sorted(kinds)}
    if any(e.get("cluster") is not None for d in documents for e in d["entities"]):
        report["b-cubed of names"] = b_cubed(documents, answers, kinds)
    if any("pron" in e and "hpos" in e for d in documents for e in d["entities"]):
        report |= chains(documents, answers, kinds)
    if any(d.get("salience") for d in documents):
        precision, share = salience(documents, answers, kinds)
        report |= {"salience, mean average precision": precision, "salient entities found": share}
    return report


def counted(found: set[Typed], kept: set[Typed], ignored: set[Range]) -> set[Typed]:
    """The found names without those that stand only where the corpus neither asks for nor forbids one."""
    return {f for f in found if any(overlap(f[:2], g[:2]) for g in kept) or not any(overlap(f[:2], i) for i in ignored)}


def aligned(golds: Sequence[Range], founds: Sequence[Range]) -> dict[Range, Range]:
    """Found names to gold names, one to one, those that share most characters first."""
    shared = {(g, f): min(g[1], f[1]) - max(g[0], f[0]) for g in golds for f in founds if overlap(g, f)}
    pairs: dict[Range, Range] = {}
    for g, f in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if f not in pairs and g not in pairs.values():
            pairs[f] = g
    return pairs


def gold_clusters(document: Json, kept: set[Typed]) -> dict[Range, int]:
    """The cluster of each name that is kept, none inside another once GUM's are whole."""
    text, ranges = document["text"], {k[:2] for k in kept}
    found: dict[Range, int] = {}
    for entity in document["entities"]:
        span = entity["name"] if "hpos" in entity else (entity["start"], entity["end"])
        if span and trimmed(text, *span) in ranges:
            found.setdefault(trimmed(text, *whole_name(document, entity)), entity["cluster"])
    return {a: c for a, c in found.items() if not any(b[0] <= a[0] and a[1] <= b[1] and a != b for b in found)}


def whole_name(document: Json, entity: Json) -> Range:
    """A name with the names that it begins with.

    GUM's derived name spans leave out the names inside a name: of a body "New York Times" they hold "Times" alone. A
    person keeps the bare name: "US President Donald Trump" is no name that "US" begins.
    """
    if "hpos" not in entity:
        return entity["start"], entity["end"]
    start, end = entity["name"]
    inner = {
        other["name"][1]: other["name"][0]
        for other in document["entities"]
        if other is not entity and other["name"] and other["name"][0] >= entity["start"] and other["label"] in TYPES
    }
    while TYPES.get(entity["label"]) != "PER" and start - 1 in inner and document["text"][start - 1] == " ":
        start = inner[start - 1]
    return start, end


def found_clusters(document: Json, structure: Json, names: set[Typed]) -> dict[Range, str]:
    """The id of the entity of each found name."""
    ranges = {name[:2] for name in names}
    places = {
        trimmed(document["text"], m["start"], m["end"]): e["id"]
        for e in structure.get("entities", ())
        for m in e["mentions"]
        if m["kind"] == "name"
    }
    return {place: identifier for place, identifier in places.items() if place in ranges}


def paired(document: Json, structure: Json, kinds: set[str]) -> tuple[set[int], list[tuple[str, int]]]:
    """The gold clusters that have a name, and the entity and cluster of each pair of aligned names."""
    kept, _ = gold_names(document)
    gold = gold_clusters(document, kept)
    found = found_clusters(document, structure, found_names(document, structure, kinds))
    return set(gold.values()), [(found[f], gold[g]) for f, g in aligned(sorted(gold), sorted(found)).items()]


def b_cubed(documents: Sequence[Json], answers: Mapping[str, Json], kinds: set[str]) -> Rates:
    """B-cubed of names end to end (Bagga and Baldwin, 1998): a name missed or made up counts as wrong."""
    precision = recall = 0.0
    found_all = gold_all = 0
    for document in documents:
        kept, ignored = gold_names(document)
        names = counted(found_names(document, answers[document["id"]], kinds), kept, ignored)
        gold, found = gold_clusters(document, kept), found_clusters(document, answers[document["id"]], names)
        pairs = aligned(sorted(gold), sorted(found))
        together = Counter((found[f], gold[g]) for f, g in pairs.items())
        found_sizes, gold_sizes = Counter(found.values()), Counter(gold.values())
        precision += sum(together[found[f], gold[g]] / found_sizes[found[f]] for f, g in pairs.items())
        recall += sum(together[found[f], gold[g]] / gold_sizes[gold[g]] for f, g in pairs.items())
        found_all += len(found)
        gold_all += len(gold)
    return rates(precision, found_all, recall, gold_all)


def chains(documents: Sequence[Json], answers: Mapping[str, Json], kinds: set[str]) -> dict[str, Rates]:
    """Pronouns to names: a link is right when a name of the entity is one of the gold chain's names."""
    n: dict[str, Counter[str]] = {group: Counter() for group in PRONOUNS}
    for document in documents:
        text, structure = document["text"], answers[document["id"]]
        known, pairs = paired(document, structure, kinds)
        names: dict[str, set[int]] = defaultdict(set)
        for identifier, cluster in pairs:
            names[identifier].add(cluster)
        linked = {
            range_of(m): e["id"] for e in structure.get("entities", ()) for m in e["mentions"] if m["kind"] == "pronoun"
        }
        for entity in document["entities"]:
            place = (entity["start"], entity["end"])
            group = next((g for g, words in PRONOUNS.items() if text[slice(*place)].lower() in words), None)
            if group is None or not entity.get("pron"):
                continue
            right = entity["cluster"] in names[linked[place]] if place in linked else False
            n[group].update({"right": right, "said": place in linked, "gold": entity["cluster"] in known})
    return {f"pronouns {g}": rates(c["right"], c["said"], c["right"], c["gold"]) for g, c in n.items()}


def salience(documents: Sequence[Json], answers: Mapping[str, Json], kinds: set[str]) -> tuple[float, float]:
    """Our entities by salience against those that a summary names, both in percent.

    The mean average precision of the order that salience gives to our entities that have a gold name, and the share of
    the entities named by a summary that are among them.
    """
    each: list[float] = []
    have = wanted_all = 0
    for document in documents:
        structure = answers[document["id"]]
        known, pairs = paired(document, structure, kinds)
        cluster_of: dict[str, int] = {}
        for identifier, cluster in pairs:
            cluster_of.setdefault(identifier, cluster)
        wanted = {c for c in known if str(c) in document["salience"]}
        wanted_all += len(wanted)
        wanted &= set(cluster_of.values())
        have += len(wanted)
        by_id = {e["id"]: e["salience"] for e in structure.get("entities", ())}
        ranked = dict.fromkeys(cluster_of[i] for i in sorted(cluster_of, key=lambda i: -by_id[i]))
        if wanted:
            each.append(average_precision(list(ranked), wanted))
    return round(100 * sum(each) / max(1, len(each)), 1), round(100 * have / max(1, wanted_all), 1)


def average_precision(ranked: Sequence[int], wanted: set[int]) -> float:
    """The mean, over what is wanted, of the precision of the ranks down to it."""
    places = [rank for rank, item in enumerate(ranked, 1) if item in wanted]
    return sum(n / rank for n, rank in enumerate(places, 1)) / len(wanted)


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
