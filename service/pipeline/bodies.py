"""Whom it and they mean: a body, or several people, and only where the sentence's own structure tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from schemas.records import EntityType
from service.lexicons.reader import ActorLexicon, Lexicon
from service.pipeline.entities import Cluster
from service.pipeline.syntax import possessor, subject

EMPTY = frozenset("be seem appear take rain snow happen turn remain become emerge follow look mean".split())
"""Verbs whose "it" often means nobody."""
BODIES: frozenset[EntityType] = frozenset({"ORG", "GPE", "NORP"})
SHARED = frozenset({"xcomp", "advcl", "conj", "pcomp", "acl"})
"""Relations of a verb that can share the subject of the one above."""
INNER = frozenset({"relcl", "advcl", "ccomp", "acl", "conj"})
"""Relations of a clause whose "it" can mean the subject of the one above."""
LEADING = frozenset({"advmod", "prep", "npadvmod", "punct", "cc"})
"""Relations of what may stand before the subject of a sentence that begins with it."""


def resolve_group(token: Token, owner: Mapping[int, Cluster], lexicon: Lexicon, *, plural: bool) -> Cluster | None:
    """What it or they means: the one who says it, its clause's subject, or the last subject where a sentence begins.

    Elsewhere None, and no mention is made: most of these pronouns mean no actor.
    """
    own_verb = token.head if token.dep_ != "poss" else None
    governing = next((a for a in token.ancestors if a != own_verb and is_reporting(a, lexicon)), None)
    speaker = (subject_of(governing, token) or subject(governing)) if governing is not None else None
    if speaker is not None and (speaker.i > token.i or speaker.is_ancestor(token)):
        speaker = None
    if token.dep_ == "dobj" or stands_for_clause(token):
        return done_to(token, owner, plural=plural)
    if speaker is not None:
        cluster = owner.get(speaker.i)
        if cluster is not None and fits(cluster, plural=plural):
            return cluster
    if plural:
        says = own_verb is not None and is_reporting(own_verb, lexicon) and token.dep_ == "nsubj"
        return last_subject(token, owner, plural=True) if governing is None and says else None
    found = in_its_clause(token, owner) if own_verb is None or own_verb.lemma_ not in EMPTY else None
    if found is None and speaker is not None:
        found = spoken_for(speaker, owner, lexicon.actors)
    if found is None and begins(token, governing, lexicon):
        return last_subject(token, owner, plural=False)
    return found


def done_to(token: Token, owner: Mapping[int, Cluster], *, plural: bool) -> Cluster | None:
    """The object of the verb that a participle goes with: "fined the bank, accusing it of fraud"."""
    verb = token.head
    if verb.tag_ != "VBG" or verb.dep_ != "advcl":
        return None
    above = verb.head.head if verb.head.dep_ == "xcomp" else verb.head
    noun = next((c for c in above.children if c.dep_ == "dobj" and c.i < token.i), None)
    cluster = owner.get(noun.i) if noun is not None else None
    return cluster if cluster is not None and fits(cluster, plural=plural) else None


def stands_for_clause(token: Token) -> bool:
    """True where "it" keeps the place of a clause: "it is time to go", "it seems that", "it is clear why"."""
    verb = token.head
    if token.dep_ == "poss" or verb.lemma_ not in EMPTY:
        return False
    told = [verb, *(c for c in verb.children if c.dep_ in ("attr", "acomp", "oprd"))]
    clauses = [c for t in told for c in t.children if c.dep_ in ("ccomp", "xcomp", "csubj", "relcl", "acl")]
    return any(c.i > verb.i for c in clauses) or any(t.lemma_ == "time" for t in told)


def begins(token: Token, governing: Token | None, lexicon: Lexicon) -> bool:
    """True for a pronoun that takes up the sentence before: "Its mayor said", "It fined", "It, too, said".

    Also "Holm, its mayor, said" and "In its report".
    """
    if token.dep_ == "poss":
        leads = all(t.pos_ == "ADP" for t in token.doc[token.sent.start : token.i])
        return opens(token) or leads or names_officer(token)
    if governing is not None or token.dep_ != "nsubj":
        return False
    return is_reporting(token.head, lexicon) or (opens(token) and token.head.lemma_ not in EMPTY)


def names_officer(token: Token) -> bool:
    """True for the possessive beside the name that its sentence begins with: "Ada Holm, its mayor, said"."""
    name = token.head.head
    begins_with = name.dep_ in ("nsubj", "nsubjpass") and all(t.dep_ in ("compound", "punct") for t in name.lefts)
    return token.head.dep_ == "appos" and begins_with and name.left_edge.i <= token.sent.start + 1


def in_its_clause(token: Token, owner: Mapping[int, Cluster]) -> Cluster | None:
    """The body that the sentence around a possessive or a subject names as its own clause's subject, or one's above."""
    if token.dep_ == "poss" or (token.dep_ == "nsubj" and token.head.dep_ in INNER):
        return clause_subject(token, owner)
    return led_by(token, owner) if token.dep_ == "nsubj" else None


def spoken_for(noun: Token, owner: Mapping[int, Cluster], lexicon: ActorLexicon) -> Cluster | None:
    """The body that an officer speaks for: "a spokesman for the ministry"."""
    if noun.lemma_.lower() not in lexicon.officers:
        return None
    found = [owner[t.i] for t in body_words(noun) if t.i in owner and fits(owner[t.i], plural=False)]
    return found[0] if len({id(c) for c in found}) == 1 else None


def body_words(noun: Token) -> Iterator[Token]:
    """Where the body of an officer stands: "the port's spokesman", "a port spokesman", "head of the port"."""
    whose = possessor(noun)
    if whose is not None:
        yield whose
    for child in noun.children:
        if child.dep_ in ("compound", "nmod"):
            yield child
        elif child.dep_ == "prep" and child.lower_ in ("of", "for", "at"):
            yield from (c for c in child.children if c.dep_ == "pobj")


def subject_of(verb: Token, but: Token) -> Token | None:
    """The subject of a verb, another token than one."""
    return next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c != but), None)


def clause_subject(token: Token, owner: Mapping[int, Cluster]) -> Cluster | None:
    """The body that is the subject of the clause around a pronoun, when no other one stands between the two.

    Of "accused X of closing its plants" X, whose plants they would be.
    """
    verbs = [a for a in token.ancestors if a.pos_ in ("VERB", "AUX")]
    below: Token | None = None
    for verb in verbs[1:] if token.dep_ == "nsubj" else verbs:
        subject = acted_on(verb, below) if below is not None else None
        subject = subject or subject_of(verb, token)
        if subject is None and verb.dep_ in SHARED:
            below = verb
            continue
        return alone(subject, token, owner)
    return None


def acted_on(verb: Token, below: Token) -> Token | None:
    """The object of a verb that shares it as the subject of a verb below: "urged X to sell", "accused X of selling"."""
    hangs = below.dep_ == "xcomp" or (below.dep_ == "pcomp" and below.head.head == verb)
    return next((c for c in verb.children if c.dep_ == "dobj" and c.i < below.i), None) if hangs else None


def alone(subject: Token | None, token: Token, owner: Mapping[int, Cluster]) -> Cluster | None:
    """The body that a subject names, when it stands before a pronoun and no other body between them."""
    if subject is None or subject.i > token.i or subject.is_ancestor(token):
        return None
    cluster = owner.get(subject.i)
    if cluster is None or not fits(cluster, plural=False):
        return None
    between = (owner.get(i) for i in range(subject.i + 1, token.i))
    other = any(c is not None and c is not cluster and fits(c, plural=False) for c in between)
    return None if other else cluster


def led_by(token: Token, owner: Mapping[int, Cluster]) -> Cluster | None:
    """The subject of a clause that leads to the pronoun's own: "If the bank fails, it …"."""
    for clause in token.head.children:
        if clause.dep_ == "advcl" and clause.i < token.i:
            found = alone(subject_of(clause, token), token, owner)
            if found is not None:
                return found
    return None


