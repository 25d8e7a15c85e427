"""Odd and hostile text: always an answer or a clear refusal, never a lost article, never a 500."""

from __future__ import annotations

import random
import time

import orjson
import pytest
from flask.testing import FlaskClient

GOOD = "\n\n“The bridge is safe,” engineer Ada Holm said.\n\nPolice said 12 people were hurt."

ODD = {
    "one 90 kB word": "x" * 90_000 + GOOD,
    "opening brackets": "(" * 50_000 + GOOD,
    "10,000 quotation marks": '"' * 10_000 + GOOD,
    "10,000 spaced marks": "” “ " * 5_000 + GOOD,
    "an unclosed mark": "“Nobody closed this quotation, Holm said." + GOOD,
    "an odd number of straight marks": 'He said "this is "odd" and went on.' + GOOD,
    "emoji only before": "🙂🙃🎉" * 2_000 + GOOD,
    "controls": "\x00\x01\x02\x1b[31m" + GOOD,
    "right to left": "\u202eabc\u202c \u200f\u061c" + GOOD,
    "zero width": "Ada\u200b Hol\u200dm" + GOOD,
    "byte order mark": "\ufeff" + GOOD,
    "old line ends": GOOD.replace("\n", "\r"),
    "windows line ends": GOOD.replace("\n", "\r\n"),
    "line separators": GOOD.replace("\n\n", "\u2029"),
    "combining": "e\u0301" * 3_000 + GOOD,
    "10,000 numbers": "1 2,3 4.5% " * 2_000 + GOOD,
    "markup": "<script>alert(1)</script> &amp; <b>" + GOOD,
    "apostrophes": "’ ' ‘ ’’ '' `` " * 500 + GOOD,
    "capitals": "MAYOR OPENS SCHOOL. PUPILS CHEERED, SAID THE HEAD. " * 40 + GOOD,
    "many short lines": "word\n" * 3_000 + GOOD,
    "a run of dots": "a" + "." * 90_000 + "x" + GOOD,
    "capitals behind a dash": "“Yes it is so.” - " + "A" * 280 + "!\n\n" + GOOD,
    "a million times a million": "About 1 " + "million " * 60 + "people were hurt." + GOOD,
    "a number of 300 digits": "It cost " + "9" * 291 + " billion trillion dollars." + GOOD,
    "hundreds of hundreds": "one thousand " + "hundred " * 200 + "dollars" + GOOD,
    "one name repeated": "Russia. " * 9_000 + GOOD,
    "names without an end": "Ada Berg and Omar Reza and " * 3_000 + GOOD,
    "pronouns that say": "He said she saw him. " * 4_000 + GOOD,
    "decades": "1990s " * 9_000 + GOOD,
    "split numbers": "123 456 789 " * 4_000 + GOOD,
    "scales": "million " * 8_000 + GOOD,
    "changes without an end": "rose from 5 to 6 " * 3_000 + GOOD,
    "one quotation repeated": "“A b c,” he said.\n\n" * 2_000 + GOOD,
    "floating quotations": "“A b c.”\n\n" * 4_000 + GOOD,
    "one line repeated": "The mayor said the bridge was safe and sound.\n" * 800 + GOOD,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_text_is_answered_and_its_good_part_is_not_lost(client: FlaskClient, text: str) -> None:
    began = time.monotonic()
    response = client.post("/v1/structure", json={"text": text, "language": "en"})
    assert response.status_code == 200
    answer = orjson.loads(response.data)
    assert any(q["content"][0]["text"] == "The bridge is safe" for q in answer["quotes"])
    assert any(f["value"] == 12 for f in answer["figures"])
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "text", ["🙂", "🙂" * 5_000, ".", "“", "”“”“", "\u200b\u200b", "12", "A", "—" * 900, "\x00", "’"]
)
def test_text_with_nothing_to_read_in_it_is_an_empty_structure(client: FlaskClient, text: str) -> None:
    response = client.post("/v1/structure", json={"text": text})
    assert response.status_code == 200
    assert orjson.loads(response.data)["quotes"] == []


def test_one_200_kb_word_is_over_the_limit(client: FlaskClient) -> None:
    assert client.post("/v1/structure", json={"text": "x" * 200_000}).status_code == 413


def test_a_text_of_nothing_but_lines_is_refused_before_it_is_parsed(client: FlaskClient) -> None:
    """Twice as many words as 100,000 characters of news have: it would take twice the time of any other."""
    began = time.process_time()
    response = client.post("/v1/structure", json={"text": "a\n" * 48_000, "language": "en"})
    assert (response.status_code, orjson.loads(response.data)["type"]) == (413, "urn:standfirst:problem:too_large")
    assert time.process_time() - began < 4


def test_a_text_of_words_that_are_none_is_refused(client: FlaskClient) -> None:
    rng = random.Random(1)
    words = " ".join("".join(rng.choice("BCDFGHJKLMNPQRSTVWXZ") for _ in range(5)) for _ in range(16_000))
    response = client.post("/v1/structure", json={"text": words, "language": "en"})
    assert (response.status_code, orjson.loads(response.data)["type"]) == (413, "urn:standfirst:problem:too_large")


def test_many_lines_take_time_in_proportion(client: FlaskClient) -> None:
    def seconds(lines: int) -> float:
        began = time.process_time()
        assert client.post("/v1/structure", json={"text": f"{lines}\n" * lines, "language": "en"}).status_code == 200
        return time.process_time() - began

    seconds(500)
    assert seconds(8_000) < 16 * max(seconds(2_000), 0.05)
