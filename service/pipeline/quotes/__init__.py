"""Who said what: direct, indirect and mixed quotations with cue, speaker, chain of sources and addressee.

Marks give the direct words, the parse gives the clauses; a verb of the cue lexicon joins either to its speaker.
Which words are content follows PARC 3.0 and PolNeAR: the reported clause without its "that", the words between
the marks without the marks.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from schemas.records import Quote
from service.lexicons.reader import Lexicon
from service.pipeline.actors import Actors
from service.pipeline.marks import Quotations
from service.pipeline.quotes.cues import is_cue
from service.pipeline.quotes.drafts import Draft, Text
from service.pipeline.quotes.layout import from_colons, from_dashes, from_floating, from_letterheads
from service.pipeline.quotes.phrases import from_noun, from_phrase
from service.pipeline.quotes.settling import nest, number, settle
from service.pipeline.quotes.tags import find_tags
from service.pipeline.quotes.verbs import from_verb
from service.pipeline.segments import Reading


def find_quotes(
    doc: Doc, reading: Reading, quotations: Quotations, actors: Actors, lexicon: Lexicon
) -> tuple[Quote, ...]:
    """All quotes of the body, the title and the highlights, in text order; duplicates are left alone.

    All of them are sure; `confidence.quote_facts` says what tells how sure they should be.
    """
    text = Text(doc, reading, quotations, actors, lexicon)
    text = replace(text, tags=find_tags(text))
    tagging = {verb.i for verb in text.tags.values()}
    drafts: list[Draft] = []
    used: set[int] = set()
    tokens = list(doc)
    for verb in tokens:
        if verb.i in tagging or is_cue(verb, text):
            draft = from_verb(verb, text, used)
            if draft is not None:
                drafts.append(draft)
    drafts.extend(d for token in tokens if (d := from_phrase(token, text, drafts, used)) is not None)
    drafts.extend(d for token in tokens if (d := from_noun(token, text)) is not None)
    drafts.extend(from_letterheads(text, used))
    drafts.extend(from_dashes(text, used))
    drafts.extend(from_colons(text, used))
    drafts.extend(from_floating(text, drafts, used))
    return number(nest(settle(drafts), text), text)
