"""Pronouns to entities, or to a reason why not: a wrong name is worse than none.

He and she go through a log-linear ranker of candidates, one of which is "nobody in this text"; its weights are learned
(`training/pronouns.py`, features after Lappin and Leass, 1994, and Ng and Cardie, 2002). It and they are linked only
where the sentence's own structure tells.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from schemas.records import MentionKind, Reason
from service.lexicons.reader import Lexicon
from service.pipeline.bodies import resolve_group
from service.pipeline.entities import Cluster, Gender
from service.pipeline.marks import Quotation, Quotations
from service.pipeline.positions import LONG_SENTENCE
from service.pipeline.segments import Reading
from service.pipeline.syntax import SUBJECTS, relative_antecedent
from service.pipeline.tellers import find_tellers

SINGULAR: dict[str, Gender] = {"he": "male", "him": "male", "his": "male", "himself": "male",
                               "she": "female", "her": "female", "hers": "female", "herself": "female"}  # fmt: skip
THINGS = frozenset({"it", "its", "itself"})
MANY = frozenset({"they", "them", "their", "theirs", "themselves"})
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
TELLING = frozenset({"advcl", "relcl", "ccomp", "xcomp", "conj", "acl", "prep", "poss", "pcomp"})
"""Relations that say how a pronoun's clause hangs on the candidate's."""
WINDOW = 5
"""Sentences back that an antecedent may stand."""
MENTIONS_BACK = 60
"""Mentions back that an antecedent may stand."""
SURE = 0.3
"""How likely the best candidate must be."""
DOUBT = 2
"""How many times likelier than the best candidate nobody must be: news seldom says he of somebody it has not named."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a pronoun could mean, by its mention nearest before the pronoun (or after it, in its sentence).

    `rank` counts the candidates between it and the pronoun, `count` its mentions so far.
    """

    cluster: Cluster
    head: Token
    kind: MentionKind
    rank: int
    count: int


class Resolver:
    """Candidates for the personal pronouns of one text, and their features; learns of each link as it is made."""

    def __init__(
        self, doc: Doc, reading: Reading, clusters: Sequence[Cluster], quotations: Quotations, lexicon: Lexicon
    ) -> None:
        self.doc = doc
        self._quotations = quotations
        self._lexicon = lexicon
        self._lengths = [len(sentence) for sentence in doc.sents]
        self._sentence_of = [n for n, length in enumerate(self._lengths) for _ in range(length)]
        self._mentions = sorted(
            (phrase[1] - 1, n, kind)
            for n, cluster in enumerate(clusters)
            if cluster.type == "PERSON" and not cluster.plural
            for phrase, kind in cluster.mentions
        )
        self._clusters = clusters
        self._at: dict[int, set[int]] = {}
        for place, n, _ in self._mentions:
            for i in (place, top_of(doc[place]).i):
                self._at.setdefault(i, set()).add(n)
        self._tellers = find_tellers(doc, reading, quotations, lexicon.cues)
        self._said_by: dict[int, list[Quotation]] = {}
        for quotation in quotations.items:
            if quotation.open_at in self._tellers:
                self._said_by.setdefault(self._tellers[quotation.open_at].i, []).append(quotation)
        self._index = {id(cluster): n for n, cluster in enumerate(clusters)}
        named = [cluster for cluster in clusters if cluster.type == "PERSON" and cluster.named]
        self._topic = min(named, key=lambda cluster: cluster.mentions[0], default=None)
        self._total = [len(cluster.mentions) for cluster in clusters]
        self._most = max((len(cluster.mentions) for cluster in named), default=1)

    def link(self, token: Token, cluster: Cluster) -> None:
        """Make a pronoun a mention of an entity, which has its gender from now on."""
        insort(cluster.mentions, ((token.i, token.i + 1), "pronoun"))
        insort(self._mentions, (token.i, self._index[id(cluster)], "pronoun"))
        self._at.setdefault(token.i, set()).add(self._index[id(cluster)])
        cluster.gender = cluster.gender or SINGULAR[token.lower_]

    def candidates(self, token: Token) -> list[Candidate]:
        """Who a personal pronoun could mean, the nearest first; nobody in a sentence without an end."""
        if self._lengths[self._sentence_of[token.i]] > LONG_SENTENCE:
            return []
        gender = SINGULAR[token.lower_]
        at = bisect_left(self._mentions, (token.i, -1, "name"))
        seen: dict[int, tuple[int, MentionKind]] = {}
        counts: dict[int, int] = {}
        for place, n, kind in reversed(self._mentions[max(0, at - MENTIONS_BACK) : at]):
            counts[n] = counts.get(n, 0) + 1
            if n not in seen and self._distance(token, self.doc[place]) <= WINDOW:
                seen[n] = (place, kind)
        for place, n, kind in self._mentions[at : at + 3]:  # "When she came, Ada Holm …"
            if n not in seen and place > token.i and self._sentence_of[place] == self._sentence_of[token.i]:
                seen[n] = (place, kind)
        found: list[Candidate] = []
        barred = self._barred(token)
        for n, (place, kind) in seen.items():
            cluster, head = self._clusters[n], self.doc[place]
            apart = self._distance(token, head) == 0 and bound_apart(token, head)
            if not apart and n not in barred and cluster.gender in (None, gender):
                found.append(Candidate(cluster, head, kind, len(found), counts.get(n, 0)))
        return found

    def _barred(self, token: Token) -> set[int]:
        """Who a pronoun cannot mean, by index: whom "her lawyer, Ada Holm" names; inside marks who says it, as that one
        would say I; and who is named inside marks by the one that the pronoun stands for, who would say I too.
        """
        at = bisect_left(self._mentions, (token.i, -1, "name"))
        barred = {n for place, n, _ in self._mentions[at : at + 3] if owns(token, self.doc[place])}
        around = self._quotations.around(token.idx)
        if around is not None:
            teller = self._tellers.get(around.open_at)
            barred |= self._at.get(teller.i, set()) if teller is not None else set()
        for said in self._said_by.get(token.i, ()):
            first = bisect_left(self._mentions, said.start, key=lambda m: self.doc[m[0]].idx)
            last = bisect_left(self._mentions, said.end, key=lambda m: self.doc[m[0]].idx)
            barred |= {n for _, n, kind in self._mentions[first:last] if kind != "pronoun"}
        return barred

    def _distance(self, token: Token, head: Token) -> int:
        return self._sentence_of[token.i] - self._sentence_of[head.i]

    def features(self, token: Token, candidate: Candidate) -> list[str]:
        """What speaks for and against a candidate, as names of weights."""
        head = candidate.head
        distance = -1 if head.i > token.i else self._distance(token, head)
        role, own = role_of(head), role_of(token)
        above = top_of(head)
        quote = between_marks(self._quotations.around(token.idx), self._quotations.around(head.idx))
        count = min(4, candidate.count)
        says = token.head.lemma_ == above.head.lemma_ if own == role == "subj" else False
        found = [
            f"d{distance}",
            f"rank{min(candidate.rank, 4)}",
            f"role {role}",
            f"d{distance} role {role}",
            f"role {role} for {own}",
            f"d{min(distance, 1)} role {role} for {own}",
            f"rank{min(candidate.rank, 3)} role {role}",
            f"kind {candidate.kind}",
            f"kind {candidate.kind} d{distance}",
            f"count{count}",
            f"count{count} d{distance}",
            f"gender {candidate.cluster.gender is not None}",
            f"named {candidate.cluster.named}",
            f"quote {quote}",
            f"quote {quote} d{distance}",
            f"same word {head.lower_ == token.lower_} {candidate.kind == 'pronoun'}",
            f"same verb {says}",
            f"says {self._says(above)} {own == 'subj' and self._says(token)} d{min(distance, 2)}",
            f"full {candidate.kind == 'name' and head.i > 0 and self.doc[head.i - 1].ent_type_ == 'PERSON'}",
        ]
        share = self._total[self._index[id(candidate.cluster)]] / self._most
        found += [
            f"topic {candidate.cluster is self._topic}",
            f"topic {candidate.cluster is self._topic} d{distance}",
            f"share {min(3, int(4 * share))}",
            f"joined {head.dep_ == 'conj' or any(c.dep_ == 'conj' for c in head.children)} {role}",
            f"inside {head.dep_ in ('compound', 'poss') and head.head.i != token.head.i}",
            f"clause {above.head.dep_ if role == 'subj' else role} d{min(distance, 2)}",
            f"verb {token.head.tag_} {own} {role}",
        ]
        if distance == 0:
            found.append(f"path {path(token, head)}")
            found.append(f"near {min(4, (token.i - head.i) // 5)}")
            found.append(f"reports {self._says(above) and tells_of(above.head, token)}")
        else:
            found.append(f"main {role == 'subj' and above.head.dep_ == 'ROOT'} d{distance}")
        return found

    def nobody(self, token: Token, candidates: Sequence[Candidate]) -> list[str]:
        """What speaks for none of the candidates."""
        named = sum(c.cluster.named for c in candidates)
        return [
            "nobody",
            f"nobody of {min(3, len(candidates))}",
            f"nobody named {min(2, named)}",
            f"nobody quote {self._quotations.around(token.idx) is not None}",
            f"nobody sentence {min(2, self._sentence_of[token.i])}",
        ]

    def _says(self, token: Token) -> bool:
        if is_according_to(token):
            return True
        return token.dep_ == "nsubj" and self._lexicon.cues.takes(token.head.lemma_, "clause")


def tells_of(verb: Token, token: Token) -> bool:
    """True for a verb in whose clause of what is said a pronoun stands, no other subject's between them."""
    for clause in token.ancestors:
        if clause.dep_ == "ccomp" and clause.head == verb:
            return True
        if clause.dep_ in ("ccomp", "ROOT"):
            return False
    return False


