"""Pronouns to entities, or to a reason why not. Precise rather than complete: a wrong name is worse than none."""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from schemas.records import Reason
from service.lexicons.reader import Lexicon
from service.pipeline.entities import Cluster, Gender
from service.pipeline.marks import Quotations
from service.pipeline.syntax import SUBJECTS, relative_antecedent

SINGULAR: dict[str, Gender] = {"he": "male", "him": "male", "his": "male", "himself": "male",
                               "she": "female", "her": "female", "hers": "female", "herself": "female"}  # fmt: skip
THINGS = frozenset({"it", "its", "itself"})
MANY = frozenset({"they", "them", "their", "theirs", "themselves"})
WINDOW = 5
"""Sentences back that an antecedent may stand."""
MARGIN = 0.2
"""How much better than the next candidate the best must be."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a pronoun could mean, by its last mention before the pronoun."""

    cluster: Cluster
    head: Token
    count: int


def link_pronouns(doc: Doc, clusters: list[Cluster], quotations: Quotations, lexicon: Lexicon) -> dict[int, Reason]:
    """Add pronouns to the clusters they mean; gives the first characters of those that stay open, with the reason."""
    unresolved: dict[int, Reason] = {}
    sentences = {token.i: n for n, sentence in enumerate(doc.sents) for token in sentence}
    owner = {phrase[1] - 1: cluster for cluster in clusters for phrase, _ in cluster.mentions}
    for token in doc:
        word = token.lower_
        if word in ("who", "whom", "whose") and token.tag_ in ("WP", "WP$"):
            noun = relative_antecedent(token)
            found: Cluster | Reason | None = owner.get(noun.i) if noun is not None else None
        elif word in SINGULAR:
            found = resolve_person(token, clusters, sentences, quotations)
        elif word in THINGS or word in MANY:
            found = resolve_group(token, owner, lexicon, plural=word in MANY)
        else:
            continue
        if isinstance(found, Cluster):
            insort(found.mentions, ((token.i, token.i + 1), "pronoun"))
            owner[token.i] = found
            if word in SINGULAR and found.gender is None:
                found.gender = SINGULAR[word]
        elif found is not None:
            unresolved[token.idx] = found
    return unresolved


def resolve_person(
    token: Token, clusters: list[Cluster], sentences: dict[int, int], quotations: Quotations
) -> Cluster | Reason:
    """The person that he or she means."""
    gender = SINGULAR[token.lower_]
    scored: list[tuple[float, int, Cluster]] = []
    for n, cluster in enumerate(clusters):
        if cluster.type != "PERSON" or cluster.plural or cluster.gender not in (None, gender):
            continue
        count = bisect_right(cluster.mentions, token.i, key=lambda mention: mention[0][1])
        if not count:
            continue
        score = rate(
            token, Candidate(cluster, token.doc[cluster.mentions[count - 1][0][1] - 1], count), sentences, quotations
        )
        if score is not None:
            scored.append((score, n, cluster))
    if not scored:
        return "no_antecedent"
    scored.sort(key=lambda s: (-s[0], s[1]))
    if len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN:
        return "ambiguous"
    return scored[0][2]


def rate(token: Token, candidate: Candidate, sentences: dict[int, int], quotations: Quotations) -> float | None:
    """How well a candidate fits a personal pronoun; None when it cannot be meant."""
    head = candidate.head
    distance = sentences[token.i] - sentences[head.i]
    if distance > WINDOW or (distance == 0 and bound_apart(token, head)):
        return None
    score = -0.8 * distance + 0.25 * math.log(candidate.count)
    role = head.head.dep_ if head.dep_ == "conj" else head.dep_
    score += 0.9 if role in SUBJECTS else 0.0
    score += 0.3 if token.dep_ in SUBJECTS and role in SUBJECTS else 0.0
    score += 0.5 if candidate.cluster.gender is not None else 0.0
    score -= 0.4 if not candidate.cluster.named else 0.0
    score -= 0.5 if head.dep_ in ("poss", "pobj") else 0.0
    quoted, own = quotations.around(token.idx), quotations.around(head.idx)
    if quoted is None and own is not None:
        score -= 1.2
    return score


def bound_apart(token: Token, head: Token) -> bool:
    """True when a pronoun cannot mean another argument of its own verb ("Holm praised her": not Holm)."""
    if token.dep_ == "poss" or token.lower_.endswith("self"):
        return False
    if token.head == head.head and token.dep_ != head.dep_:
        return True
    return head in token.ancestors and not any(
        a.pos_ in ("VERB", "AUX") for a in token.ancestors if a.i < token.i and head.is_ancestor(a)
    )


def resolve_group(token: Token, owner: dict[int, Cluster], lexicon: Lexicon, *, plural: bool) -> Cluster | None:
    """What it or they means, where the sentence's own structure tells: the one who says it, or the last subject.

    Elsewhere None, and no mention is made: most of these pronouns mean no actor.
    """
    own_verb = token.head if token.dep_ != "poss" else None
    governing = next((a for a in token.ancestors if a != own_verb and is_reporting(a, lexicon)), None)
    if governing is None:
        if own_verb is not None and is_reporting(own_verb, lexicon) and token.dep_ == "nsubj":
            return last_subject(token, owner, plural=plural)
        return None
    for child in governing.children:
        if child.dep_ in ("nsubj", "nsubjpass") and child != token:
            cluster = owner.get(child.i)
            return cluster if cluster is not None and fits(cluster, plural=plural) else None
    return None


def is_reporting(verb: Token, lexicon: Lexicon) -> bool:
    """True for a verb that reports what its subject says, thinks or promises."""
    return verb.pos_ == "VERB" and (
        lexicon.cues.takes(verb.lemma_, "clause") or lexicon.cues.takes(verb.lemma_, "infinitive")
    )


def last_subject(token: Token, owner: dict[int, Cluster], *, plural: bool) -> Cluster | None:
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
