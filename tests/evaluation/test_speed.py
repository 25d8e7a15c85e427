"""What the measure of speed adds up: the stages that a reading reports, and texts of the lengths that it asks for."""

from __future__ import annotations

from evaluation.speed import RAW, WHOLE, lengthened, one_round, peopled
from service.structuring import Structurer

TEXT = "Ada Holm said on Monday that Norway had paid 40 million dollars to Sweden, which criticised the deal."


def test_a_round_has_the_stages_of_a_reading_and_what_they_are_compared_with(structurer: Structurer) -> None:
    spent = one_round(structurer, structurer.nlp, [TEXT, TEXT])
    stages = {"segments", "parse", "entities", "quotes", "figures", "stances", "relations"}
    assert stages == spent.keys() - {RAW, "our nlp(text)", "names", WHOLE, "encode"}
    assert 0 < sum(spent[stage] for stage in stages) <= spent[WHOLE]


def test_texts_are_as_long_as_asked() -> None:
    assert len("".join(lengthened(["one two three", "four"], 10)).split()) == 10
    assert len(peopled(5, 300).split()) >= 300
