"""Questions to the dependency tree that two extractors share.

Labels are ClearNLP's, as spaCy's English pipelines give them. A phrase is a pair of token indices, half-open.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from service.pipeline.positions import Phrase

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
CLAUSES = frozenset({"relcl", "acl", "appos", "advcl", "parataxis", "ccomp"})
SPEECH_ACTS = frozenset(
    "accuse blame complain condemn criticise criticize denounce deny demand reject threaten urge vow".split()
)
"""Verbs of somebody who speaks: "said that two guards died and accused Orvia" does not let the guards accuse."""
FINITE = frozenset({"VBD", "VBP", "VBZ"})
"""Tags of verbs that a clause may have for its only one."""
RELATIVE = frozenset({"WP", "WDT"})
"""Tags of "who" and "which"."""


def subtree(token: Token, *, without: frozenset[str] = frozenset()) -> list[Token]:
    """The tokens below a token and itself, in order, less the branches under `without` relations."""
    kept = [token]
    for child in token.children:
        if child.dep_ not in without:
            kept.extend(subtree(child, without=without) if without else child.subtree)
    return sorted(kept, key=lambda t: t.i)


def noun_phrase(head: Token) -> Phrase:
    """The noun phrase of a head: determiners, modifiers and "of" phrases, without clauses, appositions and "X, a Y, …".

    A conjunct belongs to it ("Russia and Syria"); punctuation at its edges does not.
    """
    start, end = head.left_edge.i, head.i + 1
    for child in head.children:
        if child.i > head.i and child.dep_ == "prep" and child.lower_ in ("of", "for") and child.i == end:
            end = max(end, clip(child) if clip(child) > child.i + 1 else end)
        elif child.i > head.i and child.dep_ in ("nummod", "nmod", "compound", "flat") and child.i == end:
            end = child.right_edge.i + 1
    doc = head.doc
    while start < head.i and (doc[start].is_punct or doc[start].dep_ in ("cc", "preconj", "mark", "advmod")):
        start += 1
    return start, end


def root_of(phrase: Phrase, doc: Doc) -> Token:
    """The token of a phrase that all others hang on."""
    for token in doc[slice(*phrase)]:
        if not phrase[0] <= token.head.i < phrase[1] or token.head == token:
            return token
    return doc[phrase[1] - 1]


def clip(preposition: Token) -> int:
    """Where a prepositional phrase ends when clauses in it are left out."""
    tokens = subtree(preposition, without=CLAUSES | {"punct"})
    end = tokens[0].i
    for token in tokens:
        if token.i > end + 1:
            break
        end = token.i
    return end + 1


def conjuncts(head: Token) -> list[Token]:
    """A head and those joined to it by "and" or "or"."""
    return [head, *head.conjuncts] if head.dep_ != "conj" else [head]


def subject(verb: Token) -> Token | None:
    """The subject of a verb, its own or the one it shares.

    Looks at the verb, then up through conjuncts ("praised X and said"), open complements ("declined to say"),
    participles ("urged X, saying") and auxiliaries. None when there is none to share.
    """
    seen: set[int] = set()
    current: Token | None = verb
    while current is not None and current.i not in seen:
        seen.add(current.i)
        own = [child for child in current.children if child.dep_ in SUBJECTS and child.dep_ != "expl"]
        if own:
            at = current.i
            found = min(own, key=lambda child: abs(child.i - at))  # of two, the parser's far one is no subject
            return welcomer(found) or found
        current = sharing_verb(current)
    return None


def welcomer(clause: Token) -> Token | None:
    """Whom the parser hangs on a participle before the verb: "Welcoming the plan, Ada Holm, who …, said"."""
    if clause.dep_ != "csubj" or clause.tag_ != "VBG":
        return None
    return next((c for c in clause.children if c.dep_ == "nsubj" and c.i > clause.i), None)


def sharing_verb(verb: Token) -> Token | None:
    """The verb whose subject a verb without one shares; a passive's subject is shared only by its conjuncts."""
    above = verb.head.head
    if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return telling_above(verb) or finite_above(verb) or verb.head
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.head.dep_ == "xcomp" and is_behind_comma(verb):
        return above if above.pos_ == "VERB" else None
    if verb.dep_ in ("xcomp", "advcl", "aux", "pcomp"):
        head = verb.head if verb.dep_ != "pcomp" else verb.head.head
        if verb.dep_ == "xcomp" and any(child.dep_ in ("dobj", "dative") for child in head.children):
            return None  # "urged X to say": X says it
        return head if head.pos_ in ("VERB", "AUX") else None
    return None


