"""spaCy components, only for what a later spaCy stage must read."""

from __future__ import annotations

import bisect

from spacy.language import Language
from spacy.tokens import Doc

from service.pipeline.segments import Reading

BLOCK_SENTENCES = "standfirst_block_sentences"
BLOCK_STARTS = "standfirst_block_starts"


@Language.component(BLOCK_SENTENCES)
def block_sentences(doc: Doc) -> Doc:
    """Begin a sentence where a block begins, before the parser decides about the rest."""
    starts: list[int] = doc.user_data.pop(BLOCK_STARTS, [])
    for token in doc:
        i = bisect.bisect_left(starts, token.idx)
        if token.i and i < len(starts) and starts[i] == token.idx:
            token.is_sent_start = True
    return doc


def read(nlp: Language, reading: Reading) -> Doc:
    """The parsed reading text; sentences never cross its blocks."""
    doc = nlp.make_doc(reading.text)
    doc.user_data[BLOCK_STARTS] = [block.start for block in reading.blocks]
    return nlp(doc)
