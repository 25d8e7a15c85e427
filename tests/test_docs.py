"""The documents say what is so."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from schemas.problem import PROBLEMS
from service.cli import main
from service.config import Settings, variable

ROOT = Path(__file__).parent.parent
DOCS = "\n".join(p.read_text("utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("field", [f.name for f in fields(Settings)])
def test_every_setting_is_explained_in_the_example_file_and_the_docs(field: str) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.search(rf"(?m)^{variable(field)}=", example)
    assert variable(field) in DOCS


@pytest.mark.parametrize("field", [f for f in fields(Settings) if f.default is not None], ids=lambda f: f.name)
def test_the_example_file_holds_the_defaults(field: object) -> None:
    name, default = field.name, field.default  # type: ignore[attr-defined]
    assert f"{variable(name)}={default}\n" in (ROOT / ".env.example").read_text("utf-8")


def test_every_route_is_documented(app: Flask) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/docs/assets")}
    assert [route for route in routes if f"`{route}`" not in DOCS and f" {route}`" not in DOCS] == []


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_documented(command: str) -> None:
    assert f"standfirst {command}" in DOCS


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_is_documented(code: str) -> None:
    assert f"`{code}`" in DOCS


def test_links_inside_the_docs_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_readme_has_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "\nmake demo\n" in readme
    assert "\nmake check\n" in readme


def test_every_room_is_on_the_architecture_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    modules = [
        p.relative_to(ROOT)
        for folder in ("schemas", "service", "evaluation", "training")
        for p in (ROOT / folder).rglob("*.py")
    ]
    missing = [str(m) for m in modules if m.name != "__init__.py" and not re.search(rf"\b{m.stem}\b", page)]
    assert missing == []
