"""Ids that follow from a text are the same in every version: what was stored under them is found again."""

import re

from shared.ids import ID_PATTERN, id_floor, id_of, made_at, new_id

EVENT, ENDPOINT = "01981e4a-6c00-7000-8000-000000000001", "01981e4a-6c00-7000-8000-000000000002"


def test_they_are_ids_and_the_same_for_the_same_text_only() -> None:
    made = {id_of(f"text {n}") for n in range(100)} | {id_of(f"text {n}", EVENT[:13]) for n in range(100)}
    assert len(made) == 200
    assert all(re.fullmatch(ID_PATTERN, id) for id in made)
    assert id_of("text 1") in made


def test_with_a_beginning_they_sort_by_its_time() -> None:
    at = made_at(new_id())
    assert made_at(id_of("text", id_floor(at))) == at


def test_they_stay_what_they_were() -> None:
    """Of a delivery, and of a test event: stored in earlier versions."""
    assert id_of(f"{ENDPOINT}/{EVENT}", EVENT[:13]) == "01981e4a-6c00-78f3-8009-4728b1303647"
    assert id_of(f"{ENDPOINT}/key:1") == "648d121f-6aa6-7dc6-8869-43f87cedbcf5"
