"""Gold items beside found ones, and in what each pair agrees: scores, curves and listings are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evaluation.gold import attributions
from evaluation.matching import Json, Range, overlap, party_ranges, range_of
from evaluation.scoring_entities import trimmed
from evaluation.scoring_quotes import content_pieces, shares_half, speaker_is_right

Layer = Literal["segments", "entities", "pronouns", "quotes", "figures", "stances", "relations"]
Fields = Mapping[str, bool]
Judge = Callable[[Json, Json], Fields | None]
"""In what a gold and a found item agree; None for two that cannot be a pair."""

NEEDED: Mapping[Layer, tuple[str, ...]] = {
    "segments": ("kind", "stretch"),
    "entities": ("stretch", "type"),
    "pronouns": ("entity",),
    "quotes": ("content", "speaker"),
    "figures": ("value", "kind", "unit", "modifier", "measured", "source"),
    "stances": ("holder", "target", "polarity", "ascription"),
    "relations": ("kind", "items"),
}
"""In what an item must agree with the gold to be called right; the first that it lacks is the class of its error."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold item and the found one that stands for it; one of the two may be missing.

    Attributes:
        document: the article's id.
        layer: which items; `entities` are mentions by name, `pronouns` mentions by pronoun.
        gold: as the gold has it.
        found: as the answer has it.
        fields: in what they agree; empty where one is missing.
    """

    document: str
    layer: Layer
    gold: Json | None
    found: Json | None
    fields: Fields

    @property
    def right(self) -> bool:
        """True when they agree in all that the layer needs."""
        return bool(self.fields) and all(self.fields[name] for name in NEEDED[self.layer])

    @property
    def fault(self) -> str:
        """The class of the error: missed, false, or the first thing that differs; empty where it is right."""
        if self.found is None or self.gold is None:
            return "missed" if self.found is None else "false"
        return next((name for name in NEEDED[self.layer] if not self.fields[name]), "")


def align_all(articles: Sequence[Json], answers: Mapping[str, Json]) -> list[Pair]:
    """The pairs of all layers of all articles."""
    return [pair for article in articles for pair in align(article, answers[article["id"]])]


def align(article: Json, answer: Json) -> Iterator[Pair]:
    """The pairs of all layers of one article, layer by layer, in the order of the gold and then of what is false."""
    truth = article["structure"]
    same_entity = linked(truth, answer)
    names, pronouns = ([list(mentions_of(s, kind)) for s in (truth, answer)] for kind in ("name", "pronoun"))
    asked = {range_of(m) for m in pronouns[0]}
    judges: dict[Layer, tuple[Sequence[Json], Sequence[Json], Judge]] = {
        "segments": (truth["segments"], answer.get("segments", ()), segment_fields),
        "entities": (names[0], names[1], name_fields(article["text"], same_entity)),
        "pronouns": (pronouns[0], [m for m in pronouns[1] if range_of(m) in asked], pronoun_fields(same_entity)),
        "quotes": (truth["quotes"], answer.get("quotes", ()), quote_fields(article, answer)),
        "figures": (truth["figures"], answer.get("figures", ()), figure_fields(truth, answer)),
        "stances": (truth["stances"], answer.get("stances", ()), stance_fields(truth, answer)),
        "relations": (placed_relations(truth), placed_relations(answer), relation_fields),
    }
    for layer, (golds, founds, judge) in judges.items():
        yield from paired(article["id"], layer, golds, founds, judge)


def paired(document: str, layer: Layer, golds: Sequence[Json], founds: Sequence[Json], judge: Judge) -> Iterator[Pair]:
    """The pairs of a layer's items, the gold ones first, then those that are found without one.

    Quotes and stances that stand only in a title or in highlights are marked as such by their segment; gold has none
    there, and they count neither way.
    """
    partner = matched(layer, golds, founds, judge)
    for g, gold in enumerate(golds):
        f, fields = partner.get(g, (None, {}))
        yield Pair(document, layer, gold, None if f is None else founds[f], fields)
    taken = {f for f, _ in partner.values()}
    for f, found in enumerate(founds):
        if f not in taken and not (layer in ("quotes", "stances") and found.get("segment")):
            yield Pair(document, layer, None, found, {})


def matched(layer: Layer, golds: Sequence[Json], founds: Sequence[Json], judge: Judge) -> dict[int, tuple[int, Fields]]:
    """One-to-one pairs, those that agree in most first (greedy)."""
    judged = ((g, f, judge(gold, found)) for g, gold in enumerate(golds) for f, found in enumerate(founds))
    candidates = [(g, f, fields) for g, f, fields in judged if fields is not None]
    candidates.sort(key=lambda c: (-sum(c[2][name] for name in NEEDED[layer]), -sum(c[2].values()), c[:2]))
    partner: dict[int, tuple[int, Fields]] = {}
    taken: set[int] = set()
    for g, f, fields in candidates:
        if g not in partner and f not in taken:
            partner[g] = (f, fields)
            taken.add(f)
    return partner


def mentions_of(structure: Json, kind: str) -> Iterator[Json]:
    """The mentions of a kind, with id, name and type of their entity; of named entities where it is names."""
    for entity in structure.get("entities", ()):
        if kind != "name" or entity["named"]:
            for mention in entity["mentions"]:
                if mention["kind"] == kind:
                    yield mention | {"entity": entity["id"], "name": entity["name"], "type": entity["type"]}


def linked(truth: Json, answer: Json) -> set[tuple[str, str]]:
    """Which found entity stands for which gold one: those that share most mentions first, one to one.

    Pronouns count for nothing where an entity has other mentions.
    """
    founds = [(found["id"], telling(found)) for found in answer.get("entities", ())]
    shared = []
    for gold in truth["entities"]:
        places = telling(gold)
        for identifier, mentions in founds:
            common = sum(any(overlap(m, place) for place in places) for m in mentions)
            if common:
                shared.append((-common, gold["id"], identifier))
    pairs: dict[str, str] = {}
    for _, gold_id, found_id in sorted(shared):
        if gold_id not in pairs and found_id not in pairs.values():
            pairs[gold_id] = found_id
    return set(pairs.items())


def telling(entity: Json) -> list[Range]:
    """Where an entity is mentioned by more than a pronoun, or by pronouns when that is all."""
    mentions = [range_of(m) for m in entity["mentions"] if m["kind"] != "pronoun"]
    return mentions or [range_of(m) for m in entity["mentions"]]


def segment_fields(gold: Json, found: Json) -> Fields | None:
    """A segment's: kind, and mostly the same stretch."""
    a, b = range_of(gold["span"]), range_of(found["span"])
    if not overlap(a, b):
        return None
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return {"kind": gold["kind"] == found["kind"], "stretch": shared >= 0.8 * max(a[1] - a[0], b[1] - b[0])}


