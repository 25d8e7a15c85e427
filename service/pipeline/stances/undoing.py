"""What takes a stance back: negation, refusal, an end, a condition, a duty."""

from __future__ import annotations

from spacy.tokens import Token

from service.lexicons.reader import StanceLexicon
from service.pipeline.stances.findings import Undoing
from service.pipeline.syntax import is_asked

MAX_STEPS = 4
"""The most verbs above a word that are asked whether they undo it."""
UP = frozenset({"xcomp", "pcomp", "conj", "dobj", "prep", "acomp", "advcl"})
"""Relations through which what stands over a verb stands over what hangs on it."""
PRESENT = frozenset({"VBP", "VBZ", "VBD", "VB"})


def undoing(word: Token, lexicon: StanceLexicon) -> Undoing | None:
    """What stands over a word that shows a stance, None when nothing does.

    "did not criticise" is no stance; "refused to endorse" is the other way round, and so are "will not endorse" and
    "does not believe in"; "no longer supports" and "withdrew support" are held no longer.
    """
    current = word
    for _ in range(MAX_STEPS):
        found = at(current, word, lexicon) or from_above(current, lexicon)
        if found is not None or not leads_up(current, lexicon):
            return found
        current = current.head
    return None


def leads_up(token: Token, lexicon: StanceLexicon) -> bool:
    """True when what stands over a word's head stands over the word."""
    above = token.head
    if above == token or token.dep_ not in UP:
        return False
    if token.dep_ == "advcl":
        return token.tag_ == "VB" and above.lemma_ in lexicon.refused
    return token.dep_ != "conj" or (token.pos_ == above.pos_ and not own_auxiliary(token))


def from_above(token: Token, lexicon: StanceLexicon) -> Undoing | None:
    """What the word above does to a stance: "refused to", "stopped", "denied", "short of"."""
    above, lemma = token.head, token.head.lemma_.lower()
    if above == token:
        return None
    if lemma in lexicon.denied and token.dep_ in ("xcomp", "pcomp", "prep"):
        return "open"
    if above.pos_ != "VERB":
        return None
    if lemma in lexicon.refused and token.dep_ in ("xcomp", "advcl"):
        return "open" if is_open(above, lexicon) else "refused"
    if lemma in lexicon.ended and token.dep_ in ("xcomp", "dobj"):
        return "open" if is_open(above, lexicon) else "undone"
    return None


def own_auxiliary(verb: Token) -> bool:
    """True for a conjunct with an auxiliary or subject of its own: "may buy X but has condemned Y"."""
    return any(c.dep_ in ("aux", "nsubj", "nsubjpass", "neg") for c in verb.children)


def at(token: Token, word: Token, lexicon: StanceLexicon) -> Undoing | None:
    """What the words beside one token do to the stance below it."""
    if token.pos_ in ("VERB", "AUX") and is_asked(token):
        return "open"
    children = list(token.children)
    if any(c.lower_ == "longer" and c.dep_ in ("advmod", "neg") for c in children):
        return "undone"
    negated = any(
        c.dep_ == "neg" or (c.lower_ in lexicon.negations and c.dep_ in ("det", "advmod", "preconj", "cc", "mark"))
        for c in children
    ) or any(c.dep_ in ("nsubj", "nsubjpass") and is_nobody(c) for c in children)
    modals = {c.lower_ for c in children if c.dep_ in ("aux", "mark", "advmod")}
    if negated:
        return negation(token, word, modals, lexicon)
    if modals & lexicon.hypothetical and not will_then(token, modals):
        return "open"
    if modals & lexicon.normative:
        return "normative"
    return None


def is_nobody(subject: Token) -> bool:
    """True for a subject that is nobody: "none of them", "neither Norway nor Sweden", "no minister"."""
    return any(t.lower_ in ("nobody", "none", "neither", "no") for t in (subject, *subject.children))


def will_then(verb: Token, modals: set[str]) -> bool:
    """True for "would" that is the "will" of a report in the past: "said it would ban the party"."""
    report = verb.head
    return (
        modals <= {"would", "that"}
        and verb.dep_ == "ccomp"
        and report.tag_ in ("VBD", "VBN")
        and not any(c.dep_ == "advcl" and any(m.lower_ in ("if", "unless") for m in c.children) for c in verb.children)
    )


def negation(token: Token, word: Token, modals: set[str], lexicon: StanceLexicon) -> Undoing:
    """What a "not" does: "will not endorse" refuses, "does not believe in" is against, "has not endorsed" is open."""
    if modals & {"will", "wo", "’ll", "'ll", "would", "wouldn’t", "can", "ca"}:
        return "refused"
    perfect = any(c.lemma_ == "have" and c.dep_ == "aux" for c in token.children)
    if not perfect and token == word and token.lemma_.lower() in lexicon.litotes and token.tag_ in PRESENT:
        return "refused"
    return "open"


def is_open(verb: Token, lexicon: StanceLexicon) -> bool:
    """True when a verb that undoes is itself denied or only possible: "did not refuse to"."""
    children = list(verb.children)
    return is_asked(verb) or any(
        c.dep_ == "neg" or (c.dep_ in ("aux", "mark") and c.lower_ in lexicon.hypothetical) for c in children
    )
