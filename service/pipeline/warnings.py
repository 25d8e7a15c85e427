"""What a reader of the answer should know before trusting it."""

from __future__ import annotations

from itertools import zip_longest
from typing import cast

from schemas.records import Caution, Figure, Party, Quote, WarningCode
from service.pipeline.marks import Quotations
from service.pipeline.segments import LONG_RUN, Reading
from service.pipeline.stances import Standing

REASONS = {"no_antecedent": "no name in the text fits", "ambiguous": "more than one name fits"}


def find_warnings(
    reading: Reading,
    quotations: Quotations,
    quotes: tuple[Quote, ...],
    figures: tuple[Figure, ...],
    standing: Standing,
) -> tuple[Caution, ...]:
    """Parties that lead to nobody, marks never closed, runs too long to be read, pairs that were too many."""
    parties = [("unresolved_speaker", "speaker", q.id, q.speaker) for q in quotes]
    parties += [("unresolved_source", "source", f.id, f.source) for f in figures]
    parties += [("unresolved_holder", "holder", s.id, s.holder) for s in standing.stances]
    found = [
        Caution(cast(WarningCode, code), item, told(what, party))
        for code, what, item, party in parties
        if party.status == "unresolved"
    ]
    found.extend(
        Caution("unclosed_quotation", None, "A quotation mark is never closed; its quotation ends with the paragraph.")
        for quotation, following in zip_longest(quotations.items, quotations.items[1:])
        if not quotation.closed and not (following is not None and following.block == quotation.block + 1)
    )
    if reading.cut_runs:
        detail = f"{reading.cut_runs} run(s) of more than {LONG_RUN} characters without white space were cut short."
        found.append(Caution("long_run_skipped", None, detail))
    if standing.skipped:
        detail = (
            f"{standing.skipped} pair(s) of entities were not asked for stances: too many, or in too long a sentence."
        )
        found.append(Caution("pairs_skipped", None, detail))
    return tuple(found)


def told(what: str, party: Party) -> str:
    """A sentence for people."""
    text = party.span.text if party.span else ""
    return f"The {what} “{text}” leads to no entity: {REASONS.get(party.reason or '', 'nobody is named')}."