def name_fields(text: str, same_entity: set[tuple[str, str]]) -> Judge:
    """A name's: the same words but for article, possessive and marks; type; entity."""

    def judge(gold: Json, found: Json) -> Fields | None:
        if not overlap(range_of(gold), range_of(found)):
            return None
        return {
            "stretch": trimmed(text, *range_of(gold)) == trimmed(text, *range_of(found)),
            "type": gold["type"] == found["type"],
            "entity": (gold["entity"], found["entity"]) in same_entity,
        }

    return judge


def pronoun_fields(same_entity: set[tuple[str, str]]) -> Judge:
    """A pronoun's: entity."""

    def judge(gold: Json, found: Json) -> Fields | None:
        if range_of(gold) != range_of(found):
            return None
        return {"entity": (gold["entity"], found["entity"]) in same_entity}

    return judge


def quote_fields(article: Json, answer: Json) -> Judge:
    """A quote's: half of the words of a piece; the same words; type; speaker by words or name; speaker's entity."""
    text = article["text"]
    names = {e["id"]: e["name"] for e in answer.get("entities", ())}
    asked = {q["id"]: a for q, a in zip(article["structure"]["quotes"], attributions(article)["quotes"], strict=True)}

    def judge(gold: Json, found: Json) -> Fields | None:
        golds, founds = (content_pieces(text, [range_of(c) for c in q["content"]]) for q in (gold, found))
        if not any(overlap(a, b) for a in golds for b in founds):
            return None
        return {
            "content": shares_half(text, golds, founds),
            "all words": golds == founds,
            "type": gold["type"] == found["type"],
            "speaker": speaker_is_right(text, names, asked[gold["id"]], found),
            "entity": leads_to(gold["speaker"], found["speaker"], article["structure"], answer),
        }

    return judge


