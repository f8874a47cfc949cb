"""The pages of guardians and industry supervisors, through the links in the letters that went out (C15, C19)."""

import pytest

from services.placements.domain.placement import PLACEMENT
from tests.integration.letter_pages import Reader
from tests.integration.placements.cast import SCORES, Cast
from tests.integration.placements.world import done

GUARDIAN, CHEF = "sentinel@keluarga.example", "sentinel@hotel.example"


@pytest.fixture
async def accepted(cast: Cast) -> Cast:
    """A student was accepted by the hotel, whose chef has a letter."""
    await cast.up_to_acceptance()
    return cast


async def _done(reader: Reader, act: str, **fields: str) -> None:
    answer = await reader.answer(act, **fields)
    assert answer.status_code == 303, reader.text


async def test_c15_a_guardian_consents_and_revokes(accepted: Cast, reader: Reader) -> None:
    done(await accepted.act(accepted.coordinator, "consent-requests"), 201)
    reader.language = "id"
    page = await reader.open(GUARDIAN)
    for said in ("PKL Sentinel Student", "SMKN 3 meminta persetujuan Anda", "13 Juli 2026 – 12 Januari 2027",
                 "Bila Anda tidak setuju"):  # fmt: skip
        assert said in page, said
    assert reader.forms == {"consent"}
    assert (await reader.answer("consent")).status_code == 422
    assert "Centang bila sesuai." in reader.page.text
    await _done(reader, "consent", sure="yes")
    assert "Anda sudah menyetujui PKL ini" in reader.text
    assert done(await accepted.coordinator.get(f"/placements/{accepted.placement}"))["consented"] is True
    await _done(reader, "revocation")
    assert "Persetujuan Anda sudah dicabut." in reader.text
    assert reader.forms == {"consent"}
    state = (await accepted.context().require(PLACEMENT, accepted.placement)).state
    assert state.guardian is None


async def test_c15_a_guardian_of_a_placement_that_is_over_is_told_so(accepted: Cast, reader: Reader) -> None:
    done(await accepted.act(accepted.coordinator, "consent-requests"), 201)
    await reader.open(GUARDIAN)
    done(await accepted.act(accepted.coordinator, "withdrawal", {"reason": "Sentinel Reason"}))
    assert "This placement is over (withdrawn)" in await reader.look()
    assert reader.forms == set()


async def test_c19_a_supervisor_approves_what_was_read_and_assesses_once(accepted: Cast, reader: Reader) -> None:
    await accepted.prepare()
    page = await reader.open(CHEF)
    assert "You supervise Sentinel Student of SMKN 3" in page
    assert reader.forms == {"colleague"}
    await accepted.start()
    entries = [{"day": "2026-07-13", "minutes": 480, "text": "Sentinel work"}]
    done(await accepted.act(accepted.pupil, "logbook", {"entries": entries}))
    assert "13 July 2026 present 8 h 0 min Sentinel work" in await reader.look()
    assert reader.forms == {"approval", "assessment", "incident", "colleague"}
    stale = reader.hidden("approval")
    done(await accepted.act(accepted.pupil, "logbook", {"entries": [entries[0] | {"minutes": 450}]}))
    reader.page = await reader.send("approval", stale)
    assert reader.page.status_code == 409
    assert "The logbook was changed since you read it." in reader.alert
    assert "7 h 30 min" in reader.text
    await _done(reader, "approval")
    assert "No day of the logbook waits" in reader.text
    scores = {name: str(points) for name, points in SCORES.items()}
    await reader.answer("assessment", **(scores | {"soft_skills": "101"}), remarks="Sentinel Remark")
    assert reader.page.status_code == 422
    assert 'id="assessment-soft_skills-fault"' in reader.page.text
    assert ">Sentinel Remark</textarea>" in reader.page.text
    await _done(reader, "assessment", **scores, remarks="Sentinel Remark")
    assert "The assessment of your side is in." in reader.text
    await _done(reader, "incident", kind="accident", happened_on="2026-07-13", text="Sentinel Incident")
    state = (await accepted.context().require(PLACEMENT, accepted.placement)).state
    assert state.assessments["industry"].scores.soft_skills == SCORES["soft_skills"]
    assert [each.kind for each in state.incidents] == ["accident"]


async def test_c15_a_supervisor_hands_on_to_a_colleague(accepted: Cast, reader: Reader) -> None:
    await reader.open(CHEF)
    await reader.answer("colleague", name="Sentinel Colleague")
    assert "your colleague gets no link" in reader.page.text
    assert (await reader.answer("colleague", name="Sentinel Colleague", email="next@hotel.example")).status_code == 200
    assert "Handed on" in reader.text
    colleague = Reader(reader.room, reader.http, reader.inbox)
    assert "You supervise Sentinel Student" in await colleague.open("next@hotel.example")
    path, token = await reader.link(CHEF)
    await reader.http.post(path, data={"link": token})
    ended = await reader.get(reader.here)
    assert ended.status_code == 410
    assert "This link has ended" in ended.text