def is_according_to(head: Token) -> bool:
    """True for the source behind "according to", who speaks as a subject does."""
    return head.dep_ == "pobj" and head.head.lower_ == "to" and head.head.head.lower_ == "according"


def role_of(head: Token) -> str:
    """The grammatical role of a noun or pronoun, of a conjunct that of the first; "according to" names a subject."""
    head = top_of(head, ("conj", "appos", "compound", "flat"))
    if head.dep_ in SUBJECTS or is_according_to(head):
        return "subj"
    return {"dobj": "obj", "dative": "obj", "pobj": "pobj", "poss": "poss", "ROOT": "root"}.get(head.dep_, "other")


def top_of(head: Token, through: Sequence[str] = ("appos", "compound", "flat")) -> Token:
    """The noun that a name belongs to: of "the coach, Ada Holm" the coach."""
    for _ in range(4):
        if head.dep_ not in through:
            break
        head = head.head
    return head


def owns(token: Token, head: Token) -> bool:
    """True for a possessive before the noun that a name belongs to: "her lawyer, Ada Holm"."""
    return token.dep_ == "poss" and top_of(head) == token.head


def between_marks(pronoun: Quotation | None, candidate: Quotation | None) -> str:
    """Which of a pronoun and a candidate stand between quotation marks."""
    if pronoun is candidate:
        return "out" if pronoun is None else "same"
    if candidate is None:
        return "in"
    return "from" if pronoun is None else "other"


