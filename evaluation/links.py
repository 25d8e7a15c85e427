"""Relations of figures on our own marked sentences and short articles: conflicts, updates, agreements, parts.

A figure is marked as `[a:62]`, a link is `["conflict", "a", "b"]`. Of an update the older one stands first, of a subset
the part, of a conversion the second amount.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

import orjson

from evaluation.matching import Json, Rates, overlap, range_of, rates

MARK = re.compile(r"\[(\w):([^\]]+)\]")
KINDS = ("conflict", "agreement", "update", "subset", "conversion")
ORDERED = frozenset({"update", "subset", "conversion"})
Link = tuple[str, str, str]


def read_links() -> list[Json]:
    """The marked texts: `text` without marks, `marks` from letter to characters, `links`."""
    found: list[Json] = []
    for name in ("sentences", "articles"):
        for entry in orjson.loads(files("evaluation").joinpath(f"gold/links/{name}.json").read_bytes()):
            text, marks, last = "", {}, 0
            for match in MARK.finditer(entry["text"]):
                text += entry["text"][last : match.start()]
                marks[match[1]] = (len(text), len(text) + len(match[2]))
                text, last = text + match[2], match.end()
            text += entry["text"][last:]
            found.append({"id": entry["id"], "text": text, "marks": marks, "links": [tuple(x) for x in entry["links"]]})
    return found


def score_links(texts: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates]:
    """Rates of all links and of each kind, and of conflicts that set one kind of event against another: all false."""
    counts = {kind: [0, 0, 0] for kind in ("all", *KINDS)}
    crossed = conflicts = 0
    for entry in texts:
        said, across = said_links(answers[entry["id"]], entry["marks"])
        crossed += across
        conflicts += sum(kind == "conflict" for kind, _, _ in said)
        gold = {straight(link) for link in entry["links"]}
        for kind, count in counts.items():
            mine = {link for link in said if kind in ("all", link[0])}
            theirs = {link for link in gold if kind in ("all", link[0])}
            for n, size in enumerate((len(mine & theirs), len(mine), len(theirs))):
                count[n] += size
    scores = {kind: rates(hit, found, hit, gold) for kind, (hit, found, gold) in counts.items()}
    return scores | {"killed against wounded": rates(crossed, conflicts, crossed, conflicts)}


def said_links(structure: Json, marks: Mapping[str, tuple[int, int]]) -> tuple[set[Link], int]:
    """The links of an answer by the letters of their figures, and how many conflicts join two kinds of event.

    A figure that is not marked goes by its id, so that a link to it counts as false.
    """
    figures = {f["id"]: f for f in structure.get("figures", ())}
    letters = {
        i: next((mark for mark, place in marks.items() if overlap(place, range_of(f["span"]))), i)
        for i, f in figures.items()
    }
    said: set[Link] = set()
    crossed = 0
    for relation in structure.get("relations", ()):
        if relation["kind"] not in KINDS:
            continue
        first, second = relation["items"]
        said.add(straight((relation["kind"], letters[first], letters[second])))
        kinds = {figures[first]["event_kind"], figures[second]["event_kind"]}
        crossed += relation["kind"] == "conflict" and len(kinds) > 1
    return said, crossed


def straight(link: Link) -> Link:
    """A link with its figures in alphabetical order when the order says nothing."""
    kind, first, second = link
    return (kind, first, second) if kind in ORDERED or first <= second else (kind, second, first)
