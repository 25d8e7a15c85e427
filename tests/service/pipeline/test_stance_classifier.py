"""The learned layer: what it is asked, and that its answers do not hang on how it is asked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from schemas.records import Structure
from service.pipeline.components import read
from service.pipeline.positions import Phrase
from service.pipeline.recognizer import pieces_of
from service.pipeline.segments import read_segments
from service.pipeline.stances.classifier import (
    BATCH,
    FIRST,
    FULL,
    ON_PATH,
    SECOND,
    Asked,
    batches,
    codes,
    read_sentence,
)
from service.pipeline.stances.reading import MAX_ENTITIES, MAX_PAIRS
from service.structuring import Structurer

Read = Callable[[str], Structure]
TEXT = "Norway angrily condemned the plan of Sweden."
NORWAY, SWEDEN = (0, 1), (6, 7)


def judged(structurer: Structurer, pairs: list[tuple[Phrase, Phrase]], targets: list[Phrase]) -> tuple[np.ndarray, ...]:
    doc = read(structurer.nlp, read_segments(TEXT, structurer.lexicon.segments))
    sentence = read_sentence(doc, pieces_of(doc), 0, len(doc), structurer.lexicon.stances)
    assert sentence is not None
    return structurer.classifier.judge(doc, [Asked(sentence, pairs, targets)])[0]


def test_chances_add_up(structurer: Structurer) -> None:
    pairs, tones = judged(structurer, [(NORWAY, SWEDEN)], [NORWAY, SWEDEN])
    assert pairs.shape == (1, 5)
    assert tones.shape == (2, 3)
    assert np.allclose(pairs.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(tones.sum(axis=1), 1, atol=1e-5)


def test_a_pair_named_the_other_way_round_has_the_same_chances(structurer: Structurer) -> None:
    there, _ = judged(structurer, [(NORWAY, SWEDEN)], [])
    back, _ = judged(structurer, [(SWEDEN, NORWAY)], [])
    assert np.allclose(there[0, [0, 2, 1, 4, 3]], back[0], atol=0.02)  # weights of eight bits


def test_nothing_asked_is_nothing_told(structurer: Structurer) -> None:
    pairs, tones = judged(structurer, [], [])
    assert len(pairs) == len(tones) == 0


def test_sentences_read_together_are_judged_as_each_alone(structurer: Structurer) -> None:
    """But for the steps of eight bits, which all that is read at once has in common."""
    text = f"{TEXT} Ada Holm praised Jon Reed of Oslo in a long speech. Sweden thanked Norway and Finland. {TEXT}"
    doc = read(structurer.nlp, read_segments(text, structurer.lexicon.segments))
    asked = []
    for span in doc.sents:
        sentence = read_sentence(doc, pieces_of(doc), span.start, span.end, structurer.lexicon.stances)
        assert sentence is not None
        names = [(e.start, e.end) for e in span.ents]
        asked.append(Asked(sentence, [(names[0], names[1])], names))
    together = structurer.classifier.judge(doc, asked)
    for one, (pairs, tones) in zip(asked, together, strict=True):
        alone = structurer.classifier.judge(doc, [one])[0]
        assert np.allclose(pairs, alone[0], atol=0.05)
        assert np.allclose(tones, alone[1], atol=0.05)


def test_batches_hold_every_sentence_once_and_little_padding() -> None:
    lengths = [5, 200, 31, 30, 7, 28, 90, 33, 29, 6, 180, 32] * 3
    found = list(batches(lengths))
    assert sorted(n for together in found for n in together) == list(range(len(lengths)))
    for together in found:
        padded = len(together) * max(lengths[n] for n in together)
        assert len(together) == 1 or padded <= BATCH
        assert sum(lengths[n] for n in together) >= FULL * padded
    assert len(found) < len(lengths) / 2


def test_codes_mark_the_pair_and_the_way_between(structurer: Structurer) -> None:
    doc = read(structurer.nlp, read_segments(TEXT, structurer.lexicon.segments))
    sentence = read_sentence(doc, pieces_of(doc), 0, len(doc), structurer.lexicon.stances)
    assert sentence is not None
    by_token = dict(zip(sentence.token.tolist(), codes(doc, sentence, NORWAY, SWEDEN).tolist(), strict=True))
    assert by_token[0] == FIRST
    assert by_token[6] == SECOND
    assert by_token[2] == ON_PATH
    assert by_token[1] == 0


def test_every_mention_that_is_read_has_a_tone(example_structure: Structure) -> None:
    toned = [m for e in example_structure.entities or () for m in e.mentions if m.tone is not None]
    assert len(toned) > 0.8 * sum(len(e.mentions) for e in example_structure.entities or ())
    assert all(-1 <= m.tone.score <= 1 for m in toned if m.tone)


def test_tone_tells_good_from_ill(structure: Read) -> None:
    answer = structure(
        "Ada Holm is a disgraced liar, voters said. Jon Reed is a beloved and brilliant leader, voters said."
    )
    tones = {e.name: e.mentions[0].tone.polarity for e in answer.entities or () if e.mentions[0].tone}
    assert (tones["Ada Holm"], tones["Jon Reed"]) == ("against", "for")


def test_no_stance_lacks_its_evidence_and_none_without_a_cue_has_an_attitude(example_structure: Structure) -> None:
    for stance in example_structure.stances or ():
        assert stance.evidence.text
        assert (stance.cue is None) == (stance.method == "classifier")
        assert (stance.attitude is None) == (stance.cue is None)


def test_too_many_pairs_are_left_with_a_warning(structure: Read) -> None:
    names = [
        f"{first} {last}" for first in ("Ada", "Jon", "Mia", "Ole", "Eva") for last in ("Holm", "Reed", "Lund", "Berg")
    ]
    sentence = ", ".join(names[:MAX_ENTITIES]) + " and Max Dahl met in Oslo on Monday. "
    answer = structure(sentence * (2 + MAX_PAIRS // 100))
    assert [w.code for w in answer.warnings if w.code == "pairs_skipped"] == ["pairs_skipped"]
