"""Scores of stances: five classes for a pair (DSE), three toward a target (NewsMTSC), triples (SEESAW, PLOVER)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluation.matching import Json, Range, Rates, overlap, party_ranges, range_of, rates

POLARITY = {
    "for": "positive",
    "against": "negative",
    "neutral": "neutral",
    "positive": "positive",
    "negative": "negative",
}
PAIR_CLASSES = ("neutral", "positive p>q", "positive q>p", "negative p>q", "negative q>p")
TARGET_CLASSES = ("positive", "neutral", "negative")


def own(structure: Json) -> list[Json]:
    """The stances that are their holder's own, not put on it by somebody else."""
    return [s for s in structure.get("stances", ()) if not s.get("ascribed_by")]


def by_class(pairs: Sequence[tuple[str, str]], classes: Sequence[str]) -> dict[str, Rates | float]:
    """Rates of each class, their mean F1 and the accuracy, of (gold, predicted) pairs."""
    report: dict[str, Rates | float] = {}
    total = 0.0
    for name in classes:
        right = sum(gold == name == said for gold, said in pairs)
        row = rates(right, sum(said == name for _, said in pairs), right, sum(gold == name for gold, _ in pairs))
        report[name] = row
        total += row.f1
    report["macro_f1"] = round(total / len(classes), 1)
    report["accuracy"] = round(100 * sum(gold == said for gold, said in pairs) / max(1, len(pairs)), 1)
    return report


def touches(ranges: Sequence[Range], place: Range) -> bool:
    """True when one of the ranges overlaps a place."""
    return any(overlap(r, place) for r in ranges)


def pair_class(structure: Json, p: Range, q: Range) -> str:
    """The class that an answer gives to a pair: that of its surest polar stance between the two."""
    best, said = -1.0, "neutral"
    for stance in own(structure):
        holder, target = party_ranges(structure, stance["holder"]), party_ranges(structure, stance["target"])
        for a, b, way in ((p, q, "p>q"), (q, p, "q>p")):
            polarity, weight = POLARITY[stance["polarity"]], stance.get("confidence") or 0.0
            if polarity != "neutral" and weight > best and touches(holder, a) and touches(target, b):
                best, said = weight, f"{polarity} {way}"
    return said


def score_pairs(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates | float]:
    """Five classes for the two marked entities of a sentence."""
    pairs = []
    for document in documents:
        meta = document["meta"]
        pairs.append((PAIR_CLASSES[meta["y"]], pair_class(answers[document["id"]], tuple(meta["p"]), tuple(meta["q"]))))
    polar = [(gold, said) for gold, said in pairs if said != "neutral"]
    right = sum(gold == said for gold, said in polar)
    return by_class(pairs, PAIR_CLASSES) | {
        "precision_of_polar": round(100 * right / max(1, len(polar)), 1),
        "recall_of_polar": round(100 * right / max(1, sum(gold != "neutral" for gold, _ in pairs)), 1),
    }


def score_targets(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates | float]:
    """Three classes toward one target: the mention's tone, else the surest stance toward it."""
    pairs = []
    for document in documents:
        structure = answers[document["id"]]
        for wanted in document["stances"]:
            place = tuple(wanted["target"])
            mentions = [m for e in structure.get("entities", ()) for m in e["mentions"] if m.get("tone")]
            tones = [m["tone"]["polarity"] for m in mentions if overlap(range_of(m), place)]
            toward = [
                (s.get("confidence") or 0.0, s["polarity"])
                for s in own(structure)
                if touches(party_ranges(structure, s["target"]), place)
            ]
            said = tones[0] if tones else max(toward, default=(0.0, "neutral"))[1]
            pairs.append((wanted["polarity"], POLARITY[said]))
    return by_class(pairs, TARGET_CLASSES)


def score_triples(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates | float]:
    """Holder, target and sign as a set: right when both parties overlap and the sign agrees."""
    right_gold = right_found = n_gold = n_found = 0
    for document in documents:
        structure = answers[document["id"]]
        golds = [g for g in document["stances"] if g.get("holder") and g.get("target")]
        founds = [
            (party_ranges(structure, s["holder"]), party_ranges(structure, s["target"]), POLARITY[s["polarity"]])
            for s in own(structure)
            if s["polarity"] != "neutral"
        ]
        founds = [f for f in founds if f[0] and f[1]]
        same = [
            (g, f)
            for g, gold in enumerate(golds)
            for f, (holder, target, sign) in enumerate(founds)
            if POLARITY[gold["polarity"]] == sign
            and touches(holder, tuple(gold["holder"]))
            and touches(target, tuple(gold["target"]))
        ]
        n_gold, n_found = n_gold + len(golds), n_found + len(founds)
        right_gold += len({g for g, _ in same})
        right_found += len({f for _, f in same})
    return {"triples": rates(right_found, n_found, right_gold, n_gold)}


def score_events(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates | float]:
    """PLOVER: of the gold stances with two parties, how often both are found, then how often sign and cue are right.

    Here a stance counts whoever tells of it: the corpus marks what happens, "officials said" or not.
    """
    n_gold = parties = signs = cues = 0
    for document in documents:
        structure = answers[document["id"]]
        for gold in document["stances"]:
            if not (gold.get("holder") and gold.get("target")):
                continue
            n_gold += 1
            found = toward(structure, tuple(gold["holder"]), tuple(gold["target"]))
            right = [s for s in found if POLARITY[s["polarity"]] == gold["polarity"]]
            places = [tuple(c) for c in gold.get("cues") or [gold["cue"]]]
            parties += bool(found)
            signs += bool(right)
            cues += any(s["cue"] and any(overlap(range_of(s["cue"]), p) for p in places) for s in right or found)
    return {
        "both_parties": round(100 * parties / max(1, n_gold), 1),
        "sign_of_those": round(100 * signs / max(1, parties), 1),
        "cue_of_those": round(100 * cues / max(1, parties), 1),
        **score_triples(documents, answers),
    }


def score_hard(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates | float]:
    """The hard kinds: polar stances found, ascribed ones too, and stances given where nobody holds one."""
    polar = right = open_ = false = 0
    for document in documents:
        structure = answers[document["id"]]
        for gold in document["stances"]:
            holder = tuple(gold["holder"]) if gold.get("holder") else None
            said = {POLARITY[s["polarity"]] for s in toward(structure, holder, tuple(gold["target"]))}
            if gold["polarity"] == "neutral":
                open_, false = open_ + 1, false + bool(said - {"neutral"})
            else:
                polar, right = polar + 1, right + (gold["polarity"] in said)
    counts: dict[str, Rates | float] = {"polar": polar, "polar_right": right, "open": open_, "false_alarms": false}
    return counts | score_triples(documents, answers)


def toward(structure: Json, holder: Range | None, target: Range) -> list[Json]:
    """The stances between two places, whoever tells of them; without a place of the holder, those that nobody holds."""
    return [
        s
        for s in structure.get("stances", ())
        if touches(party_ranges(structure, s["target"]), target)
        and (
            touches(party_ranges(structure, s["holder"]), holder) if holder else s["holder"]["status"] == "unattributed"
        )
    ]
