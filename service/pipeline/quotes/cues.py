"""Which verbs signal that something was said."""

from __future__ import annotations

from spacy.tokens import Token

from service.pipeline.positions import LONG_SENTENCE
from service.pipeline.quotes.drafts import Text, begins_tag, lemma_of
from service.pipeline.quotes.speakers import quoting_verb
from service.pipeline.segments import READ
from service.pipeline.syntax import agents, is_asked, is_negated, is_passive, subject

UNREAL = frozenset("could may might would should must can will shall".split())
CONDITIONS = frozenset({"if", "whether", "unless"})
PLACING = frozenset({"put", "place"})
"""Verbs of "put the toll at 62"."""
BEGINNING = frozenset("go continue begin start proceed turn dare".split())
"""Verbs that say of what follows with "to" that it was done."""
DENYING = frozenset({"deny", "dispute", "reject"})
"""Verbs of which what is denied is what somebody else said."""
UNSAYING = frozenset("refuse decline fail stop avoid forget".split())
ONLY_REACH = 3
"""The most words between a verb and its "only"."""
NOBODY_WORDS = frozenset("nobody none neither no-one nothing".split())


def is_cue(verb: Token, text: Text) -> bool:
    """True for a verb of the cue lexicon in a block that is read, outside quotation marks, and not in an idiom."""
    if verb.pos_ not in ("VERB", "AUX") and not begins_tag(verb):
        return False
    lemma = lemma_of(verb)
    if not (lemma in text.lexicon.cues.verbs or puts_it(verb)):
        return False
    if text.block_at(verb.idx).kind not in READ or text.quotations.around(verb.idx) is not None:
        return False
    start, end = text.actors.positions.sentence(verb)
    if end - start > LONG_SENTENCE:
        return False
    if (
        verb.tag_ == "VB"
        and verb.head.lemma_ not in BEGINNING
        and lemma not in text.lexicon.cues.core
        and text.lexicon.cues.takes(lemma, "phrase")
    ):
        return False  # "to criticize the plan" does not say that anybody did
    if is_naming(verb, text) or is_unsaid(verb, text):
        return False
    return not is_idiom(verb, text) and not names_source(verb, text)


def puts_it(verb: Token) -> bool:
    """True for "put" in "as Holm put it", and in "put the toll at 62"."""
    things = [c for c in verb.children if c.dep_ == "dobj"] if verb.lemma_ in PLACING else []
    return any(thing.lower_ == "it" or placed_at(verb, thing) is not None for thing in things)


def placed_at(verb: Token, thing: Token) -> Token | None:
    """The preposition of the number that something is put at: the verb's own, or one that the parser hung lower."""
    below = [t for t in verb.subtree if t.i > thing.i and t.dep_ == "prep" and (t.head == verb or thing.is_ancestor(t))]
    for word in sorted(below, key=lambda t: t.head != verb):
        number = any(t.like_num or t.pos_ == "NUM" for t in word.subtree)
        if number and (word.lower_ == "at" or (word.lower_ == "on" and any(t.text == "%" for t in word.subtree))):
            return word
    return None


def is_unsaid(verb: Token, text: Text) -> bool:
    """True where nothing is said yet, or nobody says it: "could say", "if she says", "refused to say"."""
    if (is_negated(verb) and verb.lemma_ in text.lexicon.cues.core) or is_asked(verb):
        return True
    words = {(c.dep_, c.lower_) for c in verb.children}
    if any((dep == "mark" and word in CONDITIONS) or (dep == "aux" and word in UNREAL) for dep, word in words):
        return not says_only(verb, text)
    doer = subject(verb)
    nobody = doer is not None and (
        doer.lower_ in NOBODY_WORDS or any(c.lower_ in ("no", "neither") for c in doer.children)
    )
    asked_for = verb.tag_ == "VB" and text.lexicon.cues.takes(verb.head.lemma_.lower(), "infinitive")
    return nobody or (verb.dep_ == "xcomp" and (verb.head.lemma_ in UNSAYING or asked_for))


def says_only(verb: Token, text: Text) -> bool:
    """True for "would say only that it was “late”": so much was said, and words in marks show it."""
    would = any(c.dep_ == "aux" and c.lower_ == "would" for c in verb.children)
    if not would or not any(t.lower_ == "only" for t in verb.subtree if abs(t.i - verb.i) <= ONLY_REACH):
        return False
    after = text.quotations.beside(verb.idx)[1]
    return after is not None and after.open_at < verb.sent.end_char


def is_naming(verb: Token, text: Text) -> bool:
    """True for a passive of naming or giving without an agent: "a print called “…”", "were granted “…” status"."""
    passive = is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ == "acl")
    return passive and verb.lemma_ not in text.lexicon.cues.core and not agents(verb)


def is_idiom(verb: Token, text: Text) -> bool:
    """True for a cue verb in another sense: "so-called", "went on to build"."""
    idiom = text.lexicon.cues.not_with.get(verb.lemma_.lower(), frozenset())
    return (verb.i > 0 and verb.nbor(-1).text == "-") or any(child.lower_ in idiom for child in verb.children)


def names_source(verb: Token, text: Text) -> bool:
    """True where "quote" and "cite" name the source of another cue: "quoted him as saying", "reported, citing him"."""
    if verb.lemma_ not in ("quote", "cite"):
        return False
    if verb.tag_ == "VBG" and verb.dep_ == "advcl":
        return verb.head.lemma_ in text.lexicon.cues.core
    return any(quoting_verb(t) == verb for t in verb.doc[verb.i + 1 : verb.i + 25])
