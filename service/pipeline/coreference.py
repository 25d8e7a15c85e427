"""Pronouns to entities, or to a reason why not: a wrong name is worse than none.

He and she go through a log-linear ranker of candidates, one of which is "nobody in this text"; its weights are learned
(`training/pronouns.py`, features after Lappin and Leass, 1994, and Ng and Cardie, 2002). It and they are linked only
where the sentence's own structure tells.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from schemas.records import EntityType, Mention, MentionKind, Quote, Reason
from service.lexicons.reader import Lexicon
from service.pipeline.actors import Actors, by_character, index_actors
from service.pipeline.entities import Cluster, Gender
from service.pipeline.marks import Quotation, Quotations
from service.pipeline.positions import LONG_SENTENCE
from service.pipeline.syntax import SUBJECTS, relative_antecedent

SINGULAR: dict[str, Gender] = {"he": "male", "him": "male", "his": "male", "himself": "male",
                               "she": "female", "her": "female", "hers": "female", "herself": "female"}  # fmt: skip
THINGS = frozenset({"it", "its", "itself"})
MANY = frozenset({"they", "them", "their", "theirs", "themselves"})
YOU = frozenset({"you", "your", "yours", "yourself"})
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
EMPTY = frozenset("be seem appear take rain snow happen turn remain become emerge follow look mean".split())
"""Verbs whose "it" often means nobody."""
BODIES: frozenset[EntityType] = frozenset({"ORG", "GPE", "NORP"})
SPOKEN: Mapping[frozenset[str], frozenset[EntityType]] = {
    frozenset({"i", "me", "my", "mine", "myself"}): frozenset({"PERSON"}),
    frozenset({"we", "us", "our", "ours", "ourselves"}): BODIES,
    YOU: frozenset({"PERSON"}),
}
"""Pronouns of what somebody says, and what they can mean."""
TELLING = frozenset({"advcl", "relcl", "ccomp", "xcomp", "conj", "acl", "prep", "poss", "pcomp"})
"""Relations that say how a pronoun's clause hangs on the candidate's."""
WINDOW = 5
"""Sentences back that an antecedent may stand."""
MENTIONS_BACK = 60
"""Mentions back that an antecedent may stand."""
SURE = 0.3
"""How likely the best candidate must be."""


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

    def __init__(self, doc: Doc, clusters: Sequence[Cluster], quotations: Quotations, lexicon: Lexicon) -> None:
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
        self._index = {id(cluster): n for n, cluster in enumerate(clusters)}
        named = [cluster for cluster in clusters if cluster.type == "PERSON" and cluster.named]
        self._topic = min(named, key=lambda cluster: cluster.mentions[0], default=None)
        self._total = [len(cluster.mentions) for cluster in clusters]
        self._most = max((len(cluster.mentions) for cluster in named), default=1)

    def link(self, token: Token, cluster: Cluster) -> None:
        """Make a pronoun a mention of an entity, which has its gender from now on."""
        insort(cluster.mentions, ((token.i, token.i + 1), "pronoun"))
        insort(self._mentions, (token.i, self._index[id(cluster)], "pronoun"))
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
        for n, (place, kind) in seen.items():
            cluster, head = self._clusters[n], self.doc[place]
            if cluster.gender not in (None, gender) or (self._distance(token, head) == 0 and bound_apart(token, head)):
                continue
            found.append(Candidate(cluster, head, kind, len(found), counts.get(n, 0)))
        return found

    def _distance(self, token: Token, head: Token) -> int:
        return self._sentence_of[token.i] - self._sentence_of[head.i]

    def features(self, token: Token, candidate: Candidate) -> list[str]:
        """What speaks for and against a candidate, as names of weights."""
        head = candidate.head
        distance = -1 if head.i > token.i else self._distance(token, head)
        role, own = role_of(head), role_of(token)
        quote = between_marks(self._quotations.around(token.idx), self._quotations.around(head.idx))
        count = min(4, candidate.count)
        says = token.head.lemma_ == head.head.lemma_ if own == role == "subj" else False
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
            f"says {self._says(head)} {own == 'subj' and self._says(token)} d{min(distance, 2)}",
            f"full {candidate.kind == 'name' and head.i > 0 and self.doc[head.i - 1].ent_type_ == 'PERSON'}",
        ]
        share = self._total[self._index[id(candidate.cluster)]] / self._most
        found += [
            f"topic {candidate.cluster is self._topic}",
            f"topic {candidate.cluster is self._topic} d{distance}",
            f"share {min(3, int(4 * share))}",
            f"joined {head.dep_ == 'conj' or any(c.dep_ == 'conj' for c in head.children)} {role}",
            f"inside {head.dep_ in ('compound', 'poss') and head.head.i != token.head.i}",
            f"clause {head.head.dep_ if role == 'subj' else role} d{min(distance, 2)}",
            f"verb {token.head.tag_} {own} {role}",
        ]
        if distance == 0:
            found.append(f"path {path(token, head)}")
            found.append(f"near {min(4, (token.i - head.i) // 5)}")
        else:
            found.append(f"main {role == 'subj' and head.head.dep_ == 'ROOT'} d{distance}")
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


def is_according_to(head: Token) -> bool:
    """True for the source behind "according to", who speaks as a subject does."""
    return head.dep_ == "pobj" and head.head.lower_ == "to" and head.head.head.lower_ == "according"


def role_of(head: Token) -> str:
    """The grammatical role of a noun or pronoun, of a conjunct that of the first; "according to" names a subject."""
    dep = head.dep_
    for _ in range(4):
        if dep not in ("conj", "appos", "compound", "flat"):
            break
        head = head.head
        dep = head.dep_
    if dep in SUBJECTS or is_according_to(head):
        return "subj"
    return {"dobj": "obj", "dative": "obj", "pobj": "pobj", "poss": "poss", "ROOT": "root"}.get(dep, "other")


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
    doc: Doc, clusters: list[Cluster], quotations: Quotations, lexicon: Lexicon, weights: Mapping[str, float]
) -> dict[int, Reason]:
    """Add pronouns to the clusters they mean; gives the first characters of those that stay open, with the reason."""
    unresolved: dict[int, Reason] = {}
    resolver = Resolver(doc, clusters, quotations, lexicon)
    owner = {phrase[1] - 1: cluster for cluster in clusters for phrase, _ in cluster.mentions}
    for token in doc:
        word = token.lower_
        if word in RELATIVE and token.tag_ in ("WP", "WP$", "WDT"):
            noun = relative_antecedent(token)
            found: Cluster | Reason | None = owner.get(noun.i) if noun is not None else None
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


def resolve_person(token: Token, resolver: Resolver, weights: Mapping[str, float]) -> Cluster | Reason:
    """The person that he or she means."""
    candidates = resolver.candidates(token)
    if not candidates:
        return "no_antecedent"
    options = [resolver.features(token, candidate) for candidate in candidates]
    chances = choose([resolver.nobody(token, candidates), *options], weights)
    best = max(range(1, len(chances)), key=chances.__getitem__)
    if chances[0] > chances[best]:
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


def resolve_group(token: Token, owner: dict[int, Cluster], lexicon: Lexicon, *, plural: bool) -> Cluster | None:
    """What it or they means, where the sentence's own structure tells: the one who says it, its clause's subject, or
    the last subject where the sentence begins with it.

    Elsewhere None, and no mention is made: most of these pronouns mean no actor.
    """
    own_verb = token.head if token.dep_ != "poss" else None
    governing = next((a for a in token.ancestors if a != own_verb and is_reporting(a, lexicon)), None)
    if governing is not None:
        speaker = subject_of(governing, token)
        cluster = owner.get(speaker.i) if speaker is not None else None
        if cluster is not None and fits(cluster, plural=plural):
            return cluster
    if plural:
        says = own_verb is not None and is_reporting(own_verb, lexicon) and token.dep_ == "nsubj"
        return last_subject(token, owner, plural=True) if governing is None and says else None
    if own_verb is None:
        return clause_subject(token, owner) or (last_subject(token, owner, plural=False) if opens(token) else None)
    says = token.dep_ == "nsubj" and (
        is_reporting(own_verb, lexicon) or (opens(token) and own_verb.lemma_ not in EMPTY)
    )
    return last_subject(token, owner, plural=False) if governing is None and says else None


def subject_of(verb: Token, but: Token) -> Token | None:
    """The subject of a verb, another token than one."""
    return next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c != but), None)


def clause_subject(token: Token, owner: dict[int, Cluster]) -> Cluster | None:
    """The body that is the subject of a possessive's clause, when no other one stands between the two."""
    for verb in token.ancestors:
        if verb.pos_ not in ("VERB", "AUX"):
            continue
        subject = subject_of(verb, token)
        if subject is None and verb.dep_ in ("xcomp", "advcl", "conj", "pcomp", "acl"):
            continue
        if subject is None or subject.i > token.i or subject.is_ancestor(token):
            return None
        cluster = owner.get(subject.i)
        between = (owner.get(i) for i in range(subject.i + 1, token.i))
        if cluster is None or any(c is not None and c is not cluster and fits(c, plural=False) for c in between):
            return None
        return cluster if fits(cluster, plural=False) else None
    return None