def path(token: Token, head: Token) -> str:
    """How a pronoun and a candidate of its sentence hang together: the relations up to their common node, and down."""
    above = [token, *token.ancestors]
    places = {node.i: n for n, node in enumerate(above)}
    down: list[str] = []
    node = head
    while node.i not in places and node.head.i != node.i:
        down.append(node.dep_)
        node = node.head
    if node.i not in places:
        return "apart"
    up = [n.dep_ for n in above[: places[node.i]] if n.dep_ in TELLING]
    return f"{'.'.join(up[-3:])}|{'.'.join(down[-1:])}"


def choose(options: Sequence[Iterable[str]], weights: Mapping[str, float]) -> list[float]:
    """The probability of each option, by the weights of its features."""
    scores = [sum(weights.get(name, 0.0) for name in features) for features in options]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def link_pronouns(
    doc: Doc,
    reading: Reading,
    clusters: list[Cluster],
    quotations: Quotations,
    lexicon: Lexicon,
    weights: Mapping[str, float],
) -> dict[int, Reason]:
    """Add pronouns to the clusters they mean; gives the first characters of those that stay open, with the reason."""
    unresolved: dict[int, Reason] = {}
    resolver = Resolver(doc, reading, clusters, quotations, lexicon)
    owner = owners(clusters)
    ends = {phrase[1] - 1: cluster for cluster in clusters for phrase, _ in cluster.mentions}
    for token in doc:
        word = token.lower_
        if word in RELATIVE and token.tag_ in ("WP", "WP$", "WDT"):
            found: Cluster | Reason | None = stood_for(token, ends, owner)
        elif word in SINGULAR:
            found = resolve_person(token, resolver, weights)
        elif word in THINGS or word in MANY:
            found = resolve_group(token, owner, lexicon, plural=word in MANY)
        else:
            continue
        if isinstance(found, Cluster):
            if word in SINGULAR:
                resolver.link(token, found)
            else:
                insort(found.mentions, ((token.i, token.i + 1), "pronoun"))
            owner[token.i] = found
        elif found is not None:
            unresolved[token.idx] = found
    return unresolved


