"""Several articles set against each other: versions of one, or outlets on one event.

    structures -> pairs (what they share) -> entities (who is who) -> origins (what rests on what)
      -> figures, quotes, stances

All of it works on finished answers, in code points; `place` moves the spans for who counts in other units.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.comparison import Compared, Comparison, View, with_spans
from schemas.records import Article, OffsetUnit, Span, Structure
from service.comparing.articles import read_articles
from service.comparing.entities import by_member, match_entities
from service.comparing.figures import Lemmas, compare_figures
from service.comparing.origins import find_origins
from service.comparing.outcomes import find_order
from service.comparing.passages import find_pairs, read_words
from service.comparing.quotes import compare_quotes
from service.comparing.stances import compare_stances
from service.lexicons import Lexicon
from service.structuring import document_of, utf16_offsets


def compare(
    articles: Sequence[Article],
    structures: Sequence[Structure],
    lexicon: Lexicon,
    lemmas: Lemmas,
    *,
    view: View | None = None,
    unit: OffsetUnit = "code_point",
) -> Comparison:
    """What articles have in common and where they part.

    Args:
        articles: two or more.
        structures: their answers, with offsets in code points.
        lexicon: the words of the language.
        lemmas: gives the dictionary forms of nouns.
        view: whether they are versions of one article or several on one event; None: by what they share.
        unit: what the offsets of the comparison count.
    """
    texts = [article.text for article in articles]
    documents = [document_of(article, unit) for article in articles]
    pairs = find_pairs([read_words(text, structure) for text, structure in zip(texts, structures, strict=True)])
    entities = match_entities(structures)
    who = by_member(entities)
    read = read_articles(texts, structures, who)
    origins = find_origins(read, pairs)
    order = find_order(view, pairs, documents)
    comparison = Comparison(
        view="versions" if order.order else "outlets",
        offset_unit=unit,
        articles=tuple(Compared(number, document) for number, document in enumerate(documents)),
        pairs=pairs,
        origins=origins.told,
        entities=entities,
        figures=compare_figures(read, origins, order, lexicon.figures, lemmas),
        quotes=compare_quotes(read, origins, order),
        stances=compare_stances(read, order),
    )
    return comparison if unit == "code_point" else in_utf16(comparison, texts)


def in_utf16(comparison: Comparison, texts: Sequence[str]) -> Comparison:
    """The comparison with its spans in UTF-16 units."""
    units = [utf16_offsets(text) for text in texts]
    return with_spans(
        comparison, lambda article, span: Span(units[article][span.start], units[article][span.end], span.text)
    )
