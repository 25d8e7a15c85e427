"""spaCy components, only for what a later spaCy stage must read."""

from __future__ import annotations

import numpy as np
from spacy.attrs import SENT_START  # type: ignore[import-not-found]  # no stub
from spacy.language import Language
from spacy.tokens import Doc

from schemas.problem import FieldError, Refused
from service.models import read_weights
from service.pipeline.recognizer import BLOCK_TOKENS, NameRecognizer
from service.pipeline.segments import Reading

NAMES = "standfirst_names"
BLOCK_SENTENCES = "standfirst_block_sentences"
BLOCK_STARTS = "standfirst_block_starts"
MAX_TOKENS = 30_000
"""The most tokens that are parsed: 100,000 characters of news have 20,000; one that has more is no news."""


@Language.component(BLOCK_SENTENCES)
def block_sentences(doc: Doc) -> Doc:
    """Begin a sentence where a block begins, before the parser decides about the rest."""
    starts = set(doc.user_data.pop(BLOCK_STARTS, []))
    begun = [token.i for token in doc if token.i and token.idx in starts]
    doc.user_data[BLOCK_TOKENS] = begun
    opens = np.zeros(len(doc), dtype=np.uint64)  # 0: for the parser to say
    opens[begun] = 1
    # all at once: `is_sent_start = True` looks through the whole text each time
    return doc.from_array([SENT_START], opens)  # type: ignore[arg-type]  # one column may be flat


@Language.factory(NAMES)
def name_recognizer(nlp: Language, name: str) -> NameRecognizer:
    """The recognizer of names with the weights of the package.

    Raises:
        DamagedWeights: they are missing or changed.
    """
    return NameRecognizer(read_weights("names.onnx"), read_weights("tokenizer.json"))


def read(nlp: Language, reading: Reading) -> Doc:
    """The parsed reading text; sentences never cross its blocks.

    Raises:
        Refused: it has more tokens than are parsed.
    """
    doc = nlp.make_doc(reading.text)
    if len(doc) > MAX_TOKENS:
        count = f"The text has {len(doc)} words and marks; at most {MAX_TOKENS} are read."
        raise Refused("too_large", f"{count} Send it in parts.", (FieldError("/text", count),))
    doc.user_data[BLOCK_STARTS] = [block.start for block in reading.blocks]
    return nlp(doc)
