"""What an answer loses when less is asked for."""

from __future__ import annotations

from schemas.records import LAYERS, Structure
from service.pruning import prune


def test_all_layers_and_no_least_confidence_leave_the_answer_alone(example_structure: Structure) -> None:
    assert prune(example_structure, LAYERS) is example_structure


def test_unsure_items_are_left_out_and_nothing_refers_to_them(example_structure: Structure) -> None:
    pruned = prune(example_structure, LAYERS, 0.8)
    assert 0 < len(pruned.quotes or ()) < len(example_structure.quotes or ())
    assert 0 < len(pruned.stances or ()) < len(example_structure.stances or ())
    assert all(
        item.confidence >= 0.8 for layer in (pruned.quotes, pruned.figures, pruned.stances) for item in layer or ()
    )
    known = {item.id for name in LAYERS for item in getattr(pruned, name)}
    assert {f.quote for f in pruned.figures or ()} <= known | {None}
    assert {s.quote for s in pruned.stances or ()} <= known | {None}
    assert all(known.issuperset(relation.items) for relation in pruned.relations)
    assert {w.item for w in pruned.warnings} <= known | {None}


def test_a_layer_that_was_not_asked_for_is_none_and_leaves_no_reference(example_structure: Structure) -> None:
    pruned = prune(example_structure, ("stances",))
    assert pruned.entities is None
    assert pruned.stances
    assert all(s.holder.entity is None and s.target.entity is None and s.quote is None for s in pruned.stances)
    assert pruned.relations == ()
