"""An answer as tables, for who reads it on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

MOST = 160
"""The most characters of a cell."""


def print_tables(name: str, answer: bytes, console: Console) -> None:
    """Print an answer: who said what, every number, who stands where, what disagrees, what was left open."""
    structure = orjson.loads(answer)
    document = structure["document"]
    console.rule(cell(f"{document['title'] or name} · {document['length']} {document['offset_unit']}s"))
    quotes = [
        (party(q["speaker"]), q["type"], " […] ".join(span["text"] for span in q["content"]))
        for q in structure.get("quotes", ())
    ]
    figures = [
        (f["span"]["text"], words(f["measured"]) or f["kind"], words(f["event"]), party(f["source"]))
        for f in structure.get("figures", ())
    ]
    names = {e["id"]: e["name"] for e in structure.get("entities", ())}
    stances = [
        (party(s["holder"]), s["polarity"], target(s["target"], names), words(s["cue"]) or "–")
        for s in structure.get("stances", ())
    ]
    entities = [
        (e["name"], e["type"] or "–", e["role"] or "", str(len(e["mentions"]))) for e in structure.get("entities", ())
    ]
    show(console, "Who said what", ("speaker", "type", "words"), quotes)
    show(console, "Figures", ("number", "of what", "event", "who says it"), figures)
    show(console, "Stances", ("holder", "", "target", "cue"), stances)
    show(console, "Entities", ("name", "type", "role", "times"), entities)
    disagree = [(r["kind"], r["why"]) for r in structure["relations"] if r["kind"] in ("conflict", "contradiction")]
    show(console, "What disagrees", ("kind", "why"), disagree)
    show(
        console,
        "Left open",
        ("code", "item", "why"),
        [(w["code"], w["item"] or "", w["detail"]) for w in structure["warnings"]],
    )


def show(console: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that holds something."""
    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(cell(value) for value in row))
    console.print(table)


def cell(value: str) -> str:
    """What a text is in a cell: one line, not too long, nothing in it read as markup or sent to the terminal."""
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return escape(line if len(line) <= MOST else line[: MOST - 1] + "…")


def party(found: dict[str, Any]) -> str:
    """A speaker, source or holder: the name, else the words and why they lead to nobody."""
    if found["name"] is not None:
        return str(found["name"])
    reason = (found["reason"] or "").replace("_", " ")
    return f"{found['span']['text']} ({reason})" if found["span"] else f"({reason})"


def target(found: dict[str, Any], names: dict[str, str]) -> str:
    """What a stance is toward."""
    return str(names.get(found["entity"], found["span"]["text"]))


def words(span: dict[str, Any] | None) -> str:
    """The words of a span; nothing without one."""
    return str(span["text"]) if span is not None else ""
