"""An answer with less in it: no layer that was not asked for, no item that is not sure, no reference to either."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from schemas.records import LAYERS, Structure

REFERRING = frozenset({"entity", "quote", "whole", "converts"})
"""Fields that hold the id of an item of a layer, or null."""
Record = TypeVar("Record")


def prune(structure: Structure, layers: tuple[str, ...], min_confidence: float = 0.0) -> Structure:
    """The structure with only some layers, and only items that are sure enough; nothing in it refers to what is gone.

    Args:
        structure: the whole answer.
        layers: names of the layers that stay; the others are None.
        min_confidence: quotes, figures and stances below this are left out, from 0 to 1.
    """
    if set(layers) == set(LAYERS) and min_confidence <= 0:
        return structure
    kept: dict[str, tuple[Any, ...] | None] = {
        name: tuple(item for item in getattr(structure, name) if sure(item, min_confidence)) if name in layers else None
        for name in LAYERS
    }
    known = frozenset(item.id for items in kept.values() for item in items or ())
    changed: dict[str, Any] = {name: None if items is None else without(items, known) for name, items in kept.items()}
    return replace(
        structure,
        **changed,
        relations=tuple(r for r in structure.relations if known.issuperset(r.items)),
        warnings=tuple(w for w in structure.warnings if w.item is None or w.item in known),
    )


def sure(item: object, least: float) -> bool:
    """True for an item that is sure enough, or has no confidence."""
    return getattr(item, "confidence", 1.0) >= least


def without(record: Record, known: frozenset[str]) -> Record:
    """A record in which every reference to an item that is gone is null."""
    if isinstance(record, tuple):
        return tuple(without(item, known) for item in record)  # type: ignore[return-value]
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changed: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name in REFERRING and isinstance(value, str):
            if value not in known:
                changed[field.name] = None
        elif isinstance(value, tuple) or is_dataclass(value):
            changed[field.name] = without(value, known)
    return replace(record, **changed) if changed else record