def leads_to(gold: Json, found: Json, truth: Json, answer: Json) -> bool:
    """True when both lead to one entity (they share a mention), or both honestly lead to none."""
    if gold["entity"] is None or found["entity"] is None:
        return gold["entity"] is None and found["entity"] is None
    ours, theirs = (
        [range_of(m) for e in structure["entities"] if e["id"] == party["entity"] for m in e["mentions"]]
        for structure, party in ((answer, found), (truth, gold))
    )
    return any(overlap(a, b) for a in ours for b in theirs)


def figure_fields(truth: Json, answer: Json) -> Judge:
    """A figure's: value with bounds, kind, unit, modifier, what is measured, event, source.

    What gold leaves open (nothing measured, no event) is right whatever is found.
    """

    def judge(gold: Json, found: Json) -> Fields | None:
        if not overlap(range_of(gold["span"]), range_of(found["span"])):
            return None
        return {
            "value": all(close(gold[k], found[k]) for k in ("value", "low", "high")),
            **{k: gold[k] == found[k] for k in ("kind", "unit", "modifier")},
            **{k: meets(gold[k], found[k]) for k in ("measured", "event")},
            "source": leads_to(gold["source"], found["source"], truth, answer),
        }

    return judge


def close(a: float | None, b: float | None) -> bool:
    """True for the same number or none in both."""
    return a is b or (a is not None and b is not None and abs(a - b) <= 1e-4 * max(1.0, abs(a)))


def meets(gold: Json | None, found: Json | None) -> bool:
    """True when gold asks for no stretch, or the found one overlaps it."""
    return gold is None or (found is not None and overlap(range_of(gold), range_of(found)))


def stance_fields(truth: Json, answer: Json) -> Judge:
    """A stance's: holder, target, polarity, whether somebody ascribes it; cue and attitude.

    Only stances of one sentence with the holder or the target in common can be a pair.
    """

    def judge(gold: Json, found: Json) -> Fields | None:
        fields = {
            "holder": same_party(gold["holder"], found["holder"], truth, answer),
            "target": same_party(gold["target"], found["target"], truth, answer),
            "polarity": gold["polarity"] == found["polarity"],
            "ascription": bool(gold["ascribed_by"]) == bool(found["ascribed_by"]),
            "cue": meets(gold["cue"], found["cue"] or found["evidence"]),
            "attitude": gold["attitude"] == found["attitude"],
        }
        together = overlap(range_of(gold["evidence"]), range_of(found["evidence"]))
        return fields if together and (fields["holder"] or fields["target"]) else None

    return judge


def same_party(gold: Json, found: Json, truth: Json, answer: Json) -> bool:
    """True when the stretches of two parties overlap anywhere, or both have none."""
    ours, theirs = party_ranges(answer, found), party_ranges(truth, gold)
    return any(overlap(a, b) for a in ours for b in theirs) if theirs else not ours


def placed_relations(structure: Json) -> list[Json]:
    """Relations with the places of their items; positions, which sum stances up, are left out."""
    places: dict[str, Range] = {f["id"]: range_of(f["span"]) for f in structure.get("figures", ())}
    places |= {q["id"]: range_of(q["content"][0]) for q in structure.get("quotes", ())}
    places |= {s["id"]: range_of(s["cue"] or s["evidence"]) for s in structure.get("stances", ())}
    return [
        r | {"places": [places[i] for i in r["items"] if i in places]}
        for r in structure.get("relations", ())
        if r["kind"] not in ("position", "metonymy")
    ]


def relation_fields(gold: Json, found: Json) -> Fields | None:
    """A relation's: kind; every item of gold is met."""
    met = [any(overlap(a, b) for b in found["places"]) for a in gold["places"]]
    return {"kind": gold["kind"] == found["kind"], "items": all(met)} if any(met) else None
