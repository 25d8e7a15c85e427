"""Scores of quotes: attributed-quote F1, and content by piece and by word, by type.

A quote is right when one of its content pieces shares half its words (intersection over union) with a gold piece
and its speaker is right. Precision is over all gold attributions, recall over speech (PolNeAR marks both).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from evaluation.matching import WORD, Json, Range, Rates, overlap, range_of, rates, word_starts

NO_NAME = frozenset(
    """
    the a an of in on at by for to and or his her their its our my who which that former chief president
    senator sen rep gov mr mrs ms dr s
    """.split()
)
KINDS = (None, "direct", "mixed", "indirect")


def between_marks(text: str) -> list[bool]:
    """For each character, whether it stands between quotation marks; a line's end closes what it left open."""
    inside, mask = False, []
    for character in text:
        if character == "\n":
            inside = False
        elif character == '"':
            inside = not inside
        elif character in "“«":
            inside = True
        elif character in "”»":
            inside = False
        mask.append(inside and character not in '\n"“«”»')
    return mask


def type_of(text: str, ranges: Sequence[Range], mask: Sequence[bool]) -> str:
    """direct, mixed or indirect, by the share of words between marks."""
    flags = [mask[w] for w in word_starts(text, ranges)]
    if not any(flags):
        return "indirect"
    return "direct" if sum(flags) >= 0.9 * len(flags) else "mixed"


def content_pieces(text: str, ranges: Sequence[Range]) -> list[Range]:
    """One piece a line, from first to last word without a leading "that"; neighbours without a word between joined."""
    found: set[Range] = set()
    for start, end in ranges:
        for line in re.finditer(r"[^\n]+", text[start:end]):
            words = [m.span() for m in WORD.finditer(text, start + line.start(), start + line.end())]
            if len(words) > 1 and text[slice(*words[0])].lower() == "that":
                words = words[1:]
            if words:
                found.add((words[0][0], words[-1][1]))
    joined: list[Range] = []
    for piece in sorted(found):
        gap = text[joined[-1][1] : piece[0]] if joined else "\n"
        if joined and "\n" not in gap and not WORD.search(gap):
            joined[-1] = (joined[-1][0], piece[1])
        else:
            joined.append(piece)
    return joined


def name_words(name: str | None) -> set[str]:
    """The words of a name that tell whose it is."""
    return {w.lower() for w in re.findall(r"[A-Za-z][\w’'-]+", name or "")} - NO_NAME


def speaker_is_right(text: str, names: Mapping[str, str], gold: Json, found: Json) -> bool:
    """True when the gold speaker's words are in the speaker's span, or both have the same name."""
    speaker = found.get("speaker") or {}
    span = speaker.get("span")
    if not gold.get("speaker"):
        return not span
    spans = [tuple(s) for s in gold.get("speaker_spans") or [gold["speaker"]]]
    if span and word_starts(text, spans) & word_starts(text, [range_of(span)]):
        return True
    entity_name = names.get(speaker.get("entity") or "")
    said = name_words(speaker.get("name") or entity_name) | name_words(entity_name)
    if gold.get("speaker_kind") == "name" and said & name_words(gold["speaker_text"]):
        return True
    return bool(gold.get("speaker_canonical")) and bool(said & name_words(gold["speaker_canonical"]))


def score_quotes(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates | float]:
    """Rates by measure and type, and how far confidence is off."""
    report: dict[str, Rates | float] = {
        f"attributed {kind or 'all'}": attributed(documents, answers, kind) for kind in KINDS
    }
    report["calibration error"] = calibration_error(documents, answers)
    for label, kind, speech in (("all", None, False), ("speech", None, True), *((k, k, True) for k in KINDS[1:] if k)):
        report |= {f"{label} {measure}": r for measure, r in content(documents, answers, kind, speech=speech).items()}
    return report


def attributed(documents: Sequence[Json], answers: Mapping[str, Json], kind: str | None) -> Rates:
    """Attributed-quote rates over the quotes of one type, or of all."""
    counts: Counter[str] = Counter()
    for document in documents:
        text, structure = document["text"], answers[document["id"]]
        mask = between_marks(text)
        names = {e["id"]: e["name"] for e in structure.get("entities", ())}
        founds = [(q, content_pieces(text, [range_of(c) for c in q["content"]])) for q in structure.get("quotes", ())]
        golds = [(q, content_pieces(text, [tuple(s) for s in q["spans"]])) for q in document["quotes"]]
        right = {
            (g, f)
            for g, (gold, gold_pieces) in enumerate(golds)
            for f, (found, found_pieces) in enumerate(founds)
            if shares_half(text, gold_pieces, found_pieces) and speaker_is_right(text, names, gold, found)
        }
        counted = {f for f, (_, ps) in enumerate(founds) if ps and (kind is None or type_of(text, ps, mask) == kind)}
        wanted = {
            g for g, (q, _) in enumerate(golds)
            if q.get("speech", True) and q.get("speaker") and (kind is None or q["type"] == kind)
        }  # fmt: skip
        counts["found"] += len(counted)
        counts["found right"] += len({f for _, f in right} & counted)
        counts["gold"] += len(wanted)
        counts["gold right"] += len({g for g, _ in right} & wanted)
    return rates(counts["found right"], counts["found"], counts["gold right"], counts["gold"])


