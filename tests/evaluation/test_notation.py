"""The short notation of gold: what is written is what is read, and a line that cannot be understood is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluation.gold import read_gold
from evaluation.notation import NotationError, main, read_notation
from evaluation.noting import noted

HILL = """id: hill-school
genre: local
variety: British
=== text
[g1:Council to shut [e1:Hill School]]

[e2:Ana Ruiz], [e2:the mayor], said [q1:[f1:40] pupils would move by [f2:2027]]. [e3:Parents] [s1:condemned] the plan.

“[q2:[e2:I] am sorry],” [e2:she] said. “[q2:It hurts.]”
=== segments
g1 title
=== entities
e1 ORG "Hill School"
e2 PERSON "Ana Ruiz" role "mayor"
e3 PERSON unnamed "parents"
=== quotes
q1 indirect by e2 cue "said"
q2 direct by e2 cue "said"
=== figures
f1 count 40 measured "pupils" event "move" time "by 2027"
f2 date 2027 exact event "move" time "2027" iso 2027
=== stances
s1 against denounce by e3 to "the plan"
=== relations
same_claim f1 f2: no reason
"""


def hill() -> dict[str, Any]:
    structure: dict[str, Any] = read_notation(HILL)["structure"]
    return structure


@pytest.mark.parametrize("article", read_gold(), ids=lambda a: a["id"])
def test_gold_is_the_same_after_writing_and_reading(article: dict[str, Any]) -> None:
    assert read_notation(noted(article)) == article


def test_marks_are_taken_out_of_the_text() -> None:
    text = read_notation(HILL)["text"]
    assert text.startswith("Council to shut Hill School\n\nAna Ruiz, the mayor, said 40 pupils")
    assert "[" not in text


def test_a_mention_is_what_its_words_are() -> None:
    kinds = {m["text"]: m["kind"] for m in hill()["entities"][1]["mentions"]}
    assert kinds == {"Ana Ruiz": "name", "the mayor": "nominal", "I": "pronoun", "she": "pronoun"}


def test_a_speaker_is_the_mention_nearest_to_the_cue_outside_of_the_content() -> None:
    first, second = hill()["quotes"]
    assert (first["speaker"]["span"]["text"], first["cue"]["text"]) == ("the mayor", "said")
    assert (second["speaker"]["span"]["text"], len(second["content"])) == ("she", 2)


def test_a_figure_has_the_speaker_of_its_quote_for_a_source() -> None:
    forty = hill()["figures"][0]
    assert (forty["quote"], forty["source"]["entity"], forty["value"]) == ("q1", "e2", 40)


@pytest.mark.parametrize(
    ("written", "modifier", "bounds"),
    [
        ("40", "exact", (40, 40, 40)),
        ("40", "at_least", (40, 40, None)),
        ("40", "nearly", (40, None, 40)),
        ("40..50", "between", (None, 40, 50)),
        ("-", "exact", (None, None, None)),
    ],
)
def test_bounds_follow_from_the_modifier(written: str, modifier: str, bounds: tuple[float | None, ...]) -> None:
    content = HILL.replace("f1 count 40 measured", f"f1 count {written} {modifier} measured")
    figure = read_notation(content)["structure"]["figures"][0]
    assert (figure["value"], figure["low"], figure["high"]) == bounds


def test_a_stance_has_the_sentence_of_its_cue_for_evidence() -> None:
    (stance,) = hill()["stances"]
    assert stance["evidence"]["text"] == "Parents condemned the plan."
    assert stance["holder"]["entity"] == "e3"
    assert stance["score"] == -0.9


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("[f1:40]", "[f1:40"), "not closed"),
        (("[s1:condemned]", "condemned"), "s1"),
        (('to "the plan"', 'to "the scheme"'), "the scheme"),
        (("by e3 to", "by e9 to"), "e9"),
        (("s1 against denounce", "s1 against adore"), "adore"),
        (("g1 title", "g1 duplicate"), "nothing before"),
    ],
)
def test_a_line_that_cannot_be_understood_is_told(wrong: tuple[str, str], told: str) -> None:
    with pytest.raises(NotationError, match=told):
        read_notation(HILL.replace(*wrong))


def test_words_may_be_counted_in_their_paragraph() -> None:
    content = HILL.replace('q2 direct by e2 cue "said"', 'q2 direct by e2 "she" cue "said"#1')
    assert read_notation(content)["structure"]["quotes"][1]["cue"]["text"] == "said"


def test_the_command_turns_notation_into_gold_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "hill.txt", tmp_path / "hill.json"
    source.write_text(HILL, "utf-8")
    assert main([str(source), "--out", str(target)]) == 0
    assert main([str(target)]) == 0
    assert read_notation(capsys.readouterr().out) == read_notation(HILL)


def test_the_command_tells_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "hill.txt"
    source.write_text(HILL.replace("by e3 to", "by e9 to"), "utf-8")
    assert main([str(source)]) == 1
    assert "hill.txt: s1 against denounce by e9" in capsys.readouterr().err


def test_the_us_is_no_pronoun() -> None:
    article = read_notation(
        "id: a\ngenre: wire\nvariety: British\n=== text\nThe [e1:US] told [e2:us].\n"
        '=== entities\ne1 GPE "US"\ne2 ORG "team"\n'
    )
    kinds = [m["kind"] for e in article["structure"]["entities"] for m in e["mentions"]]
    assert kinds == ["name", "pronoun"]