def opens(token: Token) -> bool:
    """True for a pronoun that begins its sentence, marks and "In 2022" aside."""
    before = token.doc[token.sent.start : token.i]
    if all(t.is_punct for t in before):
        return True
    return token.dep_ == "nsubj" and all(c.dep_ in LEADING for c in token.head.children if c.i < token.i)


def is_reporting(verb: Token, lexicon: Lexicon) -> bool:
    """True for a verb that reports what its subject says, thinks or promises."""
    return verb.pos_ == "VERB" and (
        lexicon.cues.takes(verb.lemma_, "clause") or lexicon.cues.takes(verb.lemma_, "infinitive")
    )


def last_subject(token: Token, owner: Mapping[int, Cluster], *, plural: bool) -> Cluster | None:
    """The entity of the last subject in the sentence before, when its number fits."""
    sentence = token.sent
    if sentence.start == 0:
        return None
    previous = token.doc[sentence.start - 1].sent
    subjects = [t for t in previous if t.dep_ in ("nsubj", "nsubjpass") and t.head.dep_ in ("ROOT", "conj")]
    found = [owner[t.i] for t in subjects if t.i in owner and fits(owner[t.i], plural=plural)]
    return found[-1] if len({id(c) for c in found}) == 1 else None


def fits(cluster: Cluster, *, plural: bool) -> bool:
    """True when an entity can be meant by it (a body, a country) or by they (people, a body)."""
    if plural:
        return cluster.plural or cluster.type in ("ORG", "NORP", "GPE")
    return not cluster.plural and cluster.type in ("ORG", "GPE", "WORK_OF_ART")
