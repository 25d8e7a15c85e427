"""Which language a text is in: another one only when that is certain."""

from __future__ import annotations

import pytest

from service.pipeline.language import detect

OTHERS = {
    "de": "Die Regierung hat am Montag beschlossen, dass die Brücke über den Fluss bald neu gebaut wird.",
    "fr": "Le gouvernement a décidé lundi que le pont sur la rivière serait reconstruit dans la ville.",
    "es": "El gobierno decidió el lunes que el puente sobre el río será reconstruido en la ciudad.",
    "ru": "Правительство решило в понедельник, что мост через реку будет построен заново в следующем году в городе.",
    "zh": "政府周一决定，明年将在城里重建河上的桥梁，居民们对此表示反对，认为费用太高。" * 3,
}


@pytest.mark.parametrize(("language", "text"), OTHERS.items())
def test_another_language_is_named(language: str, text: str) -> None:
    assert detect(text * 3) == language


@pytest.mark.parametrize(
    "text",
    [
        "MAYOR OPENS BRIDGE. CROWD CHEERS. POLICE SAY NOBODY HURT IN FALL OF OLD PIER AFTER STORM. " * 3,
        "Bridge open. Mayor glad. Crowd cheers loudly. Police: nobody hurt. Storm over. Repairs begin Monday. " * 3,
        "12 34 56 78 90 " * 40,
        "🙂 " * 200,
        "Angela Merkel met Emmanuel Macron in Aix-la-Chapelle on Monday and said that the treaty was alive. " * 3,
    ],
)
def test_capitals_telegrams_and_names_are_english(text: str) -> None:
    assert detect(text) == "en"
