"""A gold article in its short notation, which `evaluation.notation` reads back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.matching import Json, range_of

Mark = tuple[int, int, str]
SECTIONS = ("segments", "entities", "quotes", "figures", "stances", "relations")


def noted(article: Json) -> str:
    """The notation of a gold article."""
    structure = article["structure"]
    inside, crossing = nested(merged(marks_of(structure)))
    rows = {
        "segments": [f"{g['id']} {g['kind']}" for g in structure["segments"]],
        "entities": [entity(e) for e in structure["entities"]],
        "quotes": [quote(q) for q in structure["quotes"]],
        "figures": [figure(f, structure["quotes"]) for f in structure["figures"]],
        "stances": [stance(s, structure["quotes"]) for s in structure["stances"]],
        "relations": [f"{r['kind']} {' '.join(r['items'])}: {r['why']}" for r in structure["relations"]],
    }
    head = "".join(f"{name}: {article[name]}\n" for name in ("id", "genre", "variety"))
    places = "".join(f"{ids} {start} {end}\n" for start, end, ids in crossing)
    parts = [head, f"=== text\n{with_marks(article['text'], inside)}\n"]
    parts += [f"=== places\n{places}"] if places else []
    parts += ["\n".join([f"=== {name}", *rows[name]]) + "\n" for name in SECTIONS]
    return "".join(parts)


def marks_of(structure: Json) -> Iterator[Mark]:
    """All stretches that items stand at, with the items' ids."""
    for item in structure["segments"]:
        yield *range_of(item["span"]), item["id"]
    for item in structure["entities"]:
        for mention in item["mentions"]:
            yield *range_of(mention), f"{item['id']}!{mention['kind']}"
    for item in structure["quotes"]:
        for piece in item["content"]:
            yield *range_of(piece), item["id"]
    for item in structure["figures"]:
        yield *range_of(item["span"]), item["id"]
    for item in structure["stances"]:
        yield *range_of(item["cue"] or item["evidence"]), item["id"]


def merged(marks: Iterator[Mark]) -> list[Mark]:
    """The marks in the order in which they open; those of one stretch and kind are one mark."""
    by_place: dict[tuple[int, int, str], list[str]] = {}
    for start, end, identifier in marks:
        name, _, kind = identifier.partition("!")
        by_place.setdefault((start, -end, kind), []).append(name)
    found = [(start, -end, ",".join(ids) + f"!{kind}" * bool(kind)) for (start, end, kind), ids in by_place.items()]
    return sorted(found, key=lambda mark: (mark[0], -mark[1]))


def nested(marks: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """The marks that stand in or beside each other, and those that cross another."""
    kept: list[Mark] = []
    crossing: list[Mark] = []
    for mark in marks:
        start, end, _ = mark
        across = any(a < start < b < end for a, b, _ in kept)
        (crossing if across else kept).append(mark)
    return kept, crossing


def with_marks(text: str, marks: Sequence[Mark]) -> str:
    """The text with its marks, given in the order in which they open."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, int] = {}
    for start, end, ids in marks:
        opening.setdefault(start, []).append(f"[{ids}:")
        closing[end] = closing.get(end, 0) + 1
    parts = ["]" * closing.get(n, 0) + "".join(opening.get(n, ())) + character for n, character in enumerate(text)]
    return "".join([*parts, "]" * closing.get(len(text), 0)])


def quoted(words: str) -> str:
    """Words between straight marks."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entity(item: Json) -> str:
    """The line of an entity."""
    words = [item["id"], item["type"] or "-", *([] if item["named"] else ["unnamed"]), quoted(item["name"])]
    return " ".join([*words, *(["role", quoted(item["role"])] if item["role"] else [])])


def party(item: Json) -> str:
    """A speaker, source or holder."""
    if item["status"] == "unattributed":
        return "by none"
    if item["status"] == "unresolved":
        return f"by ? {placed(item['span'])} {item['reason']}"
    if item["status"] == "implicit":
        return f"by {item['entity'] or '?'} implicit"
    return f"by {item['entity']} {placed(item['span'])}"


def placed(span: Json) -> str:
    """A stretch by its words and where it begins."""
    return f"{quoted(span['text'])}@{span['start']}"


def reference(item: Json) -> str:
    """Words with the entity that they lead to, if any."""
    return " ".join([*([item["entity"]] if item["entity"] else []), placed(item["span"])])


def options(pairs: Sequence[tuple[str, str | None]]) -> list[str]:
    """The keywords that say something."""
    return [f"{name} {words}" for name, words in pairs if words]


def quote(item: Json) -> str:
    """The line of a quote."""
    cue = placed(item["cue"]) if item["cue"] else None
    to = reference(item["addressee"]) if item["addressee"] else None
    via = " ".join(reference(v) for v in item["via"]) or None
    return " ".join(
        [item["id"], item["type"], party(item["speaker"]), *options((("cue", cue), ("via", via), ("to", to)))]
    )


def figure(item: Json, quotes: Sequence[Json]) -> str:
    """The line of a figure; its source stands there where it is not its quote's speaker."""
    speaker = next((q for q in quotes if q["id"] == item["quote"]), None)
    same = speaker is not None and speaker["speaker"] == item["source"] and speaker["via"] == item["via"]
    value, low, high = item["value"], item["low"], item["high"]
    written = "-" if (value, low, high) == (None, None, None) else value
    if value is None and written is None:
        written = f"{'' if low is None else low}..{'' if high is None else high}"
    moment, change = item["time"], item["change"]
    words = [item["id"], item["kind"], str(written), item["modifier"]]
    pairs = [(name, placed(item[name]) if item[name] else None) for name in ("measured", "event")]
    pairs += [
        ("unit", item["unit"]),
        ("time", placed(moment["span"]) if moment else None),
        ("iso", moment["iso"] if moment else None),
        ("via", None if same else " ".join(reference(v) for v in item["via"])),
    ]
    if change:
        ends = " ".join(f"{name} {change[name]}" for name in ("from", "to") if change[name] is not None)
        pairs.append(("change", f"{change['direction']} {ends}".strip()))
    source = [] if same or (speaker is None and item["source"]["status"] == "unattributed") else [party(item["source"])]
    return " ".join([*words, *source, *options(pairs)])


def stance(item: Json, quotes: Sequence[Json]) -> str:
    """The line of a stance."""
    speaker = next((q["speaker"] for q in quotes if q["id"] == item["quote"]), None)
    holder = [] if speaker == item["holder"] else [party(item["holder"])]
    told = reference(item["ascribed_by"]) if item["ascribed_by"] else None
    words = [item["id"], item["polarity"], item["attitude"], *holder, "to", reference(item["target"])]
    return " ".join([*words, *options((("told", told), ("score", str(item["score"]))))])
