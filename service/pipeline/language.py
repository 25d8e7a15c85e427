"""Which language a text is in, when that can be told with confidence."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 3000
UNLIKELY = 0.001
"""Below this chance of being English a text is another language."""
ENGLISH_SHARE = 0.12
"""English news has a quarter or more of these words, telegraphic English a tenth, other languages next to none."""
ENGLISH = frozenset(
    """
    the of and to in a is that for it on was with as be at by he are this have from has not but they his
    her an were or who their which said will had after its been more when over we she you than would
    about there one
    """.split()
)


def detect(text: str) -> str:
    """The ISO 639-1 code of another language when it is recognised with confidence, else en.

    Capitals and telegraphic style are English too: a text with a fair share of English function words is English
    whatever the classifier says of it, and a text with hardly a letter is no other language.
    """
    sample = middle(text)
    words = [w.lower() for w in WORD.findall(sample)]
    if len(words) < 20 and len("".join(words)) < 100:
        return "en"
    if words and sum(w in ENGLISH for w in words) / len(words) >= ENGLISH_SHARE:
        return "en"
    ranked = identifier().rank(" ".join(words))
    chances = {language: float(chance) for language, chance in ranked}
    best = max(chances, key=chances.__getitem__)
    return str(best) if chances.get("en", 0.0) < UNLIKELY and chances[best] > 0.5 else "en"


def middle(text: str) -> str:
    """A sample from the middle of a long text: its edges may be menus."""
    start = max(0, (len(text) - SAMPLE) // 2)
    return text[start : start + SAMPLE]


@cache
def identifier() -> LanguageIdentifier:
    """The classifier, its tables loaded once when the first text needs it."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
