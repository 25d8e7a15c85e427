"""The same quotation in several articles: word for word, cut, reworded, or put into another mouth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from schemas.comparison import ComparedQuote, Place, Wording, Wordings
from schemas.records import Quote, Span
from service.comparing.articles import Read
from service.comparing.figures import name_of
from service.comparing.origins import Origins
from service.comparing.outcomes import Order
from service.comparing.words import Word, joined, stretch, words_of

SHINGLE = 3
"""Words that two quotes share in one run before they are looked at."""
MOST = 200
"""The most quotes of an article that are compared."""
LONGEST = 300
"""The most words of a quote that are compared."""
IN_MARKS, REPORTED = 0.6, 0.75
"""The share of the shorter quote's words that the other must have, in order: between marks, and without, where the
telling ones count apart."""
WHOLE = 0.95
"""The share from which the shorter one is the longer one with words left out."""
COMMON_TO_ALL = 25
"""Words in a row that so many quotes have are nobody's own."""


@dataclass(frozen=True, slots=True)
class Said:
    """A quote of an article as it is compared."""

    article: int
    quote: Quote
    words: tuple[Word, ...]
    speaker: str | None

    @property
    def folded(self) -> list[str]:
        """Its words without their places."""
        return [word.folded for word in self.words]


def compare_quotes(articles: Sequence[Read], origins: Origins, order: Order) -> tuple[ComparedQuote, ...]:
    """Quotes as the articles have them: what differs first, then what several have, then what one has alone."""
    said = [one for article in articles for one in read_quotes(article, origins)]
    links = {(i, j): kind for i, j in candidates(said) if (kind := wording(said[i], said[j])) is not None}
    found = []
    for group in joined(len(said), links):
        kinds = {kind for (i, j), kind in links.items() if i in group} if len(group) > 1 else set()
        found.append(compared([said[i] for i in group], kinds, articles, order))
    return tuple(order.sorted(found))


def read_quotes(article: Read, origins: Origins) -> Iterator[Said]:
    """The quotes of an article that have words."""
    for quote in (article.structure.quotes or ())[:MOST]:
        words = tuple(words_of(article.text, quote.content)[:LONGEST])
        if words:
            yield Said(article.number, quote, words, origins.source(article.number, quote.speaker))


def candidates(said: Sequence[Said]) -> list[tuple[int, int]]:
    """Pairs of quotes of two articles that share a run of words, or are short and the same."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(said):
        words = one.folded
        size = min(SHINGLE, len(words))
        for run in {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}:
            places[run].append(place)
    pairs = {
        (i, j)
        for found in places.values()
        if len(found) <= COMMON_TO_ALL
        for i, j in combinations(found, 2)
        if said[i].article != said[j].article
    }
    return sorted(pairs)


def wording(a: Said, b: Said) -> Wording | None:
    """How two quotes have the same words; None when they are two quotations."""
    first, second = a.folded, b.folded
    shorter, longer = sorted((len(first), len(second)))
    one_speaker = a.speaker is not None and a.speaker == b.speaker
    two_speakers = a.speaker is not None and b.speaker is not None and not one_speaker
    marked = a.quote.type != "indirect" and b.quote.type != "indirect"
    if (two_speakers and not marked) or (shorter < SHINGLE and not one_speaker):
        return None
    if first == second:
        return "same"
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    share = sum(block.size for block in blocks)
    if share < (IN_MARKS if marked else REPORTED) * shorter:
        return None
    if not marked:  # "accused Quellin of …" is no claim that two accusations share
        telling = min(sum(w.telling for w in a.words), sum(w.telling for w in b.words))
        if sum(w.telling for block in blocks for w in a.words[block.a : block.a + block.size]) < REPORTED * telling:
            return None
    return "cut" if share >= WHOLE * shorter and shorter < longer else "reworded"


def compared(group: Sequence[Said], kinds: set[Wording], articles: Sequence[Read], order: Order) -> ComparedQuote:
    """A quotation, and how each article has it."""
    fullest = max(range(len(group)), key=lambda n: len(group[n].words))
    present = {one.article for one in group}
    worst: Wording = next((kind for kind in ("reworded", "cut", "same") if kind in kinds), "only")
    missing = order.missing(present)
    kind: Wording = "only" if len(present) == 1 else worst
    if missing in ("added", "removed"):
        kind = missing
    names = {one.speaker for one in group} - {None}
    return ComparedQuote(
        kind=kind,
        speakers_differ=len(names) > 1,
        fullest=fullest,
        entries=tuple(entry(one, group[fullest], articles) for one in group),
    )


def entry(one: Said, fullest: Said, articles: Sequence[Read]) -> Wordings:
    """A quote, and what it leaves out of the fullest one."""
    article = articles[one.article]
    return Wordings(
        article=one.article,
        quote=one.quote.id,
        content=one.quote.content,
        speaker=name_of(one.quote.speaker),
        entity=article.across(one.quote.speaker.entity),
        omits=tuple(omitted(one, fullest, articles[fullest.article].text)),
    )


def omitted(one: Said, fullest: Said, text: str) -> Iterator[Place]:
    """The stretches of the fullest quote that another one does not have."""
    if one is fullest:
        return
    steps = SequenceMatcher(None, fullest.folded, one.folded, autojunk=False).get_opcodes()
    for kind, start, end, _, _ in steps:
        if kind in ("delete", "replace"):
            for run in unbroken(fullest.words[start:end], fullest.quote.content):
                yield Place(fullest.article, stretch(text, run))


def unbroken(words: Sequence[Word], content: Sequence[Span]) -> Iterator[Sequence[Word]]:
    """Words in runs that no "he said" interrupts."""
    for span in content:
        run = [word for word in words if span.start <= word.start < span.end]
        if run:
            yield run
