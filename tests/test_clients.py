"""What others make of the API's description: a generated client reads real answers, and the examples are such."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from evaluation.examples import answers, without_digest
from service.web.shown import REQUESTS, answer_to
from tests.conftest import EXAMPLE


def test_the_examples_are_what_the_service_answers(client: FlaskClient) -> None:
    """`make examples` writes them anew."""
    assert dict(answers(client)) == {name: answer_to(name) for name in REQUESTS}


def test_the_description_is_openapi_and_holds_the_examples(client: FlaskClient) -> None:
    description = client.get("/openapi.json").get_json()
    assert description["openapi"].startswith("3.1")
    validate(description)
    for name, (address, request) in REQUESTS.items():
        operation = description["paths"][address]["post"]
        assert operation["requestBody"]["content"]["application/json"]["example"] == request
        assert operation["responses"]["200"]["content"]["application/json"]["example"] == answer_to(name)


def test_a_generated_client_reads_real_answers(
    app: Flask, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    description = tmp_path / "openapi.json"
    description.write_bytes(client.get("/openapi.json").data)
    generator = Path(sys.executable).with_name("openapi-python-client")
    options = ["--path", str(description), "--meta", "none", "--output-path", str(tmp_path / "newsclient")]
    done = subprocess.run([generator, "generate", *options], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr

    monkeypatch.syspath_prepend(str(tmp_path))
    models = importlib.import_module("newsclient.models")
    for model, address, request in (
        (models.Structure, "/v1/structure", {"text": EXAMPLE.read_text("utf-8")}),
        (models.Comparison, *REQUESTS["compare"]),
    ):
        answer = orjson.loads(client.post(address, json=request).data)
        assert model.from_dict(orjson.loads(orjson.dumps(answer))).to_dict() == answer
    assert without_digest({"rules": "sha256:abc"}) != {"rules": "sha256:abc"}