def right_quotes(document: Json, structure: Json) -> list[Json]:
    """The quotes of an answer that the document's gold has, with the same speaker."""
    text = document["text"]
    names = {e["id"]: e["name"] for e in structure.get("entities", ())}
    golds = [(q, content_pieces(text, [tuple(s) for s in q["spans"]])) for q in document["quotes"]]
    right = []
    for quote in structure.get("quotes", ()):
        pieces = content_pieces(text, [range_of(c) for c in quote["content"]])
        if any(shares_half(text, g, pieces) and speaker_is_right(text, names, gold, quote) for gold, g in golds):
            right.append(quote)
    return right


def calibration_error(documents: Sequence[Json], answers: Mapping[str, Json]) -> float:
    """How far confidence is from the share that is right, on average over the quotes, in percent.

    The expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015).
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for document in documents:
        structure = answers[document["id"]]
        right = {id(quote) for quote in right_quotes(document, structure)}
        for quote in (q for q in structure.get("quotes", ()) if "confidence" in q):
            at = min(9, int(10 * quote["confidence"]))
            bins.setdefault(at, []).append((quote["confidence"], id(quote) in right))
    total = sum(len(found) for found in bins.values())
    gaps = (abs(sum(c for c, _ in found) - sum(good for _, good in found)) for found in bins.values())
    return round(100 * sum(gaps) / max(1, total), 1)


def shares_half(text: str, golds: Sequence[Range], founds: Sequence[Range]) -> bool:
    """True when a gold and a found piece have half of their words in common."""
    for gold in golds:
        own = word_starts(text, [gold])
        for found in founds:
            other = word_starts(text, [found]) if overlap(gold, found) else set()
            if other and len(own & other) >= 0.5 * len(own | other):
                return True
    return False


def content(
    documents: Sequence[Json], answers: Mapping[str, Json], kind: str | None, *, speech: bool
) -> dict[str, Rates]:
    """Rates of content pieces: same boundaries (exact), share of words of each piece (soft), words (token)."""
    n: Counter[str] = Counter()
    soft_found = soft_gold = 0.0
    for document in documents:
        text = document["text"]
        mask = between_marks(text)
        founds = [
            content_pieces(text, [range_of(c) for c in q["content"]]) for q in answers[document["id"]].get("quotes", ())
        ]
        golds = [(q, content_pieces(text, [tuple(s) for s in q["spans"]])) for q in document["quotes"]]
        all_gold = {p for _, ps in golds for p in ps}
        all_found = {p for ps in founds for p in ps}
        gold = {
            p
            for q, ps in golds
            for p in ps
            if (kind is None or q["type"] == kind) and (q.get("speech", True) or not speech)
        }
        found = {p for ps in founds for p in ps if kind is None or type_of(text, ps, mask) == kind}
        n["found"] += len(found)
        n["gold"] += len(gold)
        n["found exact"] += len(found & all_gold)
        n["gold exact"] += len(gold & all_found)
        found_words, gold_words = word_starts(text, found), word_starts(text, gold)
        n["found words"] += len(found_words)
        n["gold words"] += len(gold_words)
        n["found words right"] += len(found_words & word_starts(text, all_gold))
        n["gold words right"] += len(gold_words & word_starts(text, all_found))
        soft_found += sum(best_share(text, piece, all_gold) for piece in found)
        soft_gold += sum(best_share(text, piece, all_found) for piece in gold)
    return {
        "exact": rates(n["found exact"], n["found"], n["gold exact"], n["gold"]),
        "soft": rates(soft_found, n["found"], soft_gold, n["gold"]),
        "token": rates(n["found words right"], n["found words"], n["gold words right"], n["gold words"]),
    }


def best_share(text: str, piece: Range, others: set[Range]) -> float:
    """The largest share of a piece's words that one of the others holds."""
    own = word_starts(text, [piece])
    return max((len(own & word_starts(text, [o])) / len(own) for o in others if overlap(o, piece)), default=0.0)
