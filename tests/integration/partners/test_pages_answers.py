"""The pages behind all other letters of the partners service, each through the link in the letter that went out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.meeting import MEETING
from services.partners.usecases.inviting_to_meetings import remind_owner
from shared.letters import Sender
from tests.integration.letter_pages import Reader
from tests.integration.partners.cast import Cast
from tests.integration.partners.evaluating import opened_evaluation, scores
from tests.integration.partners.world import done

CURRICULUM = {
    "units": [
        {
            "code": "FO",
            "title": "Kantor depan",
            "hours": 72,
            "competencies": [{"code": "FO-1", "statement": "Menangani reservasi"}],
        }
    ],
    "text": "Bab 1\nTujuan",
}


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """The hotel is a partner with a contact."""
    await cast.map_hotel()
    return cast


async def _contact(cast: Cast) -> str:
    return str(done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"])


async def _invited(cast: Cast, reader: Reader, path: str, *, named: bool = False) -> str:
    """The contact opens the letter."""
    body = {"person": await _contact(cast)} | ({"organisation": cast.organisation} if named else {})
    done(await cast.coordinator.post(f"{path}/invitations", body), 201)
    return await reader.open("sentinel@hotel.example")


async def _done(reader: Reader, act: str, **fields: str) -> None:
    answer = await reader.answer(act, **fields)
    assert answer.status_code == 303, reader.text


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/mou-signature/x", "/mou-signature/x/y/nothing"])
async def test_where_there_is_no_page_a_page_says_so(reader: Reader, path: str) -> None:
    answer = await reader.get(f"/partners/link{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no page at this address." in answer.text


async def test_c8_a_programme_is_endorsed_or_objected_to(mapped: Cast, reader: Reader) -> None:
    body = {
        "partner": mapped.partner, "kinds": ["placement", "guest_teaching"], "concentrations": ["9.1.1"],
        "school_year": "2026/2027", "title": "Sentinel Title", "aims": ["Sentinel Aim"],
        "targets": [{"indicator": "students_placed", "number": 24, "unit": "students"}],
        "activities": [{"kind": "guest_teaching", "starts_on": "2026-09-01", "description": "Sentinel Activity"}],
        "budget": [{"amount": 15_000_000, "source": "bos", "purpose": "Sentinel Purpose"}],
    }  # fmt: skip
    path = f"/programmes/{done(await mapped.coordinator.post('/programmes', body), 201)['id']}"
    page = await _invited(mapped, reader, path)
    for said in ("Sentinel Title", "together with Hotel Kencana Yogyakarta", "Sentinel Aim", "students placed",
                 "24 students", "Guest teaching · 1 September 2026 · Sentinel Activity",
                 "Sentinel Purpose: Rp15,000,000"):  # fmt: skip
        assert said in page, said
    assert reader.forms == {"endorsement", "objection"}
    revised = {name: said for name, said in body.items() if name != "partner"} | {"aims": ["Sentinel Other Aim"]}
    tag = (await mapped.coordinator.get(path)).headers["etag"]
    done(await mapped.coordinator.put(f"{path}/content", revised, if_match=tag))
    assert (await reader.answer("objection", reason="Sentinel Late")).status_code == 409
    assert "Sentinel Other Aim" in reader.text
    await _done(reader, "objection", reason="Sentinel Reason")
    assert "Hotel Kencana Yogyakarta has objected" in reader.text
    remarks = done(await mapped.teacher.get(f"{path}/remarks"))
    assert [each["text"] for each in remarks] == ["Sentinel Reason"]
    await _done(reader, "endorsement")
    assert "has endorsed this content" in reader.text
    endorsements = done(await mapped.principal.get(path))["endorsements"]
    assert [(each["group"], each["person"]) for each in endorsements] == [("partner", await _contact(mapped))]


async def test_c8_what_was_revised_meanwhile_is_read_again(mapped: Cast, reader: Reader) -> None:
    path = f"/programmes/{await mapped.propose()}"
    await _invited(mapped, reader, path)
    stale = reader.hidden("endorsement")
    shown = await mapped.coordinator.get(path)
    changed = {"kinds": ["placement"], "concentrations": ["9.1.1"], "school_year": "2026/2027", "title": "Another"}
    done(await mapped.coordinator.put(f"{path}/content", changed, if_match=shown.headers["etag"]))
    reader.page = await reader.send("endorsement", stale)
    assert reader.page.status_code == 409
    assert "The content was changed since you read it." in reader.alert
    assert "Another" in reader.text
    await _done(reader, "endorsement")


async def test_c8_a_withdrawn_programme_is_asked_about_no_longer(mapped: Cast, reader: Reader) -> None:
    path = f"/programmes/{await mapped.propose()}"
    await _invited(mapped, reader, path)
    fields = reader.hidden("objection") | {"reason": "Sentinel Objection"}
    done(await mapped.coordinator.post(f"{path}/withdrawal", {"reason": "Sentinel Reason"}))
    reader.page = await reader.send("objection", fields)
    assert reader.page.status_code == 410
    for said in ("No answer is needed any more", "The school took this proposal back", "Nothing waits for you here"):
        assert said in reader.text, said
    reader.language = "id"
    reader.page = await reader.get(reader.here)
    assert reader.page.status_code == 410
    for said in ("Tidak perlu dijawab lagi", "Sekolah menarik kembali usulan ini", "Tidak ada yang perlu Anda jawab"):
        assert said in reader.text, said
    assert "narahubung" not in reader.text
    assert "Sentinel" not in reader.text


async def test_c8_a_letter_about_a_programme_that_was_withdrawn_before_it_went_out_is_not_sent(
    mapped: Cast, room: Any
) -> None:
    path, person = f"/programmes/{await mapped.propose()}", await _contact(mapped)
    done(await mapped.coordinator.post(f"{path}/invitations", {"person": person}), 201)
    done(await mapped.coordinator.post(f"{path}/withdrawal", {"reason": "Sentinel Reason"}))
    await Sender.of(room).round(1)
    (letter,) = await room.letters.of(mapped.world.school, person)
    assert (letter.state, letter.reason) == ("dropped", "matter-ended")


@pytest.mark.parametrize("kind", ["plan", "vision"])
async def test_c48_plan_and_vision_take_suggestions_too(mapped: Cast, reader: Reader, kind: str) -> None:
    plan = {"school_year": "2026/2027", "title": "Sentinel Title", "aims": ["Sentinel Aim"]}
    vision = {"statement": "Sentinel Title", "missions": ["Sentinel Aim"]}
    body = {"partners": [mapped.partner], **(plan if kind == "plan" else vision)}
    path = f"/{kind}s/{done(await mapped.coordinator.post(f'/{kind}s', body), 201)['id']}"
    page = await _invited(mapped, reader, path, named=True)
    assert "Sentinel Title" in page
    assert "Sentinel Aim" in page
    assert reader.forms == {"endorsement", "contribution", "objection"}
    await _done(reader, "contribution", contribution="Sentinel Contribution")
    said = done(await mapped.teacher.get(f"{path}/contributions"))
    assert [each["text"] for each in said] == ["Sentinel Contribution"]
    await _done(reader, "endorsement")
    assert "your endorsement is recorded" in reader.text
    assert [each["group"] for each in done(await mapped.principal.get(path))["endorsements"]] == ["partner"]


async def test_c5_every_criterion_is_scored_and_what_was_given_is_kept(
    drafted: Cast, reader: Reader, room: Any
) -> None:
    path = f"/evaluations/{await opened_evaluation(drafted, room)}"
    reader.language = "id"
    page = await _invited(drafted, reader, path)
    for said in ("Bagaimana kemitraan dengan SMKN 3?", "Mutu bimbingan (bobot 60 %)", "20 Juli 2026", "Sentinel Title"):
        assert said in page, said
    await reader.answer("view", **{"points-mentoring": "731", "remark": "Sentinel Remark"})
    assert reader.page.status_code == 422
    assert 'value="731"' in reader.page.text
    assert ">Sentinel Remark</textarea>" in reader.page.text
    assert 'id="view-points-communication-fault"' in reader.page.text
    await reader.answer("view", **{"points-mentoring": "731", "points-communication": "1001"})
    assert reader.page.status_code in (409, 422)
    await _done(reader, "view", **{"points-mentoring": "731", "points-communication": "457", "remark": "Sentinel"})
    assert "disegel sampai sekolah menilai" in reader.text
    assert reader.forms == set()
    assert "731" not in reader.text
    done(await drafted.coordinator.post(f"{path}/views", scores(800)), 201)
    await reader.look()
    assert "Evaluasi selesai" in reader.text
    assert "Mutu bimbingan 800 731" in reader.text


async def test_c9_a_contribution_is_disputed_and_confirmed(mapped: Cast, reader: Reader) -> None:
    body = {
        "partner": mapped.partner, "side": "partner", "kind": "time", "amount": 1480, "given_on": "2026-06-12",
        "what": "Sentinel Gift",
    }  # fmt: skip
    path = f"/contributions/{done(await mapped.coordinator.post('/contributions', body), 201)['id']}"
    page = await _invited(mapped, reader, path)
    for said in ("What Hotel Kencana Yogyakarta gave", "1,480 minutes", "12 June 2026", "Sentinel Gift"):
        assert said in page, said
    await _done(reader, "dispute", reason="Sentinel Reason")
    assert done(await mapped.teacher.get(path))["status"] == "disputed"
    assert reader.forms == {"confirmation"}
    await _done(reader, "confirmation")
    assert "It is confirmed." in reader.text
    assert done(await mapped.teacher.get(path))["status"] == "confirmed"


async def test_c11_a_curriculum_is_signed_off_or_not(mapped: Cast, reader: Reader) -> None:
    scope = {"partner": mapped.partner, "concentration": "9.1.1", "school_year": "2026/2027"}
    path = f"/curricula/{done(await mapped.teacher.post('/curricula', scope | CURRICULUM), 201)['id']}"
    done(await mapped.coordinator.post(f"{path}/offer"))
    page = await _invited(mapped, reader, path)
    for said in ("FO Kantor depan", "72 lesson hours", "FO-1 Menangani reservasi", "Tujuan"):
        assert said in page, said
    stale = reader.hidden("sign-off")
    await _done(reader, "refusal", reason="Sentinel Reason")
    assert "did not agree to this version" in reader.text
    seen = (await mapped.teacher.get(path)).headers["etag"]
    done(await mapped.teacher.put(f"{path}/content", CURRICULUM | {"text": "Sentinel Next"}, if_match=seen))
    done(await mapped.coordinator.post(f"{path}/offer"))
    reader.page = await reader.send("sign-off", stale)
    assert "The curriculum was changed since you read it." in reader.alert
    assert "Sentinel Next" in reader.text
    await _done(reader, "sign-off")
    assert "agreed to this version" in reader.text


async def _meeting(cast: Cast) -> str:
    body = {
        "title": "Rapat koordinasi", "agenda": ["Sentinel Agenda"], "partners": [{"partner": cast.partner}],
        "starts_at": "2026-09-03T02:00:00Z", "ends_at": "2026-09-03T04:00:00Z", "place": "Aula",
    }  # fmt: skip
    return f"/meetings/{done(await cast.coordinator.post('/meetings', body), 201)['id']}"


async def test_c7_an_invitation_is_answered_and_the_last_word_counts(mapped: Cast, reader: Reader) -> None:
    path = await _meeting(mapped)
    page = await _invited(mapped, reader, path)
    for said in ("Rapat koordinasi", "3 September 2026, 09:00 WIB", "Aula", "Sentinel Agenda"):
        assert said in page, said
    assert (await reader.answer("reply")).status_code == 422
    await _done(reader, "reply", coming="no")
    assert "Your organisation answered that nobody can come" in reader.text
    await _done(reader, "reply", coming="yes")
    assert "Your organisation answered that somebody comes" in reader.text
    done(await mapped.hotel.post(f"{path}/replies", {"coming": False}))
    assert "Your organisation answered that nobody can come" in await reader.look()
    await _done(reader, "reply", coming="yes")
    assert [each["coming"] for each in done(await mapped.principal.get(path))["replies"]] == [True]
    done(await mapped.coordinator.post(f"{path}/cancellation", {"reason": "Sentinel Reason"}))
    assert "called this meeting off" in await reader.look()
    assert reader.forms == set()


async def test_c7_a_follow_up_is_postponed_and_done(mapped: Cast, reader: Reader, room: Any) -> None:
    path = await _meeting(mapped)
    task = {"what": "Sentinel Task", "organisation": mapped.organisation, "person": await _contact(mapped),
            "due_on": "2026-09-10"}  # fmt: skip
    await room.clock.move(datetime(2026, 9, 3, 5, tzinfo=UTC))
    minutes = {"members": [await mapped.member_of("coordinator")], "minutes": "Sentinel Minutes", "follow_ups": [task]}
    done(await mapped.coordinator.post(f"{path}/minutes", minutes), 201)
    (known,) = done(await mapped.principal.get(path))["follow_ups"]
    await remind_owner(mapped.context(room), path.rpartition("/")[2], known["follow_up"])
    page = await reader.open("sentinel@hotel.example")
    for said in ("Sentinel Task", "10 September 2026", "agreed to see to this"):
        assert said in page, said
    earlier = (datetime(2026, 9, 10, tzinfo=UTC) - timedelta(days=1)).date().isoformat()
    await reader.answer("postponement", due_on=earlier, reason="Sentinel Reason")
    assert "This is no later day." in reader.alert
    assert ">Sentinel Reason</textarea>" in reader.page.text
    await reader.answer("postponement", due_on="soon", reason="Sentinel Reason")
    assert "It is not a date." in reader.page.text
    await _done(reader, "postponement", due_on="2026-10-01", reason="Sentinel Reason")
    assert "1 October 2026" in reader.text
    await _done(reader, "completion", note="")
    assert "It is recorded as done." in reader.text
    state = (await mapped.context(room).require(MEETING, path.rpartition("/")[2])).state
    assert [each.status for each in state.follow_ups] == ["done"]
