"""What holds for any text: spans are slices, references resolve, nothing raises."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.records import Article, Options
from schemas.response import decode, encode
from service.config import Settings
from service.structuring import load_structurer

STRUCTURER = load_structurer(Settings().model)
PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "‘",
        "’",
        "'",
        "«",
        "»",
        "''",
        " ",
        "\n",
        "\n\n",
        ". ",
        ", ",
        "? ",
        ": ",
        "— ",
        "Ada Holm",
        "he",
        "she",
        "they",
        "said",
        "told reporters",
        "according to",
        "police",
        "Norway",
        "condemned",
        "the attack",
        "62",
        "$3 billion",
        "5 to 7 percent",
        "dozens of",
        "killed",
        "was",
        "by",
        "and",
        "that",
        "the bridge is safe",
        "(",
        ")",
        "🙂",
        "\u200b",
        "\x00",
        "By Ada Holm",
        "pic.jpg",
        "02:14",
    ]
)
NEWSLIKE = st.lists(PIECES, max_size=60).map("".join)


def holds(text: str) -> None:
    """The answer passes every check of the contract, in both units, and reads back as itself."""
    for unit in ("code_point", "utf16"):
        structure = STRUCTURER.structure(Article(text, language="en"), Options(offsets=unit))  # type: ignore[arg-type]
        assert decode(encode(structure, text)) == structure


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NEWSLIKE.filter(str.strip))
def test_any_arrangement_of_news_is_structured(text: str) -> None:
    holds(text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200).filter(str.strip))
@example("Debts came to 20000000000000000000 dollars.")
@example("9" * 400 + " people died.")
def test_any_text_is_structured(text: str) -> None:
    holds(text)
