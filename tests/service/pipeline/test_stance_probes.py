"""Hard kinds of stance, a sentence or two each: who stands where toward whom, and where nobody does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Stance, Structure

Read = Callable[[str], Structure]
Told = tuple[str | None, str, str]
"""Holder, polarity and words of the target."""

HELD: list[tuple[str, str, list[Told]]] = [
    ("passive", "Norway was condemned by Sweden on Monday.", [("Sweden", "against", "Norway")]),
    ("passive without an agent", "Norway has been criticised for its fishing quotas.", [(None, "against", "Norway")]),
    ("passive conjunct", "Jon Reed was praised and thanked by Ada Holm.", [("Ada Holm", "for", "Jon Reed")]),
    ("noun with its owner", "Sweden's criticism of Norway surprised nobody.", [("Sweden", "against", "Norway")]),
    ("noun with a name before it", "Swedish support for Norway is growing.", [("Swedish", "for", "Norway")]),
    ("noun with by", "The condemnation of Norway by Sweden came late.", [("Sweden", "against", "Norway")]),
    ("light verb", "Ada Holm voiced support for Jon Reed.", [("Ada Holm", "for", "Jon Reed")]),
    ("took aim", "Ada Holm took aim at Jon Reed.", [("Ada Holm", "against", "Jon Reed")]),
    ("tribute", "Ada Holm paid tribute to Jon Reed.", [("Ada Holm", "for", "Jon Reed")]),
    ("subject is the target", "The treaty drew praise from Norway.", [("Norway", "for", "treaty")]),
    ("faces criticism", "Norway faces criticism from Sweden.", [("Sweden", "against", "Norway")]),
    ("role in apposition", "Ada Holm, a critic of Norway, left the room.", [("Ada Holm", "against", "Norway")]),
    ("role after be", "Ada Holm is a staunch ally of Jon Reed.", [("Ada Holm", "for", "Jon Reed")]),
    ("role as", "Ada Holm emerged as a critic of Norway.", [("Ada Holm", "against", "Norway")]),
    ("adjective", "Ada Holm is sympathetic to Norway.", [("Ada Holm", "for", "Norway")]),
    ("adjective in apposition", "Ada Holm, angry at Norway, left.", [("Ada Holm", "against", "Norway")]),
    ("particle verb", "Norway turned down the offer.", [("Norway", "against", "the offer")]),
    ("two particles", "Ada Holm lashed out at Jon Reed.", [("Ada Holm", "against", "Jon Reed")]),
    ("crackdown verb", "Norway cracked down on the union.", [("Norway", "against", "union")]),
    ("refused", "Norway refused to endorse Sweden.", [("Norway", "against", "Sweden")]),
    ("declined", "Ada Holm has declined to back Jon Reed.", [("Ada Holm", "against", "Jon Reed")]),
    ("will not", "Ada Holm will not support Jon Reed.", [("Ada Holm", "against", "Jon Reed")]),
    ("no longer", "Ada Holm no longer supports Jon Reed.", [("Ada Holm", "against", "Jon Reed")]),
    ("stopped", "Norway stopped supporting Sweden.", [("Norway", "against", "Sweden")]),
    ("withdrawn", "Ada Holm withdrew her endorsement of Jon Reed.", [("Ada Holm", "against", "Jon Reed")]),
    ("does not believe in", "Ada Holm does not believe in Jon Reed.", [("Ada Holm", "against", "Jon Reed")]),
    ("said it would", "Norway said it would boycott Sweden.", [("Norway", "against", "Sweden")]),
    ("ready to", "Norway is ready to forgive Sweden.", [("Norway", "for", "Sweden")]),
    ("each other", "Norway and Sweden accused each other of piracy.",
     [("Norway", "against", "Sweden"), ("Sweden", "against", "Norway")]),
    ("both signed", "Norway and Sweden signed a pact.", [("Norway", "for", "Sweden"), ("Sweden", "for", "Norway")]),
    ("signed with", "Norway signed a pact with Sweden.", [("Norway", "for", "Sweden"), ("Sweden", "for", "Norway")]),
    ("joined holders", "Norway and Sweden condemned Denmark.",
     [("Norway", "against", "Denmark"), ("Sweden", "against", "Denmark")]),
    ("joined targets", "Norway condemned Sweden and Denmark.",
     [("Norway", "against", "Sweden"), ("Norway", "against", "Denmark")]),
    ("joined verbs", "Norway condemned Sweden and praised Denmark.",
     [("Norway", "against", "Sweden"), ("Norway", "for", "Denmark")]),
    ("participle", "Norway left the talks, criticising Sweden.", [("Norway", "against", "Sweden")]),
    ("relative clause", "Norway, which opposes the treaty, left early.", [("Norway", "against", "treaty")]),
    ("participle behind an order", "Norway ordered Sweden to pay, accusing Denmark of fraud.",
     [("Norway", "against", "Sweden"), ("Norway", "against", "Denmark")]),
    ("urged to", "Norway urged teachers to go back to work.", [("Norway", "for", "to go back to work")]),
    ("appealed to", "Norway appealed to Sweden to release the crew.", [("Norway", "for", "to release the crew")]),
    ("accusation behind a claim", "Norway rejected the suggestion that its data were old and accused Sweden of fraud.",
     [("Norway", "against", "the suggestion"), ("Norway", "against", "Sweden")]),
    ("fined an amount", "Norway fined Holm Shipping 40 million dollars.", [("Norway", "against", "Holm Shipping")]),
    ("turned its back", "Norway turned its back on the treaty.", [("Norway", "against", "the treaty")]),
    ("voted no", "Voting no on the closure were Ada Holm and Jon Reed.",
     [("Ada Holm", "against", "the closure"), ("Jon Reed", "against", "the closure")]),
    ("what is opposed", "What Norway opposes is having no choice.", [("Norway", "against", "having no choice")]),
    ("what is objected to", "What Ada Holm objects to is a world without books.", [("Ada Holm", "against", "a world")]),
    ("promised at the end", "No teachers will be laid off, Ada Holm promised.",
     [("Ada Holm", "for", "No teachers will be laid off")]),
    ("has the support of", "The plan enjoys the support of Norway.", [("Norway", "for", "The plan")]),
    ("has my support", "“Jon Reed has my full support,” Ada Holm said.", [("Ada Holm", "for", "Jon Reed")]),
    ("dismissed as", "Jon Reed spoke of a coup, a remark that Ada Holm dismissed as “weather”.",
     [("Ada Holm", "against", "a remark")]),
    ("thought greedy", "Ada Holm thought the drivers greedy.", [("Ada Holm", "against", "the drivers")]),
    ("word in marks behind its noun", "Norway called such talk “irresponsible”.", [("Norway", "against", "such talk")]),
    ("neither for nor against", "Norway neither backs nor opposes a second mission.",
     [("Norway", "neutral", "a second mission")]),
    ("undecided", "Ada Holm is undecided on the bill.", [("Ada Holm", "neutral", "the bill")]),
    ("passives in a list", "The plan was rejected by Norway, condemned by Sweden and praised by Denmark.",
     [("Norway", "against", "The plan"), ("Sweden", "against", "The plan"), ("Denmark", "for", "The plan")]),
    ("accusation behind what is said", "Norway said two guards died and accused Sweden of piracy.",
     [("Norway", "against", "Sweden")]),
    ("called in marks", "Ada Holm called the selloff “lazy and thoughtless”.",
     [("Ada Holm", "against", "the selloff")]),
    ("called without marks", "The rival has called the petition baseless.", [("rival", "against", "the petition")]),
    ("stranded preposition", "Ada Holm criticised the bill that she voted for.",
     [("Ada Holm", "against", "the bill"), ("Ada Holm", "for", "the bill")]),
    ("clause as target", "Norway regrets that the talks failed.", [("Norway", "against", "the talks failed")]),
    ("event as target", "Norway deplored the bombing of the port.", [("Norway", "against", "the bombing of the port")]),
    ("called on", "Ada Holm called on Jon Reed to resign.", [("Ada Holm", "against", "Jon Reed")]),
    ("urged for another", "Ada Holm urged Norway to support Sweden.",
     [("Ada Holm", "for", "to support Sweden"), ("Ada Holm", "for", "Sweden")]),
    ("demanded that", "Norway demanded that Sweden leave the strait.", [("Norway", "against", "Sweden")]),
    ("demanded from", "Norway demanded an apology from Sweden.", [("Norway", "against", "Sweden")]),
    ("sanctions called for", "Ada Holm called for sanctions against Norway.",
     [("Ada Holm", "for", "sanctions"), ("Ada Holm", "against", "Norway")]),
    ("imposed", "Norway imposed sanctions on Sweden.", [("Norway", "against", "Sweden")]),
    ("lifted", "Norway lifted sanctions on Sweden.", [("Norway", "for", "Sweden")]),
    ("cut ties", "Norway cut ties with Sweden.", [("Norway", "against", "Sweden")]),
    ("suspended aid", "Norway suspended aid to Sweden.", [("Norway", "against", "Sweden")]),
    ("sent aid", "Norway sent food and medicine to Sweden.", [("Norway", "for", "Sweden")]),
    ("opened fire", "Norwegian troops opened fire on the ferry.", [("Norwegian", "against", "the ferry")]),
    ("backed by, joined", "Norway condemned the Sweden-backed militia.", [("Norway", "against", "militia")]),
    ("called a name", "Ada Holm called Jon Reed a coward.", [("Ada Holm", "against", "Jon Reed")]),
    ("described as", "Ada Holm described Jon Reed as corrupt.", [("Ada Holm", "against", "Jon Reed")]),
    ("hailed as", "Ada Holm hailed Jon Reed as a hero.", [("Ada Holm", "for", "Jon Reed")]),
    ("quoted judgement", "“Reed is a coward,” Ada Holm said of Jon Reed.", [("Ada Holm", "against", "Reed")]),
    ("I in a quote", "“I admire Norway,” Ada Holm said.", [("Ada Holm", "for", "Norway")]),
    ("ought to", "“Norway should apologise,” Ada Holm said.", [("Ada Holm", "against", "Norway")]),
    ("foes of", "Ada Holm praised the foes of Norway.",
     [("Ada Holm", "for", "foes"), ("Ada Holm", "against", "Norway")]),
    ("inside the accusation", "Norway accused Sweden of supporting Denmark.",
     [("Norway", "against", "Sweden"), ("Sweden", "for", "Denmark")]),
    ("thanked for helping", "Norway thanked Sweden for helping Denmark.",
     [("Norway", "for", "Sweden"), ("Sweden", "for", "Denmark")]),
    ("denial", "Norway denied the allegations.", [("Norway", "against", "the allegations")]),
    ("denied doing", "Norway denied arming the militia.", [("Norway", "against", "arming the militia")]),
    ("conceded that", "Norway conceded that the talks had failed.", [("Norway", "for", "the talks had failed")]),
    ("bare relative clause", "Sweden made a claim Norway rejects.", [("Norway", "against", "a claim")]),
    ("that", "Norway made a claim. The union disputes that.", [("union", "against", "that")]),
    ("any accuser", "The league accused Norway of fraud.", [("league", "against", "Norway")]),
    ("blame on", "Norway blamed Sweden for the spill.", [("Norway", "against", "Sweden")]),
    ("in protest at", "Norway walked out in protest at the ruling.", [("Norway", "against", "the ruling")]),
    ("pronoun", "Ada Holm met Jon Reed. She later criticised him.", [("Ada Holm", "against", "him")]),
    ("this before a time", "Jon Reed lied. Ada Holm disputed this late on Friday.", [("Ada Holm", "against", "this")]),
    ("that before a comma", "The union disputes that, putting it at 4.", [("union", "against", "that")]),
    ("moved preposition", "It has a clause on which Norway had insisted.", [("Norway", "for", "a clause")]),
    ("joined tag", "No road will close, Ada Holm promised, though two will flood.", [("Ada Holm", "for", "No road")]),
    ("blame on", "Ada Holm blamed the late trains on Norway.", [("Ada Holm", "against", "Norway")]),
    ("two judgements", "Ada Holm called the accord “dull and fair”.", [("Ada Holm", "for", "accord")]),
    ("noun in marks", "Ada Holm called the tax “a handout”.", [("Ada Holm", "against", "tax")]),
    ("right", "“Jon Reed is right about the tax,” Ada Holm said.", [("Ada Holm", "for", "Jon Reed")]),
    ("said of this", "“This was a crime,” Ada Holm said.", [("Ada Holm", "against", "This")]),
]  # fmt: skip

NOT_HELD: list[tuple[str, str, str]] = [
    ("negated", "Norway did not condemn Sweden.", "Sweden"),
    ("perfect", "Ada Holm has not endorsed Jon Reed.", "Jon Reed"),
    ("stopped short", "Norway stopped short of blaming Sweden.", "Sweden"),
    ("may", "Norway may support Sweden.", "Sweden"),
    ("if", "If Norway supports Sweden, the talks go on.", "Sweden"),
    ("whether", "Nobody knows whether Norway supports Sweden.", "Sweden"),
    ("question", "Will Norway support Sweden?", "Sweden"),
    ("neither", "Neither Norway nor Denmark condemned Sweden.", "Sweden"),
    ("refused to blame", "Norway refused to blame Sweden.", "Sweden"),
    ("a wall", "The wall supports the roof of Norway House.", "Norway House"),
    ("met", "Ada Holm met Jon Reed in Oslo on Monday.", "Jon Reed"),
    ("travelled", "Ada Holm flew from Norway to Sweden.", "Sweden"),
    ("born in", "Ada Holm was born in Norway.", "Norway"),
]


def test_a_denial_is_against_the_claim_alone(structure: Read) -> None:
    found = structure("Norway denied supporting Sweden.").stances or ()
    assert [(s.attitude, s.target.span.text, s.target.entity) for s in found] == [("deny", "supporting Sweden", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Norway declined to comment.",
        "Ada Holm refused to name the two clerks.",
        "The captain ignored four warning shots.",
        "A woman was killed when an oak fell.",
    ],
)
def test_silence_and_accidents_are_no_stance(structure: Read, text: str) -> None:
    assert [(s.attitude, s.target.span.text) for s in structure(text).stances or ()] == []


def named(stance: Stance) -> Told:
    return stance.holder.name or (stance.holder.span.text if stance.holder.span else None), stance.polarity, ""


@pytest.mark.parametrize(("text", "expected"), [(text, e) for _, text, e in HELD], ids=[kind for kind, *_ in HELD])
def test_a_hard_kind_of_stance_is_found(structure: Read, text: str, expected: list[Told]) -> None:
    found = structure(text).stances or ()
    for holder, polarity, words in expected:
        fitting = [
            s
            for s in found
            if s.polarity == polarity
            and words in s.target.span.text
            and (s.holder.status == "unattributed" if holder is None else holder in (named(s)[0] or ""))
        ]
        assert fitting, (holder, polarity, words)
        assert fitting[0].cue is not None
        assert fitting[0].evidence.start <= fitting[0].cue.start < fitting[0].cue.end <= fitting[0].evidence.end


@pytest.mark.parametrize(("text", "target"), [t[1:] for t in NOT_HELD], ids=[kind for kind, *_ in NOT_HELD])
def test_no_stance_is_made_of_what_nobody_holds(structure: Read, text: str, target: str) -> None:
    toward = [s for s in structure(text).stances or () if target in s.target.span.text and s.polarity != "neutral"]
    assert [(named(s)[0], s.polarity, s.method) for s in toward if s.ascribed_by is None] == []


def test_what_the_accused_is_said_to_do_is_put_on_him(structure: Read) -> None:
    found = structure("Norway accused Sweden of supporting Denmark.").stances or ()
    told = {(s.holder.name, s.target.span.text): s.ascribed_by and s.ascribed_by.span.text for s in found}
    assert told["Norway", "Sweden"] is None
    assert told["Sweden", "Denmark"] == "Norway"


def test_a_noun_before_its_verb_is_a_cue_from_the_first_to_the_last_word(structure: Read) -> None:
    found = structure(
        "Ada Holm led Per Lund by 20 points among farmers, whose support Mr. Lund rallied to win the vote in Tarvo."
    )
    cues = [stance.cue for stance in found.stances or () if stance.attitude == "support"]
    assert [cue.text for cue in cues if cue is not None] == ["support Mr. Lund rallied to win"]


def test_a_part_of_a_number_holds_a_stance(structure: Read) -> None:
    found = structure("After 14 of its own MPs voted against the budget, Norway paid.").stances or ()
    assert [(s.holder.span.text, s.target.span.text) for s in found if s.holder.span] == [
        ("14 of its own MPs", "the budget")
    ]
