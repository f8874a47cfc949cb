"""`make bench` starts services with an environment of its own, which must be whole."""

from pathlib import Path

import pytest

from jembatan.registry import names, service
from shared.settings import load
from tests.bench.bench_end_to_end import environment


@pytest.mark.parametrize("name", names())
def test_every_service_starts_with_what_the_benchmark_sets(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEMBATAN_TEST_MONGO_URL", "mongodb://127.0.0.1:1")
    monkeypatch.setenv("JEMBATAN_TEST_KAFKA", "127.0.0.1:1")
    assert load(service(name).settings, environment("run", "127.0.0.1:9", tmp_path)).service == name
