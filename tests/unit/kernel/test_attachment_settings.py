"""What the settings make of an S3 store: where it is, how it is addressed, with whose rights."""

from typing import Any

from obstore.store import LocalStore, S3Store

from shared.attachments.files import Files
from shared.settings import ServiceSettings

KEYS = {"attachments_access_key": "key", "attachments_secret_key": "secret"}


def store_of(url: str, **given: Any) -> Any:
    must = {"mongo_url": "mongodb://db/", "kafka_bootstrap": "broker:9092", "link_key": "k" * 32, "service": "partners"}
    return Files(ServiceSettings.model_validate({**must, "attachments_url": url, **given}))._store


def test_a_bucket_of_aws_is_addressed_by_its_region_with_the_machines_own_role() -> None:
    store = store_of("s3://bucket/below", attachments_region="ap-southeast-3")
    assert isinstance(store, S3Store)
    assert store.config == {"bucket": "bucket", "region": "ap-southeast-3", "disable_bulk_delete": "true"}
    assert store.client_options is not None
    assert store.client_options["allow_http"] == "false"


def test_another_store_is_addressed_by_path_with_the_keys_that_were_given() -> None:
    store = store_of("s3://bucket", attachments_endpoint="https://store.example:9000", **KEYS)
    assert store.config == {
        "bucket": "bucket",
        "region": "us-east-1",
        "disable_bulk_delete": "true",
        "endpoint": "https://store.example:9000",
        "virtual_hosted_style_request": "false",
        "access_key_id": "key",
        "secret_access_key": "secret",
    }
    assert store.client_options["allow_http"] == "false"


def test_only_an_endpoint_that_says_so_is_spoken_to_in_the_clear() -> None:
    store = store_of("s3://bucket", attachments_endpoint="http://store:9000", **KEYS)
    assert store.client_options["allow_http"] == "true"


def test_a_folder_is_a_folder() -> None:
    assert isinstance(store_of("file:///tmp"), LocalStore)
