"""Who stands where toward whom, article by article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from schemas.comparison import ComparedStance, HeldIn, Standing
from schemas.records import Stance
from service.comparing.articles import Read
from service.comparing.outcomes import Order


def compare_stances(articles: Sequence[Read], order: Order) -> tuple[ComparedStance, ...]:
    """Holders and targets with where they stand in each article; only an actor's own stances, for or against."""
    held: dict[tuple[str, str], dict[int, list[Stance]]] = defaultdict(lambda: defaultdict(list))
    for article in articles:
        for stance in article.structure.stances or ():
            holder, target = stance.holder.entity, stance.target.entity
            if stance.ascribed_by is None and holder is not None and target is not None:
                held[article.name_of(holder), article.name_of(target)][article.number].append(stance)
    found = [compared(by_article, articles, order) for by_article in held.values()]
    return tuple(order.sorted(one for one in found if one is not None))


def compared(held: dict[int, list[Stance]], articles: Sequence[Read], order: Order) -> ComparedStance | None:
    """One holder and one target; None when no article says that he is for or against."""
    entries = tuple(
        HeldIn(number, standing(stances), tuple(s.id for s in stances), tuple(s.evidence for s in stances))
        for number, stances in sorted(held.items())
    )
    polar = [entry for entry in entries if entry.standing != "neutral"]
    if not polar:
        return None
    rival = len({entry.standing for entry in polar}) > 1
    number = polar[0].article
    first = held[number][0]
    holder, target = first.holder.entity or "", first.target.entity or ""
    read = articles[number]
    return ComparedStance(
        kind=order.outcome({entry.article for entry in polar}, differs=rival, rival=rival),
        holder=read.entities[holder].name,
        holder_entity=read.across(holder),
        target=read.entities[target].name,
        target_entity=read.across(target),
        entries=entries,
    )


def standing(stances: Sequence[Stance]) -> Standing:
    """Where stances stand together."""
    polar = {stance.polarity for stance in stances} - {"neutral"}
    if len(polar) > 1:
        return "mixed"
    return polar.pop() if polar else "neutral"
