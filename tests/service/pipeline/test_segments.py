"""What each stretch is, and the map from the reading text back to the text as sent."""

from __future__ import annotations

import pytest

from service.lexicons import load_lexicon
from service.pipeline.segments import Reading, read_segments

BODY = (
    "The council voted on Monday to rebuild the old pier after the storm of last winter.",
    "Residents had asked for a decision since the spring, and many of them came to the meeting.",
    "Work on the pier will begin in May and should last until the end of next year.",
)


def read(text: str) -> Reading:
    return read_segments(text, load_lexicon().segments)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in read(text).stretches]


def test_paragraphs_alone_are_all_body() -> None:
    assert kinds("\n\n".join(BODY)) == []


def test_a_single_line_is_body_whatever_it_looks_like() -> None:
    assert kinds("Mayor opens new pier") == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("By Ada Holm", "byline"),
        ("Ada Holm and Jon Reed contributed to this report.", "byline"),
        ("storm_pier pkg_0041.jpg", "image_file"),
        ("02:14 - Source: Coast TV", "media_time"),
        ("Read more: How the pier was built", "promo"),
        ("Photograph: Ada Holm/Coast News", "credit"),
        ("© 2026 Coast News. All rights reserved.", "boilerplate"),
        ("A vote at last", "subheading"),
        ("'We kept ringing'", "subheading"),
        ("Advertisement", "promo"),
    ],
)
def test_a_line_between_paragraphs_is_told_by_its_form(line: str, kind: str) -> None:
    assert kinds(f"{BODY[0]}\n\n{line}\n\n{BODY[1]}\n\n{BODY[2]}") == [(kind, line)]


def test_the_line_above_the_text_is_the_title() -> None:
    assert kinds(f"Council votes to rebuild pier\n\n{BODY[0]}\n\n{BODY[1]}") == [
        ("title", "Council votes to rebuild pier")
    ]


def test_highlights_are_one_segment_with_their_heading() -> None:
    text = f"Story highlights\n\nCouncil votes for pier\n\nWork begins in May\n\n{BODY[0]}\n\n{BODY[1]}"
    assert kinds(text) == [("highlights", "Story highlights\n\nCouncil votes for pier\n\nWork begins in May")]


def test_a_dateline_is_cut_off_its_paragraph() -> None:
    text = f"BRIXHAVEN (Coast News) — {BODY[0]}\n\n{BODY[1]}"
    reading = read(text)
    assert [(s.kind, text[s.start : s.end]) for s in reading.stretches] == [("dateline", "BRIXHAVEN (Coast News) —")]
    assert reading.text[slice(reading.blocks[1].start, reading.blocks[1].end)] == BODY[0]


def test_short_lines_around_a_media_time_are_captions() -> None:
    noise = "pier storm pkg_1.jpg\nThe pier after the storm\n02:14 - Source: Coast TV"
    text = "\n\n".join([BODY[0], noise, BODY[1], BODY[2]])
    assert [kind for kind, _ in kinds(text)] == ["image_file", "caption", "media_time"]


def test_a_repeated_paragraph_is_a_duplicate_of_the_first() -> None:
    text = "\n\n".join([BODY[0], BODY[1], BODY[0], BODY[2]])
    stretch = read(text).stretches[0]
    assert (stretch.kind, text[stretch.start : stretch.end]) == ("duplicate", BODY[0])
    assert stretch.first == (0, len(BODY[0]))


def test_a_sentence_repeated_inside_a_paragraph_is_a_duplicate_alone() -> None:
    text = f"{BODY[0]}\n\n{BODY[1]} {BODY[0]}"
    assert kinds(text) == [("duplicate", BODY[0])]


def test_a_sentence_with_another_number_is_no_duplicate() -> None:
    one = "Police said on Monday that 12 people were hurt when the old pier fell into the sea."
    assert kinds(f"{one}\n\n{one.replace('12', '15')}") == []


def test_lines_broken_at_a_column_are_one_paragraph() -> None:
    text = (
        "The council voted on Monday to rebuild the old pier\nafter the storm of last winter, and many came\nto see it."
    )
    assert len(read(text).blocks) == 1


