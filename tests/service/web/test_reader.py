"""The reader page: what is pasted is marked, escaped, kept, and compared."""

from __future__ import annotations

import re
from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from schemas.records import Article
from service.answers import Answerer
from service.app import create_app
from service.cache import Cache
from service.config import Settings
from service.structuring import Structurer
from service.web.keys import digest_of, new_key
from service.web.reader.forms import document_id
from service.web.reader.marks import Mark, paragraphs
from service.web.reader.stance_map import MOST, draw

TEXT = (
    "“The bridge is safe,” engineer Ada Holm said.\n\nPolice said 12 people were hurt; the hospital said 19 were hurt."
)
PAGE = "<!doctype html><html><head><title>Bridge</title></head><body><article><h1>Bridge</h1>" + "".join(
    f"<p>{line} It was a long day for all who live in the town, and nobody knew more.</p>"
    for line in TEXT.split("\n\n")
)
HOSTILE = '<script>alert("x")</script> said </mark><style>*{display:none}</style> “<b onclick=x>no</b>,” Ada Holm said.'


@pytest.fixture(scope="module")
def keeping(structurer: Structurer) -> FlaskClient:
    """A client of an app that remembers in its own memory."""
    answerer = Answerer(structurer, Cache(None, memory_bytes=20_000_000))
    return create_app(Settings(log_level="error"), answerer).test_client()


def read(client: FlaskClient, **form: Any) -> str:
    """The page that a form leads to."""
    reply = client.post("/read", data=form, follow_redirects=True)
    assert reply.status_code == 200, reply.text
    return reply.text


def visible(page: str) -> str:
    """The words of the marked article."""
    article = page[page.index("<article") : page.index("</article>")]
    return Markup(re.sub(r'<span class="label">.*?</span> ', "", article)).striptags()


def test_what_is_pasted_has_an_address_of_its_own(keeping: FlaskClient) -> None:
    reply = keeping.post("/read", data={"text": TEXT.replace("\n", "\r\n")})
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/read/{document_id(Article(TEXT))}")
    page = keeping.get(reply.headers["Location"]).text
    assert "Ada Holm" in page
    assert visible(page).endswith(" ".join(TEXT.split()))


def test_the_json_is_what_the_api_gives(keeping: FlaskClient) -> None:
    read(keeping, text=TEXT)
    answer = keeping.get(f"/read/{document_id(Article(TEXT))}/json")
    assert answer.data == keeping.post("/v1/structure", json={"text": TEXT}).data


def test_every_item_of_the_answer_is_on_the_page_once(keeping: FlaskClient) -> None:
    page = read(keeping, sample="1")
    document = re.findall(r"/read/(sha256:[0-9a-f]{64})/json", page)[0]
    answer = keeping.get(f"/read/{document}/json").get_json()
    for layer in ("segments", "entities", "quotes", "figures", "stances"):
        for item in answer[layer]:
            assert page.count(f'id="{item["id"]}"') == 1


def test_rival_figures_stand_side_by_side(keeping: FlaskClient) -> None:
    page = read(keeping, text=TEXT)
    rivals = Markup(page[page.index('<ul class="rivals">') :].partition("</ul>")[0]).striptags()
    assert "12 Police" in rivals
    assert "19 hospital" in rivals


def test_hostile_text_is_text(keeping: FlaskClient) -> None:
    page = read(keeping, text=HOSTILE)
    assert visible(page).endswith(HOSTILE)
    assert re.findall(r"<script(?! src=\"/assets/)|<style|onclick=x>", page) == []


def test_nothing_is_loaded_from_elsewhere(keeping: FlaskClient) -> None:
    reply = keeping.get("/")
    assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", reply.text) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [("story.txt", TEXT), ("story.html", PAGE), ("story.json", '{"text": "Engineer Ada Holm praised the police."}')],
)
def test_files_are_read_by_what_they_are(keeping: FlaskClient, name: str, content: str) -> None:
    assert "Ada Holm" in read(keeping, file=(BytesIO(content.encode()), name))


def test_a_pasted_page_is_read_as_one(keeping: FlaskClient) -> None:
    page = read(keeping, text=PAGE)
    assert "&lt;p&gt;" not in page
    assert "Ada Holm" in page


