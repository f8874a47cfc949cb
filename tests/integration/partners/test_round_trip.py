"""What is exported of partners comes in again: into an empty alliance the same, into the same school nothing (C1)."""

import csv
import io
from typing import Any

import pytest

from services.partners.imports import OPERATIONS
from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.cast import HOTEL
from tests.integration.partners.test_import import LIST
from tests.integration.partners.world import Caller, World, done

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODD = (
    "nama,jenis,alamat,kota,zona,lintang,bujur,departemen,kontak,jabatan,email,telepon,website,nomor_fax,"
    "organisasi lain,tanpa lokasi\n"
    '"Kafe =Satu",industri,"Jl. Satu 1",Sampit,WIB,-2.5375,112.9583,,"+Rina",,,+62 811 555,kafe.example,0531-555012,,\n'
    '"Kafe =Satu",industri,"Jl. Dua 2",Sampit,WIB,,,"Front Office;kitchen",Tono,HRD,hrd@kafe.example,,,,,\n'
    '"Kafe =Satu",industri,"Jl. Dua 2",Sampit,WIB,,,,Tini,HRD,hrd@kafe.example,,,,,\n'
    '"Ikatan Alumni SMKN 3",alumni,,,,,,,Budi,,budi@alumni.example,,,,,ya\n'
    '"Toko Maju",industri,"Jl. Tiga 3, Sampit",,WIB,,,,,,,,,,,\n'
    '"Toko Majoe",industri,"Jl. Empat 4, Sampit",,WIB,,,,,,,,,,ya,\n'
)


async def _imported(caller: Caller, room: Any, content: bytes, media_type: str = "text/csv") -> Any:
    operation = done(await caller.send_list("/imports/partners", content, media_type), 202)
    while await OPERATIONS.round(room, 1):
        pass
    return done(await caller.get(operation["href"]))


async def _exported(caller: Caller, accept: str = "text/csv", language: str = "id") -> bytes:
    answer = await caller.get("/partners", accept=accept, accept_language=language)
    assert answer.status_code == 200, answer.text
    return answer.content


async def _known(caller: Caller, alliance: str) -> list[Any]:
    """Everything about the partners of a school but ids."""
    found = []
    for row in done(await caller.get("/partners?limit=200"))["items"]:
        entry = done(await caller.get(f"/partners/alliances/{alliance}/organisations/{row['organisation']}"))
        people = done(await caller.get(f"/partners/{row['id']}/contacts"))
        plain = {name: entry[name] for name in ("name", "kind", "nib", "npwp", "sector", "country", "website", "fax")}
        sites = [{name: site[name] for name in site if name != "site"} for site in entry["sites"]]
        contacts = [{name: one[name] for name in one if name != "contact"} for one in people]
        found.append({**plain, "sites": sites, "contacts": contacts})
    return sorted(found, key=lambda one: (one["name"], str(one["nib"])))


async def _elsewhere(world: World) -> Caller:
    """A coordinator of a school of another alliance, where nothing is known yet."""
    world.alliance, world.school = new_id(), new_id()
    await world._copy(
        "directory_schools", world.alliance, world.school, name="SMKN 9", npsn="30309999", zone="Asia/Makassar"
    )
    return await world.member("newcomer", "coordinator")


@pytest.mark.parametrize(("accept", "language"), [("text/csv", "id"), ("text/csv", "en"), (XLSX, "id")])
async def test_c1_an_export_of_partners_comes_in_again(
    world: World, room: Any, mongo: Mongo, accept: str, language: str
) -> None:
    coordinator = await world.member("coordinator", "coordinator")
    assert (await _imported(coordinator, room, LIST.read_bytes()))["accepted"] == 24
    odd = await _imported(coordinator, room, ODD.encode())
    assert (odd["accepted"], odd["problems"]) == (6, [])
    await _suspect_all(room, world)
    known, content = await _known(coordinator, world.alliance), await _exported(coordinator, accept, language)
    assert len(known) == 28
    kafe = next(one for one in known if one["name"] == "Kafe =Satu")
    assert (len(kafe["sites"]), len(kafe["contacts"])) == (2, 3)

    before = await mongo.documents("journal").count({})
    again = await _imported(coordinator, room, content, accept)
    assert again["problems"] == []
    assert await mongo.documents("journal").count({}) == before

    other = await _elsewhere(world)
    arrived = await _imported(other, room, content, accept)
    assert arrived["problems"] == []
    assert await _known(other, world.alliance) == known
    before = await mongo.documents("journal").count({})
    assert (await _imported(other, room, content, accept))["problems"] == []
    assert await mongo.documents("journal").count({}) == before


async def _suspect_all(room: Any, world: World) -> None:
    """What the consumer of the register does after each event."""
    from services.partners.domain.organisation import ORGANISATION
    from services.partners.usecases.likeness import suspect
    from shared.context import Context
    from shared.events import Actor

    for one in await room.mongo.tenant(world.alliance)[ORGANISATION.collection].find():
        ctx = Context(room, world.alliance, Actor(kind="job", id="test"), room.clock.now())
        await suspect(ctx, await ctx.require(ORGANISATION, one["id"]))


async def test_c1_an_export_of_the_register_is_a_list_of_partners(world: World, room: Any) -> None:
    coordinator = await world.member("coordinator", "coordinator")
    assert (await _imported(coordinator, room, LIST.read_bytes()))["accepted"] == 24
    register = f"/partners/alliances/{world.alliance}/organisations"
    answer = await coordinator.get(register, accept="text/csv")
    known = await _known(coordinator, world.alliance)
    other = await _elsewhere(world)
    assert (await _imported(other, room, answer.content))["problems"] == []
    arrived = await _known(other, world.alliance)
    assert [{**one, "contacts": []} for one in known] == arrived


async def test_c1_contacts_are_exported_to_those_who_may_see_them(world: World, room: Any) -> None:
    coordinator = await world.member("coordinator", "coordinator")
    await _imported(coordinator, room, LIST.read_bytes())
    teacher = await world.member("teacher", "teacher")
    assert b"sdm@kencana-yogya.example" in await _exported(coordinator)
    seen = (await _exported(teacher)).decode("utf-8-sig")
    assert "@" not in seen
    header = next(csv.reader(io.StringIO(seen)))
    assert {"NIB", "Alamat", "Status"} <= set(header)
    assert not {"Kontak", "Surel", "Telepon"} & set(header)


async def test_c1_an_id_of_another_firm_is_refused(world: World, room: Any) -> None:
    coordinator = await world.member("coordinator", "coordinator")
    register = f"/partners/alliances/{world.alliance}/organisations"
    id = done(await coordinator.post(register, HOTEL), 201)["id"]
    content = f'ID organisasi,nama,alamat,zona\n{id},Bengkel Sumber Rejeki,"Jl. Lima 5, Sampit",WIB\n'
    operation = await _imported(coordinator, room, content.encode())
    (told,) = operation["problems"]
    assert (told["column"], told["code"]) == ("organisasi", "id-of-another")
    assert told["what"] == "The register has this organisation id under another name.", "nobody is told of a header"
