"""The short notation in which gold is written and read: a text with marks, and a line for each item.

    python -m evaluation.notation FILE.txt [--out gold/NAME.json]     notation to JSON, with what may be missing
    python -m evaluation.notation FILE.json                           JSON to notation

`evaluation/gold/GUIDELINE.md` describes it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.gold import faults
from evaluation.matching import Json, Range, range_of
from evaluation.noting import noted
from evaluation.omissions import PRONOUN, omissions

ITEM = re.compile(r"[egqfs]\d+")
MARK = re.compile(r"\[((?:[egqfs]\d+)(?:,[egqfs]\d+)*(?:!(?:name|nominal|pronoun))?):")
WORD = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@(\d+)|#(\d+))?|(\S+)')
DETERMINED = re.compile(
    r"(?:the|an?|this|that|these|those|his|her|its|their|our|my|your|one|another|some|both|all)\b", re.I
)
COMMON = re.compile(
    r"(?<!\S)(?!(?:of|and|the|for|in|on|at|to|de|da|del|di|du|la|le|van|von|der|den|bin|al|el)\b)[a-z]+(?!\S)"
)
"""A word in small letters that no name has inside."""
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(]?[A-Z0-9])|\n+")
ABBREVIATED = re.compile(r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|Gen|Col|Lt|Sgt|Rep|Sen|Gov|Jan|Feb|Mar|Apr|Aug|Sept|Oct|"
                         r"Nov|Dec|[ap]\.m|U\.S|Rs)\.)$")  # fmt: skip
DEPENDENT = frozenset("who which that whose whom its his their my our your".split())
"""Pronouns that hang on another mention or another noun."""
SIGN = {"for": 1, "against": -1, "neutral": 0}
INTENSITY = {
    "support": 0.6, "praise": 0.7, "agree": 0.5, "thank": 0.7, "promise": 0.5, "welcome": 0.6, "sympathise": 0.4,
    "aid": 0.6, "concede": 0.3, "deny": 0.5, "regret": 0.4, "doubt": 0.4, "criticise": 0.6, "blame": 0.7,
    "accuse": 0.7, "denounce": 0.9, "reject": 0.6, "oppose": 0.7, "threaten": 0.7, "demand": 0.5, "warn": 0.3,
    "attack": 0.9, "protest": 0.6, "coerce": 0.7, "sanction": 0.7,
}  # fmt: skip
"""How strong each attitude is where a line does not say."""
OPEN = {"at_least": "high", "more_than": "high", "at_most": "low", "less_than": "low", "nearly": "low"}
"""Which bound of a figure its modifier leaves open."""
NOBODY: Json = {"span": None, "entity": None, "name": None, "status": "unattributed", "reason": "not_stated"}


class Words(NamedTuple):
    """Words of the text: those that begin at a character, the nth of the paragraph, else the nearest."""

    text: str
    at: int | None = None
    nth: int | None = None


Token = str | Words


class NotationError(ValueError):
    """A line that cannot be understood, or words that are not in the text."""


@dataclass(slots=True)
class Marked:
    """A text without its marks, and where they were: by id the stretches, with a kind of mention where one is given."""

    text: str
    marks: dict[str, list[tuple[int, int, str | None]]] = field(default_factory=dict)

    def add(self, ids: str, start: int, end: int) -> None:
        """Mark a stretch: `e1`, `s1,s2`, `e1!nominal`."""
        names, _, kind = ids.partition("!")
        for identifier in names.split(","):
            self.marks.setdefault(identifier, []).append((start, end, kind or None))
            self.marks[identifier].sort(key=lambda mark: mark[:2])

    def places(self, identifier: str) -> list[Range]:
        """Where an item is marked, in text order.

        Raises:
            NotationError: nowhere.
        """
        if identifier not in self.marks:
            raise NotationError(f"{identifier} is marked nowhere in the text")
        return [(start, end) for start, end, _ in self.marks[identifier]]

    def span(self, place: Range) -> Json:
        """A stretch as the wire format has it."""
        return {"start": place[0], "end": place[1], "text": self.text[slice(*place)]}

    def nearest(self, words: Words, anchor: Range, avoid: Sequence[Range] = ()) -> Range:
        """Where words stand nearest to a place, in its paragraph, best outside the stretches to avoid.

        Raises:
            NotationError: they do not stand there.
        """
        if words.at is not None:
            return words.at, words.at + len(words.text)
        start, end = self.text.rfind("\n", 0, anchor[0]) + 1, self.text.find("\n", anchor[1])
        pattern = re.compile(rf"(?<!\w){re.escape(words.text)}(?!\w)")
        found = [m.span() for m in pattern.finditer(self.text, start, end if end > 0 else len(self.text))]
        if not found:
            raise NotationError(f"no {words.text!r} in the paragraph of {self.text[slice(*anchor)]!r}")
        if words.nth is not None:
            return found[words.nth - 1]
        outside = [f for f in found if not any(a <= f[0] < b for a, b in avoid)]
        return min(outside or found, key=lambda place: gap(place, anchor))


def gap(a: Range, b: Range) -> tuple[int, int]:
    """How far two stretches are from each other; of those that overlap the shorter is nearer."""
    return max(0, a[0] - b[1], b[0] - a[1]), a[1] - a[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Turn a file into the other form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, help="where the result goes; default: standard output")
    options = parser.parse_args(arguments)
    content = options.file.read_text("utf-8")
    if options.file.suffix == ".json":
        result = noted(json.loads(content))
    else:
        try:
            article = read_notation(content)
        except NotationError as error:
            sys.stderr.write(f"{options.file.name}: {error}\n")
            return 1
        wrong = faults(article)
        for line in [*wrong, *(f"missing? {hint}" for hint in omissions(article))]:
            sys.stderr.write(f"{line}\n")
        if wrong:
            return 1
        result = json.dumps(article, ensure_ascii=False, indent=1) + "\n"
    if options.out:
        options.out.write_text(result, "utf-8")
    else:
        sys.stdout.write(result)
    return 0


def read_notation(content: str) -> Json:
    """A gold article from its notation.

    Raises:
        NotationError: with the line at fault.
    """
    head, *parts = re.split(r"^=== (\w+) *\n", content, flags=re.M)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    about = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    marked = read_marks(sections.pop("text", "").strip("\n"))
    for line in sections.pop("places", "").splitlines():
        ids, start, end = line.split()
        marked.add(ids, int(start), int(end))
    rows = {name: list(lines(body)) for name, body in sections.items()}
    listed = {str(tokens[0]) for name in rows if name != "relations" for _, tokens in rows[name]}
    if listed ^ marked.marks.keys():
        raise NotationError(
            f"listed but not marked, or marked but not listed: {', '.join(sorted(listed ^ marked.marks.keys()))}"
        )
    structure: Json = {"segments": [at_line(segment, row, marked) for row in rows.get("segments", ())]}
    entities = [at_line(entity, row, marked) for row in rows.get("entities", ())]
    names = Names(marked, {e["id"]: e for e in entities})
    structure["entities"] = entities
    structure["quotes"] = [at_line(quote, row, names) for row in rows.get("quotes", ())]
    structure["figures"] = [at_line(figure, row, names, structure["quotes"]) for row in rows.get("figures", ())]
    structure["stances"] = [at_line(stance, row, names, structure["quotes"]) for row in rows.get("stances", ())]
    structure["relations"] = [at_line(relation, row) for row in rows.get("relations", ())]
    return {**{k: about[k] for k in ("id", "genre", "variety")}, "text": marked.text, "structure": structure}


def at_line(make: Any, row: tuple[str, list[Token]], *more: Any) -> Json:
    """What a row makes; an error tells the line.

    Raises:
        NotationError: the row cannot be understood.
    """
    line, tokens = row
    try:
        made: Json = make(tokens, *more)
    except (NotationError, IndexError, KeyError, ValueError) as error:
        raise NotationError(f"{line}: {error}") from error
    return made


def lines(body: str) -> Iterator[tuple[str, list[Token]]]:
    """The lines of a section with their words; what stands between straight quotation marks is one token."""
    for line in body.splitlines():
        if line.strip():
            yield line, [token(match) for match in WORD.finditer(line)]


def token(match: re.Match[str]) -> Token:
    """Words between marks, or a plain word."""
    if match[4] is not None:
        return match[4]
    return Words(re.sub(r"\\(.)", r"\1", match[1]), *(int(n) if n else None for n in match.group(2, 3)))


def plain(tokens: Iterable[Token]) -> list[str]:
    """The tokens that are no words of the text."""
    return [t for t in tokens if isinstance(t, str)]


def quoted(tokens: Iterable[Token]) -> Words | None:
    """The first words of the text among tokens."""
    return next((t for t in tokens if isinstance(t, Words)), None)


def read_marks(content: str) -> Marked:
    """The text and what is marked in it. Marks may stand in marks; `[e1!nominal:Police]` gives the kind of a mention.

    Raises:
        NotationError: a mark is not closed.
    """
    text, marked, open_marks, at = "", Marked(""), [], 0
    while at < len(content):
        match = MARK.match(content, at)
        if match:
            open_marks.append((match[1], len(text)))
            at = match.end()
            continue
        if content[at] == "]" and open_marks:
            ids, start = open_marks.pop()
            marked.add(ids, start, len(text))
        else:
            text += content[at]
        at += 1
    if open_marks:
        raise NotationError(f"not closed: {open_marks[-1][0]} at {text[open_marks[-1][1] :][:40]!r}")
    marked.text = text
    return marked


def segment(tokens: list[Token], marked: Marked) -> Json:
    """`g1 caption`; a duplicate is one of the first stretch with its words."""
    identifier, kind = plain(tokens)
    (place,) = marked.places(identifier)
    span = marked.span(place)
    first = marked.text.find(span["text"]) if kind == "duplicate" else -1
    if first == place[0]:
        raise NotationError("nothing before has these words")
    again = marked.span((first, first + len(span["text"]))) if first >= 0 else None
    return {"id": identifier, "kind": kind, "span": span, "duplicate_of": again}


def entity(words: list[Token], marked: Marked) -> Json:
    """`e5 PERSON "Anand Pillai" role "district collector"`; `unnamed` after the type; `-` for no type."""
    identifier, kind, *_ = plain(words)
    options = options_of(words, ("role",))
    name, role, named = quoted(words), quoted(options.get("role", ())), "unnamed" not in words
    if name is None:
        raise NotationError("no name")
    mentions = [mention(place, named, marked) for place in marked.marks.get(identifier, ())]
    others = dict.fromkeys(
        m["text"] for m in mentions if m["kind"] == "name" and m["text"].lower() != name.text.lower()
    )
    return {"id": identifier, "name": name.text, "type": None if kind == "-" else kind, "aliases": list(others),
            "role": role.text if role else None, "named": named, "mentions": mentions}  # fmt: skip


def mention(place: tuple[int, int, str | None], named: bool, marked: Marked) -> Json:
    """A marked stretch as a mention: a pronoun by its word, nominal with a determiner or a common word."""
    start, end, kind = place
    text = marked.text[start:end]
    if kind is None:
        nominal = not named or DETERMINED.match(text) or COMMON.search(text)
        kind = "pronoun" if PRONOUN.fullmatch(text) and text != "US" else "nominal" if nominal else "name"
    return {"start": start, "end": end, "text": text, "kind": kind}


@dataclass(frozen=True, slots=True)
class Names:
    """The entities of an article, for what leads to them."""

    marked: Marked
    entities: Mapping[str, Json]

    def mention(self, identifier: str, anchor: Range, words: Words | None, avoid: Sequence[Range] = ()) -> Json:
        """The mention of an entity that is nearest to a place, best outside the stretches to avoid.

        Words with a place are taken as they stand; without words, relative and possessive pronouns stand back.

        Raises:
            NotationError: it has none with these words.
        """
        if words is not None and (words.at, words.nth) != (None, None):
            return self.marked.span(self.marked.nearest(words, anchor))
        mentions = [m for m in self.entities[identifier]["mentions"] if words is None or words.text == m["text"]]
        if words is None:
            mentions = [m for m in mentions if m["text"].lower() not in DEPENDENT] or mentions
        outside = [m for m in mentions if not any(a <= m["start"] < b for a, b in avoid)]
        if not mentions:
            raise NotationError(f"no mention {words.text if words else ''} of {identifier}")
        best = min(outside or mentions, key=lambda m: gap(range_of(m), anchor))
        return {k: best[k] for k in ("start", "end", "text")}

    def party(self, tokens: Sequence[Token], anchor: Range, avoid: Sequence[Range] = ()) -> Json:
        """What `by` says: an entity, `e5 implicit`, `? "he"` for one who is not known, `none`."""
        first, *more = plain(tokens)
        words = quoted(tokens)
        if first == "none":
            return dict(NOBODY)
        known = (
            {"entity": first, "name": self.entities[first]["name"]} if first != "?" else {"entity": None, "name": None}
        )
        if "implicit" in more:
            return {"span": None, **known, "status": "implicit", "reason": "continuation"}
        if first != "?":
            return {"span": self.mention(first, anchor, words, avoid), **known, "status": "resolved", "reason": None}
        if words is None:
            raise NotationError("no words for the one who is not known")
        span = self.marked.span(self.marked.nearest(words, anchor, avoid))
        return {"span": span, **known, "status": "unresolved", "reason": more[0] if more else "no_antecedent"}

    def reference(self, tokens: Sequence[Token], anchor: Range, avoid: Sequence[Range] = ()) -> Json:
        """An entity by its nearest mention, or words that lead to none."""
        words, ids = quoted(tokens), plain(tokens)
        if ids:
            return {"span": self.mention(ids[0], anchor, words, avoid), "entity": ids[0]}
        if words is None:
            raise NotationError("neither an entity nor words")
        return {"span": self.marked.span(self.marked.nearest(words, anchor, avoid)), "entity": None}

    def references(self, tokens: Sequence[Token], anchor: Range, avoid: Sequence[Range] = ()) -> list[Json]:
        """Several references; words belong to the entity before them."""
        groups: list[list[Token]] = []
        for each in tokens:
            if isinstance(each, Words) and groups and isinstance(groups[-1][-1], str):
                groups[-1].append(each)
            else:
                groups.append([each])
        return [self.reference(group, anchor, avoid) for group in groups]


def options_of(tokens: Iterable[Token], names: Sequence[str]) -> dict[str, list[Token]]:
    """The tokens after each keyword."""
    found: dict[str, list[Token]] = {}
    current: list[Token] = []
    for each in tokens:
        if isinstance(each, str) and each in names:
            current = found.setdefault(each, [])
        else:
            current.append(each)
    return found


def quote(tokens: list[Token], names: Names) -> Json:
    """`q1 direct by e5 cue "said" via e7 to e8`."""
    identifier, kind = plain(tokens)[:2]
    options = options_of(tokens, ("by", "cue", "via", "to"))
    pieces = names.marked.places(identifier)
    words = quoted(options.get("cue", ()))
    cues = [names.marked.nearest(words, p, pieces) for p in pieces] if words else []
    cue = min(cues, key=lambda c: min(gap(c, p) for p in pieces), default=None)
    anchor = cue or pieces[0]
    return {
        "id": identifier,
        "type": kind,
        "content": [names.marked.span(p) for p in pieces],
        "cue": names.marked.span(cue) if cue else None,
        "speaker": names.party(options["by"], anchor, pieces),
        "via": names.references(options.get("via", ()), anchor, pieces),
        "addressee": names.reference(options["to"], anchor, pieces) if "to" in options else None,
    }


def holding(quotes: Sequence[Json], place: Range) -> Json | None:
    """The shortest quote that a place stands in."""
    around = [q for q in quotes if any(c["start"] <= place[0] and place[1] <= c["end"] for c in q["content"])]
    return min(around, key=lambda q: sum(c["end"] - c["start"] for c in q["content"]), default=None)


def figure(tokens: list[Token], names: Names, quotes: Sequence[Json]) -> Json:
    """`f1 count 41 at_least measured "people" event "were killed" time "Monday"`; source as its quote's, or `by`."""
    known = ("by", "via", "measured", "event", "time", "iso", "unit", "change")
    identifier, kind, *rest = tokens
    plain_end = next((n for n, t in enumerate(rest) if t in known), len(rest))
    written, modifier = [*plain(rest[:plain_end]), "exact"][:2]
    options = options_of(rest, known)
    (place,) = names.marked.places(str(identifier))
    value, low, high = bounds(written, modifier)
    inside = holding(quotes, place)
    source, via = (inside["speaker"], inside["via"]) if inside else (NOBODY, [])
    if "by" in options:
        source, via = names.party(options["by"], place), []
    if "via" in options:
        via = names.references(options["via"], place)
    spans = {name: stretch(names.marked, options.get(name, ()), place) for name in ("measured", "event", "time")}
    return {
        "id": identifier,
        "span": names.marked.span(place),
        "kind": kind,
        "value": value,
        "low": low,
        "high": high,
        "modifier": modifier,
        "unit": one(options, "unit"),
        "measured": spans["measured"],
        "event": spans["event"],
        "source": dict(source),
        "via": via,
        "time": {"span": spans["time"], "iso": one(options, "iso")} if spans["time"] else None,
        "change": change_of(plain(options.get("change", ()))),
        "quote": inside["id"] if inside else None,
    }


