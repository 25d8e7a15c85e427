"""Characters to tokens, tokens to sentences, and characters to blocks, by bisection.

spaCy's own `Doc.char_span` and `Token.sent` walk the text, which a table of ten thousand numbers cannot afford.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from service.pipeline.segments import Block

Phrase = tuple[int, int]
"""A token range, half-open."""
LONG_SENTENCE = 400
"""More words than this without an end are no sentence but a list, or an attack; nothing is read off its verbs."""


class Positions:
    """Where the tokens, sentences and blocks of a parsed reading text begin."""

    def __init__(self, doc: Doc, blocks: Sequence[Block]) -> None:
        self._doc = doc
        self._blocks = blocks
        self._tokens = [token.idx for token in doc]
        self._sentences = [sentence.start for sentence in doc.sents]
        self._block_starts = [block.start for block in blocks]

    def tokens(self, start: int, end: int) -> Phrase:
        """The tokens that a stretch of characters touches; at least one."""
        first = max(0, bisect_right(self._tokens, start) - 1)
        return first, max(first + 1, bisect_right(self._tokens, end - 1))

    def token(self, character: int) -> Token:
        """The token that a character stands in, or the one before it."""
        return self._doc[self.tokens(character, character + 1)[0]]

    def sentence(self, token: Token) -> Phrase:
        """The tokens of a token's sentence."""
        n = bisect_right(self._sentences, token.i)
        end = self._sentences[n] if n < len(self._sentences) else len(self._doc)
        return self._sentences[n - 1], end

    def sentence_index(self, token: Token) -> int:
        """The number of a token's sentence."""
        return bisect_right(self._sentences, token.i) - 1

    def is_endless(self, token: Token) -> bool:
        """True inside a run of words that is too long for a sentence: nothing can be read off its verbs."""
        start, end = self.sentence(token)
        return end - start > LONG_SENTENCE

    def block(self, character: int) -> Block:
        """The block that a character stands in."""
        return self._blocks[self.block_index(character)]

    def block_index(self, character: int) -> int:
        """The number of the block that a character stands in."""
        return max(0, bisect_right(self._block_starts, character) - 1)