def finite_above(verb: Token) -> Token | None:
    """The verb that a finite one goes on from, joined by the parser to a participle: "left, calling it, but said"."""
    participle = verb.head
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or participle.tag_ != "VBG" or participle.dep_ != "advcl":
        return None
    if any(c.dep_ == "aux" for c in participle.children):
        return None
    return next((a for a in participle.ancestors if a.tag_ == verb.tag_ and a.pos_ in ("VERB", "AUX")), None)


def telling_above(verb: Token) -> Token | None:
    """The main verb that a speech act goes on from, where the parser joins it to the clause between the two.

    "said that two guards died and accused Orvia", "rejected the claim that it was old and accused the authors".
    """
    if verb.lemma_ not in SPEECH_ACTS:
        return None
    clause = verb.head
    above = clause.head.head if clause.dep_ == "acl" and clause.head.dep_ == "dobj" else clause.head
    tells = above.lemma_ in ("say", "deny") if clause.dep_ == "ccomp" else clause.dep_ == "acl" and above.pos_ == "VERB"
    return above if tells and verb.tag_ == above.tag_ else None


def is_behind_comma(verb: Token) -> bool:
    """True for a verb whose phrase begins right behind a comma: "…, accusing them of theft"."""
    first = verb.left_edge.i
    return first > 0 and verb.doc[first - 1].text == ","


def relative_antecedent(token: Token) -> Token | None:
    """What a relative pronoun stands for: the noun that its clause modifies."""
    for ancestor in token.ancestors:
        if ancestor.dep_ == "relcl" or (ancestor.dep_ == "acl" and token.head == ancestor and ancestor.tag_ in FINITE):
            return ancestor.head
    return None


def possessor(noun: Token) -> Token | None:
    """Whose a noun is: the head of "Norway's" or "her" before it."""
    return next((c for c in noun.children if c.dep_ == "poss"), None)


def is_relative(verb: Token) -> bool:
    """True for the verb of a clause that says more of a noun: "who wrote the bill", "which had warned of it"."""
    return verb.dep_ == "relcl" and any(c.dep_ in ("nsubj", "nsubjpass") and c.tag_ in RELATIVE for c in verb.children)


def own_subject(verb: Token) -> bool:
    """True for a verb with a subject of its own."""
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def is_passive(verb: Token) -> bool:
    """True for a verb in the passive."""
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)


MEANS = frozenset({"email", "e-mail", "mail", "post", "letter", "phone", "telephone", "text", "fax", "radio", "video"})
"""What is no agent, as it stands alone: "confirmed by email"."""


def agents(verb: Token) -> list[Token]:
    """The heads of "by …" under a passive."""
    found = [pobj for by in verb.children if by.dep_ == "agent" for pobj in by.children if pobj.dep_ == "pobj"]
    return [noun for noun in found if noun.lower_ not in MEANS or any(noun.children)]


def is_asked(verb: Token) -> bool:
    """True for "Will Russia condemn it?": an auxiliary before the subject."""
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    return any(c.dep_ in ("aux", "auxpass") and subjects and c.i < subjects[0].i for c in verb.children)


def is_negated(token: Token) -> bool:
    """True when "not" or "never" stands at a token, or "no" at its determiner."""
    return any(
        child.dep_ == "neg" or (child.lower_ in ("never", "no") and child.dep_ in ("det", "advmod"))
        for child in token.children
    )


def content_span(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Characters of a token range."""
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
