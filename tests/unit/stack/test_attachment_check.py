"""`jembatan doctor` looks whether files can be kept."""

from pathlib import Path

from jembatan.checks.attachments import attachments
from shared.settings import ServiceSettings


def _settings(url: str) -> ServiceSettings:
    given = {"mongo_url": "mongodb://db/", "kafka_bootstrap": "broker:9092", "link_key": "k" * 32}
    return ServiceSettings.model_validate({**given, "service": "partners", "attachments_url": url})


async def test_a_folder_that_takes_a_file_is_well_and_left_empty(tmp_path: Path) -> None:
    (finding,) = await attachments({"partners": _settings((tmp_path / "files").as_uri())})
    assert finding.ok
    assert not list((tmp_path / "files").rglob("probe"))


async def test_one_that_does_not_says_which_variable_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    (finding,) = await attachments({"partners": _settings((tmp_path / "files").as_uri())})
    assert not finding.ok
    assert "JEMBATAN_ATTACHMENTS_URL" in finding.mend


async def test_a_service_without_files_is_not_asked() -> None:
    assert await attachments({"directory": _settings("")}) == []