def test_every_character_of_the_reading_text_stood_somewhere() -> None:
    text = "\ufeffA\u200b pier\x00  fell.\r\n\r\n''It is'' `gone`\u2029The end of it."
    reading = read(text)
    for i, character in enumerate(reading.text):
        start, end = reading.sent_span(i, i + 1)
        assert character in (" ", '"') or text[start:end] == character


def test_doubled_single_marks_are_read_as_a_double_mark() -> None:
    text = "''It is safe,'' he said."
    reading = read(text)
    assert reading.text.startswith('"It is safe,"')
    assert reading.sent_span(0, 1) == (0, 2)


def test_a_run_without_white_space_is_cut_short_and_counted() -> None:
    reading = read("(" * 5000 + " The pier fell.")
    assert reading.cut_runs == 1
    assert reading.text.endswith("The pier fell.")
    assert len(reading.text) < 400


TITLE = "Pier to be rebuilt after storm"
PARAGRAPHS = "\n\n".join(BODY)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Ada Holm", "byline"),
        ("Ada Holm, Coast News", "byline"),
        ("Ada Holm, transport correspondent", "byline"),
        ("Ada Holm at Oslo harbour", "byline"),
        ("Interview by Ada Holm", "byline"),
        ("6:15 p.m.", "subheading"),
    ],
)
def test_a_line_between_title_and_text_is_told_apart(line: str, kind: str) -> None:
    assert (kind, line) in kinds(f"{TITLE}\n\n{line}\n\n{PARAGRAPHS}")


def test_short_lines_below_the_title_are_highlights() -> None:
    deck = "Council votes for a loan\nResidents fear for the beach\nWork to begin in May"
    assert kinds(f"{TITLE}\n\n{deck}\n\n{PARAGRAPHS}") == [("title", TITLE), ("highlights", deck)]


def test_a_list_has_no_subheadings() -> None:
    rows = "Ada Holm 11,437\nTom Reed 11,225\nJon Dale 4,090"
    text = f"{TITLE}\n\n{BODY[0]}\n\n{rows}\n\n{BODY[1]}\n\n{BODY[2]}"
    assert kinds(text) == [("title", TITLE)]


def test_a_short_line_beside_a_picture_is_its_caption() -> None:
    text = f"{TITLE}\n\n{BODY[0]}\n\nholm-pier.jpg\n\nThe pier at dusk\n\n{BODY[1]}\n\n{BODY[2]}"
    assert ("caption", "The pier at dusk") in kinds(text)


def test_the_end_of_a_press_release_is_its_senders() -> None:
    about = "About Coast Power\n\nCoast Power is a maker of pumps with 40 workers.\n\nMedia contact: Ada Holm, 555-0142"
    found = kinds(f"FOR IMMEDIATE RELEASE\n\n{TITLE}\n\n{PARAGRAPHS}\n\n{about}")
    assert [kind for kind, _ in found] == ["boilerplate", "title", "boilerplate", "boilerplate", "boilerplate"]


def test_a_place_with_a_colon_is_a_dateline_but_a_speaker_is_none() -> None:
    assert ("dateline", "OSLO:") in kinds(f"{TITLE}\n\nOSLO: {BODY[0]}\n\n{BODY[1]}")
    assert not kinds(f"HOLM: {BODY[0]}\n\nREED: {BODY[1]}")


def test_a_long_first_line_that_stands_alone_is_the_title_and_bullets_below_it_are_highlights() -> None:
    title = "Minister brands town bus strike 'a kick in the teeth for the nurses' as 640 drivers walk out on Monday"
    bullets = "• Union says 1,500 people joined the march\n• Firm is 'not a bottomless pit'"
    assert kinds("\n\n".join((title, bullets, *BODY))) == [("title", title), ("highlights", bullets)]


def test_a_sentence_between_a_picture_and_its_time_is_a_caption_and_a_name_with_its_agency_a_credit() -> None:
    caption = "Protesters stand outside the pier on Monday."
    text = "\n\n".join(
        (BODY[0], f"pier-01.jpg\n\n{caption}\n\n03:12 - Source: Coast TV", BODY[1], "Ada Holm/Coast Press")
    )
    assert ("caption", caption) in kinds(text)
    assert ("credit", "Ada Holm/Coast Press") in kinds(text)