def stood_for(token: Token, ends: Mapping[int, Cluster], owner: Mapping[int, Cluster]) -> Cluster | None:
    """What a relative pronoun stands for."""
    noun = relative_antecedent(token)
    if noun is None:
        return None
    person = whose_place(noun, ends, owner) if token.lower_ in ("who", "whom") else None
    return person or ends.get(noun.i) or owner.get(noun.i)


def whose_place(noun: Token, ends: Mapping[int, Cluster], owner: Mapping[int, Cluster]) -> Cluster | None:
    """The person beside whom "who" stands behind their place or body: "a doctor at the hospital, who", "Holm of the
    port, who"."""
    for _ in range(3):
        if noun.dep_ != "pobj" or noun.head.dep_ != "prep":
            return None
        noun = noun.head.head
        cluster = ends.get(noun.i) or owner.get(noun.i)
        if cluster is not None:
            return cluster if cluster.type == "PERSON" else None
    return None


def owners(clusters: Sequence[Cluster]) -> dict[int, Cluster]:
    """The entity of each token of a mention; of nested mentions that of the innermost."""
    mentions = [(phrase, cluster) for cluster in clusters for phrase, _ in cluster.mentions]
    found: dict[int, Cluster] = {}
    for (start, end), cluster in sorted(mentions, key=lambda m: m[0][0] - m[0][1]):
        found.update(dict.fromkeys(range(start, end), cluster))
    return found


def resolve_person(token: Token, resolver: Resolver, weights: Mapping[str, float]) -> Cluster | Reason:
    """The person that he or she means."""
    candidates = resolver.candidates(token)
    if not candidates:
        return "no_antecedent"
    options = [resolver.features(token, candidate) for candidate in candidates]
    chances = choose([resolver.nobody(token, candidates), *options], weights)
    best = max(range(1, len(chances)), key=chances.__getitem__)
    if chances[0] > DOUBT * chances[best]:
        return "no_antecedent"
    return candidates[best - 1].cluster if chances[best] >= SURE else "ambiguous"


def bound_apart(token: Token, head: Token) -> bool:
    """True when a pronoun cannot mean another argument of its own verb ("Holm praised her": not Holm)."""
    if token.dep_ == "poss" or token.lower_.endswith("self"):
        return False
    if token.head == head.head and token.dep_ != head.dep_:
        return True
    return head in token.ancestors and not any(
        a.pos_ in ("VERB", "AUX") for a in token.ancestors if a.i < token.i and head.is_ancestor(a)
    )
