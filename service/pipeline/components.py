"""spaCy components, only for what a later spaCy stage must read."""

from __future__ import annotations

import bisect

from spacy.language import Language
from spacy.tokens import Doc

from service.models import read_weights
from service.pipeline.recognizer import BLOCK_TOKENS, NameRecognizer
from service.pipeline.segments import Reading

NAMES = "standfirst_names"
BLOCK_SENTENCES = "standfirst_block_sentences"
BLOCK_STARTS = "standfirst_block_starts"


@Language.component(BLOCK_SENTENCES)
def block_sentences(doc: Doc) -> Doc:
    """Begin a sentence where a block begins, before the parser decides about the rest."""
    starts: list[int] = doc.user_data.pop(BLOCK_STARTS, [])
    begun: list[int] = []
    doc.user_data[BLOCK_TOKENS] = begun
    for token in doc:
        i = bisect.bisect_left(starts, token.idx)
        if token.i and i < len(starts) and starts[i] == token.idx:
            token.is_sent_start = True
            begun.append(token.i)
    return doc


@Language.factory(NAMES)
def name_recognizer(nlp: Language, name: str) -> NameRecognizer:
    """The recognizer of names with the weights of the package.

    Raises:
        DamagedWeights: they are missing or changed.
    """
    return NameRecognizer(read_weights("names.onnx"), read_weights("tokenizer.json"))


def read(nlp: Language, reading: Reading) -> Doc:
    """The parsed reading text; sentences never cross its blocks."""
    doc = nlp.make_doc(reading.text)
    doc.user_data[BLOCK_STARTS] = [block.start for block in reading.blocks]
    return nlp(doc)
