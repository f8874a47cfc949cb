"""What `jembatan up` says of who may try it out: those who act in the data, at the school that they belong to."""

from pathlib import Path

from jembatan.cast import Cast, read, write
from jembatan.trial import ROLES, seeded
from tests.integration.directory.conftest import Directory, done


async def schools_of(directory: Directory, token: str) -> set[str]:
    """Where the token's owner is a member."""
    me = done(await directory.http.get("/directory/me", headers={"Authorization": f"Bearer {token}"}))
    return {place["id"] for place in me["places"] if place["kind"] == "school"}


async def test_the_school_that_is_named_is_that_of_the_tokens_also_once_there_is_a_second(directory: Directory) -> None:
    """Lists have the newest school first; a member of the first one may be one of the second too."""
    first = await seeded(directory.http, directory.room.settings)
    admin = directory.caller("alliance_admin")
    body = {"npsn": "30309999", "name": "SMKN 9 Contoh", "zone": "Asia/Makassar"}
    second = done(await admin.post(f"/alliances/{first.alliance}/schools", body), 201)["id"]
    member = {"subject": "teacher", "name": "Anggota", "roles": ["teacher"]}
    done(await admin.post(f"/schools/{second}/members", member), 201)

    again = await seeded(directory.http, directory.room.settings)

    assert (again.alliance, again.school) == (first.alliance, first.school)
    for role in ROLES[1:]:
        assert again.school in await schools_of(directory, again.tokens[role]), role


async def test_where_a_cast_acts_it_is_named_and_no_second_alliance_is_made(directory: Directory, tmp_path: Path):
    """The demo writes down who acts in its data."""
    cast = Cast(directory.alliance, directory.schools[0], "admin", ("kepsek-3",), {"hotel's system": "jk_example"})
    write(tmp_path, cast)

    trial = await seeded(directory.http, directory.room.settings, read(tmp_path))

    assert (trial.alliance, trial.school) == (directory.alliance, directory.schools[0])
    assert trial.keys == {"hotel's system": "jk_example"}
    assert await schools_of(directory, trial.tokens["kepsek-3"]) == {directory.schools[0]}
    assert done(await directory.caller("alliance_admin").get("/me")) == {"places": []}


async def test_a_cast_of_other_data_does_not_count(directory: Directory, tmp_path: Path):
    """Its alliance is not there, so a trial alliance is made."""
    other = Cast("01981e4a-6c00-7000-8000-0000000000aa", directory.schools[0], "admin", ("kepsek-3",))

    trial = await seeded(directory.http, directory.room.settings, other)

    assert trial.alliance not in (directory.alliance, other.alliance)
    assert read(tmp_path) is None
