"""Who stands for and against whom, as a picture: actors on an ellipse, an arrow for each position."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

MOST = 14
"""The most actors that a picture shows and stays legible."""
WIDTH, HEIGHT = 760, 460
LONG_NAME = 22


class Node(NamedTuple):
    """An actor: where its point is, where its name stands and on which side of that."""

    entity: str
    name: str
    full: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


class Arrow(NamedTuple):
    """A position: its path, whether it is for or against, and where its count stands."""

    path: str
    polarity: str
    tally: str
    x: float
    y: float
    title: str
    item: str


class Picture(NamedTuple):
    """The whole picture; `left_out` actors are only in the ledger."""

    nodes: Sequence[Node]
    arrows: Sequence[Arrow]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT


def draw(relations: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Picture | None:
    """The picture of an answer's positions; None when nobody is for or against anybody."""
    positions = [
        relation
        for relation in relations
        if relation["kind"] == "position"
        and relation["tally"]["for"] + relation["tally"]["against"]
        and relation["items"][0] != relation["items"][1]
    ]
    weight: Counter[str] = Counter(end for p in positions for end in p["items"][:2])
    shown = {entity for entity, _ in weight.most_common(MOST)}
    order = [entity for entity in weight if entity in shown]
    nodes = {entity: node(entity, names[entity], place, len(order)) for place, entity in enumerate(order)}
    arrows = [
        arrow(nodes[p["items"][0]], nodes[p["items"][1]], p)
        for p in positions
        if p["items"][0] in nodes and p["items"][1] in nodes
    ]
    return Picture(tuple(nodes.values()), arrows, len(weight) - len(order)) if arrows else None


def node(entity: str, name: str, place: int, count: int) -> Node:
    """The place of an actor on the ellipse, from the left on; its name stands outside."""
    angle = math.pi + 2 * math.pi * place / count
    x, y = WIDTH / 2 + 190 * math.cos(angle), HEIGHT / 2 + 170 * math.sin(angle)
    side = math.cos(angle)
    anchor = "middle" if abs(side) < 0.3 else "end" if side < 0 else "start"
    label_x = x + (0 if anchor == "middle" else 14 * math.copysign(1, side))
    label_y = y + 5 + (18 * math.copysign(1, math.sin(angle)) if anchor == "middle" else 0)
    short = name if len(name) <= LONG_NAME else name[: LONG_NAME - 1].rstrip() + "…"
    return Node(entity, short, name, round(x, 1), round(y, 1), round(label_x, 1), round(label_y, 1), anchor)


def arrow(holder: Node, target: Node, position: Mapping[str, Any]) -> Arrow:
    """A position as a curve bent to its left, so that two that go each way stay apart."""
    tally = position["tally"]
    polarity = "mixed" if tally["for"] and tally["against"] else "for" if tally["for"] else "against"
    count = {"for": f"+{tally['for']}", "against": f"−{tally['against']}"}.get(
        polarity, f"+{tally['for']} −{tally['against']}"
    )
    dx, dy = target.x - holder.x, target.y - holder.y
    length = math.hypot(dx, dy) or 1.0
    bend_x = (holder.x + target.x) / 2 - 0.16 * dy
    bend_y = (holder.y + target.y) / 2 + 0.16 * dx
    end_x, end_y = target.x - 12 * dx / length - 1.5 * dy / length, target.y - 12 * dy / length + 1.5 * dx / length
    path = f"M{holder.x:.1f} {holder.y:.1f}Q{bend_x:.1f} {bend_y:.1f} {end_x:.1f} {end_y:.1f}"
    middle_x = (holder.x + 2 * bend_x + end_x) / 4
    middle_y = (holder.y + 2 * bend_y + end_y) / 4
    return Arrow(path, polarity, count, round(middle_x, 1), round(middle_y, 1), position["why"], position["items"][2])