def test_headline_and_day_are_taken(keeping: FlaskClient) -> None:
    page = read(keeping, text=TEXT, title="A bridge & its town", published="2026-03-01")
    assert "A bridge &amp; its town" in page
    assert "2026-03-01" in page


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        ({"text": " "}, 400, "Paste an article"),
        ({"text": TEXT, "published": "soon"}, 422, "published: Not an ISO 8601 date"),
        ({"text": "Der Minister sagte am Montag, dass die Brücke gesperrt bleibt. " * 8}, 422, "de was detected"),
        ({"text": "x" * 100_001}, 413, "limit is 100000"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_page(
    keeping: FlaskClient, form: dict[str, str], status: int, told: str
) -> None:
    reply = keeping.post("/read", data=form)
    assert reply.status_code == status
    assert told in reply.text
    assert 'role="alert"' in reply.text


@pytest.mark.parametrize("document", ["sha256:" + "0" * 64, "e1", "claim:x"])
def test_what_is_not_kept_is_not_found(keeping: FlaskClient, document: str) -> None:
    assert keeping.get(f"/read/{document}").status_code == 404
    assert keeping.get(f"/read/{document}/json").status_code == 404
    assert keeping.get(f"/compare?id={document}").status_code == 404


def test_an_article_that_came_by_the_api_is_not_kept(keeping: FlaskClient) -> None:
    keeping.post("/v1/structure", json={"text": TEXT + " Nobody knew why."})
    assert keeping.get(f"/read/{document_id(Article(TEXT + ' Nobody knew why.'))}").status_code == 404


def test_without_a_cache_the_page_comes_at_once(client: FlaskClient) -> None:
    reply = client.post("/read", data={"text": TEXT})
    assert reply.status_code == 200
    assert "No permalink" in reply.text


def test_two_versions_are_compared_under_an_address(keeping: FlaskClient) -> None:
    later = TEXT.replace("12 people", "15 people")
    reply = keeping.post("/compare?", data={"text": [TEXT, later]})
    assert reply.status_code == 303
    page = Markup(keeping.get(reply.headers["Location"]).text).striptags()
    assert "Versions of one article" in page
    assert "changed people" in page


def test_a_version_joins_the_article_that_was_read(keeping: FlaskClient) -> None:
    read(keeping, text=TEXT)
    form = keeping.get(f"/compare?id={document_id(Article(TEXT))}").text
    assert form.count("<textarea") == 1
    reply = keeping.post("/compare", data={"id": document_id(Article(TEXT)), "text": TEXT.replace("12", "14")})
    assert reply.status_code == 303


@pytest.mark.parametrize("texts", [[TEXT], [TEXT] * 11])
def test_too_few_or_too_many_to_compare_is_told(keeping: FlaskClient, texts: list[str]) -> None:
    reply = keeping.post("/compare", data={"text": texts})
    assert reply.status_code in (413, 422)
    assert 'role="alert"' in reply.text


def test_a_page_asks_for_the_key_as_a_password(structurer: Structurer) -> None:
    key = new_key()
    settings = Settings(log_level="error", api_keys=digest_of(key))
    guarded = create_app(settings, Answerer(structurer, Cache(None))).test_client()
    assert guarded.get("/").status_code == 200
    closed = guarded.post("/read", data={"text": TEXT})
    assert (closed.status_code, closed.headers["WWW-Authenticate"]) == (401, 'Basic realm="Standfirst"')
    for given, status in ((key, 200), ("sf_wrong", 401)):
        token = b64encode(f"me:{given}".encode()).decode()
        reply = guarded.post("/read", data={"text": TEXT}, headers={"Authorization": f"Basic {token}"})
        assert reply.status_code == status
    assert guarded.post("/read", headers={"Authorization": "Basic %%"}).status_code == 401


# ---------------------------------------------------------------- marks
def marked(text: str, *marks: Mark) -> str:
    return "|".join(paragraphs(text, marks))


def test_marks_that_cross_are_split() -> None:
    found = marked("abcdef", Mark(0, 4, 1, "q1", "a"), Mark(2, 6, 2, "f1", "b"))
    assert Markup(found).striptags() == "abcdef"
    assert re.sub(r'<span class="(\w)"[^>]*>', r"<\1>", found) == "<a>ab<b>cd</span></span><b>ef</span>"


def test_a_mark_over_two_lines_has_a_piece_in_each_and_one_id() -> None:
    found = marked("one two\nthree four", Mark(4, 13, 1, "q1", "a"))
    assert found.count('data-item="q1"') == 2
    assert found.count('id="q1"') == 1


# ---------------------------------------------------------------- map
def test_the_map_shows_the_busiest_and_counts_the_others() -> None:
    names = {f"e{n}": f"Actor {n}" for n in range(40)}
    positions = [
        {"kind": "position", "items": [f"e{n}", "e0", "s1"], "tally": {"for": n % 2, "against": 1 - n % 2}, "why": "w"}
        for n in range(1, 40)
    ]
    picture = draw(positions, names)
    assert picture is not None
    assert (len(picture.nodes), picture.left_out) == (MOST, 40 - MOST)
    assert draw([], names) is None