def opens(token: Token) -> bool:
    """True for a pronoun at the head of its sentence, marks aside."""
    return all(t.is_punct for t in token.doc[token.sent.start : token.i])


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


def is_in_own_words(token: Token, quote: Quote, quotations: Quotations) -> bool:
    """True for a word between marks, and for one of a turn in an interview, which needs none."""
    if quotations.around(token.idx) is not None:
        return True
    return quote.type == "direct" and quotations.around(quote.content[0].start) is None


def link_speakers(actors: Actors, quotes: Sequence[Quote], quotations: Quotations) -> Actors:
    """The actors with the pronouns of what is said: I who speaks, we the body, you who is told.

    Between marks, or in a turn of an interview. We in a person's mouth is left alone: the text seldom says of whom
    they speak.
    """
    said = by_character(tuple(quote for quote in quotes if quote.type != "indirect"))
    added: dict[str, list[Mention]] = {}
    for token in actors.doc:
        quote = said.get(token.idx)
        if quote is None:
            continue
        wanted = next((kinds for words, kinds in SPOKEN.items() if token.lower_ in words), None)
        if wanted is None or not is_in_own_words(token, quote, quotations):
            continue
        party = quote.addressee if token.lower_ in YOU else quote.speaker
        entity = actors.entity(party.entity) if party is not None else None
        if entity is not None and entity.type in wanted and actors.at(token) is None:
            end = token.idx + len(token)
            added.setdefault(entity.id, []).append(Mention(token.idx, end, token.text, "pronoun"))
    if not added:
        return actors
    entities = tuple(
        replace(e, mentions=tuple(sorted((*e.mentions, *added.get(e.id, ())), key=lambda m: (m.start, m.end))))
        for e in actors.entities
    )
    return index_actors(actors.doc, actors.positions, entities, actors.unresolved)