def stretch(marked: Marked, tokens: Iterable[Token], place: Range) -> Json | None:
    """The nearest stretch with the words, if any are given."""
    words = quoted(tokens)
    return marked.span(marked.nearest(words, place)) if words else None


def one(options: Mapping[str, Sequence[Token]], name: str) -> str | None:
    """The plain word of a keyword, if it is there."""
    return next(iter(plain(options.get(name, ()))), None)


def bounds(written: str, modifier: str) -> tuple[float | None, float | None, float | None]:
    """Value, low and high of `41`, `10..20`, or `-` for none."""
    if written == "-":
        return None, None, None
    if ".." in written:
        low, high = (number(part) for part in written.split(".."))
        return None, low, high
    value, opened = number(written), OPEN.get(modifier)
    return value, None if opened == "low" else value, None if opened == "high" else value


def number(written: str) -> float | None:
    """A number, whole where it is; None for nothing."""
    if not written:
        return None
    value = float(written.replace(",", ""))
    return int(value) if value == int(value) else value


def change_of(words: Sequence[str]) -> Json | None:
    """`change rise from f3 to f4`."""
    if not words:
        return None
    ends = {name: words[words.index(name) + 1] if name in words else None for name in ("from", "to")}
    return {"direction": words[0], **ends}


def stance(tokens: list[Token], names: Names, quotes: Sequence[Json]) -> Json:
    """`s1 against accuse by e3 to e4`, `to "firing any mortars"`, `told e5` for who puts it on the holder."""
    options = options_of(tokens, ("by", "to", "told", "score"))
    identifier, polarity, attitude = plain(tokens)[:3]
    (place,) = names.marked.places(identifier)
    inside = holding(quotes, place)
    score = one(options, "score")
    holder = inside["speaker"] if inside else NOBODY
    return {
        "id": identifier,
        "holder": names.party(options["by"], place) if "by" in options else dict(holder),
        "target": names.reference(options["to"], place),
        "polarity": polarity,
        "score": float(score) if score else round(SIGN[polarity] * INTENSITY[attitude], 2),
        "attitude": attitude,
        "cue": names.marked.span(place),
        "evidence": names.marked.span(sentence_around(names.marked.text, place)),
        "context": "quote" if inside else "narration",
        "quote": inside["id"] if inside else None,
        "ascribed_by": names.reference(options["told"], place) if "told" in options else None,
    }


def sentence_around(text: str, place: Range) -> Range:
    """The sentence that a stretch stands in."""
    start, end = 0, len(text)
    for match in SENTENCE_END.finditer(text):
        if "\n" not in match[0] and ABBREVIATED.search(text[: match.start()]):
            continue
        if match.end() <= place[0]:
            start = match.end()
        elif match.start() >= place[1]:
            end = match.start() + len(match[0].rstrip())
            break
    return start, end


def relation(tokens: list[Token]) -> Json:
    """`conflict f5 f7: different sources`."""
    kind, *words = plain(tokens)
    ids = [w.rstrip(":") for w in words if ITEM.fullmatch(w.rstrip(":"))]
    return {"kind": kind, "items": ids, "why": " ".join(words[len(ids) :])}


if __name__ == "__main__":
    sys.exit(main())
