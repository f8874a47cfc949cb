"""Settings say everything that is wrong at once, and never a secret."""

import ssl
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from shared.settings import ServiceSettings, SettingsError, load

SECRET = "hunter2-" * 8


class PartnersSettings(ServiceSettings):
    """A service's own."""

    batch: int = 5


RIGHT = {
    "JEMBATAN_MONGO_URL": "mongodb://user:hunter2@db:27017/",
    "JEMBATAN_KAFKA_BOOTSTRAP": "a:9092,b:9092",
    "JEMBATAN_LINK_KEY": SECRET,
    "JEMBATAN_OIDC_ISSUER": "https://id.example",
}


def variables(error: SettingsError) -> set[str]:
    return {fault.variable for fault in error.faults}


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        ({"JEMBATAN_ATTACHMENTS_URL": "var/files"}, "JEMBATAN_ATTACHMENTS_URL"),
        ({"JEMBATAN_ATTACHMENTS_URL": "file://host/folder"}, "JEMBATAN_ATTACHMENTS_URL"),
        ({"JEMBATAN_ATTACHMENTS_URL": "s3://"}, "JEMBATAN_ATTACHMENTS_URL"),
        ({"JEMBATAN_ATTACHMENTS_URL": "s3://key:hunter2@bucket"}, "JEMBATAN_ATTACHMENTS_URL"),
        ({"JEMBATAN_ATTACHMENTS_ACCESS_KEY": "key"}, "JEMBATAN_ATTACHMENTS_SECRET_KEY"),
        ({"JEMBATAN_ATTACHMENTS_ENDPOINT": "store:9000"}, "JEMBATAN_ATTACHMENTS_ENDPOINT"),
    ],
)
def test_a_store_that_cannot_be_is_named_by_its_variable(given: dict[str, str], variable: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load(PartnersSettings, RIGHT | given)
    assert [fault.variable for fault in wrong.value.faults] == [variable]
    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize("url", ["file:///srv/files", "s3://bucket", "s3://bucket/below"])
def test_a_folder_or_a_bucket_keeps_attachments(url: str) -> None:
    assert load(PartnersSettings, RIGHT | {"JEMBATAN_ATTACHMENTS_URL": url}).attachments_url == url


def test_the_environment_is_read_and_the_services_own_name_wins() -> None:
    own = {"JEMBATAN_PORT": "1", "JEMBATAN_PARTNERS_PORT": "2", "JEMBATAN_DIRECTORY_PORT": "3"}
    settings = load(PartnersSettings, RIGHT | own | {"JEMBATAN_PARTNERS_BATCH": "7"})
    assert (settings.service, settings.mongo_database, settings.port, settings.batch) == (
        "partners",
        "jembatan_partners",
        2,
        7,
    )
    assert settings.environment == "production"


def test_lists_are_comma_separated() -> None:
    given = {"JEMBATAN_OPERATORS": "https://id|1, https://id|2", "JEMBATAN_PREVIOUS_LINK_KEYS": SECRET}
    settings = load(PartnersSettings, RIGHT | given)
    assert settings.operators == ("https://id|1", "https://id|2")
    assert settings.previous_link_keys == (SecretStr(SECRET),)


def test_every_fault_is_listed_at_once() -> None:
    given = {
        "JEMBATAN_MONGO_ULR": "mongodb://x",
        "JEMBATAN_KAFKA_BOOTSTRAP": "a:9092",
        "JEMBATAN_PORT": "eighty",
        "JEMBATAN_LINK_KEY": "short-secret",
        "JEMBATAN_KAFKA_SECURITY": "SASL_SSL",
        "JEMBATAN_KAFKA_CA_FILE": "/nowhere/ca.pem",
        "JEMBATAN_DEV_ISSUER_KEY": SECRET,
        "JEMBATAN_FAULTS": "a:kill:1",
        "JEMBATAN_PARTNERS_BACTH": "1",
    }
    with pytest.raises(SettingsError) as error:
        load(PartnersSettings, given)
    assert variables(error.value) == {
        "JEMBATAN_MONGO_URL",
        "JEMBATAN_PORT",
        "JEMBATAN_LINK_KEY",
        "JEMBATAN_KAFKA_USERNAME",
        "JEMBATAN_KAFKA_PASSWORD",
        "JEMBATAN_KAFKA_CA_FILE",
        "JEMBATAN_DEV_ISSUER_KEY",
        "JEMBATAN_FAULTS",
        "JEMBATAN_OIDC_ISSUER",
        "JEMBATAN_PARTNERS_BACTH",
    }
    text = str(error.value)
    assert "JEMBATAN_MONGO_ULR is: a misspelling?" in text
    assert "Did you mean JEMBATAN_PARTNERS_BATCH?" in text
    assert "openssl rand" in text


def test_no_secret_is_ever_printed() -> None:
    wrong = RIGHT | {"JEMBATAN_MONGO_URL": "db://user:hunter2@x", "JEMBATAN_SMTP_URL": "mail://hunter2@x"}
    with pytest.raises(SettingsError) as error:
        load(PartnersSettings, wrong)
    assert variables(error.value) == {"JEMBATAN_MONGO_URL", "JEMBATAN_SMTP_URL"}
    settings = load(PartnersSettings, RIGHT | {"JEMBATAN_KAFKA_PASSWORD": "hunter2"})
    for text in (str(error.value), repr(error.value), repr(settings), str(settings), settings.model_dump_json()):
        assert "hunter2" not in text
    assert error.value.__cause__ is None


def test_settings_are_frozen() -> None:
    settings = load(PartnersSettings, RIGHT)
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]  # that is what the test is about


def test_kafka_options_for_scram_over_tls(tmp_path: Path) -> None:
    given = {
        "JEMBATAN_KAFKA_SECURITY": "SASL_SSL",
        "JEMBATAN_KAFKA_SASL_MECHANISM": "SCRAM-SHA-256",
        "JEMBATAN_KAFKA_USERNAME": "partners",
        "JEMBATAN_KAFKA_PASSWORD": "hunter2",
    }
    options = load(PartnersSettings, RIGHT | given).kafka_client_options()
    assert isinstance(options.pop("ssl_context"), ssl.SSLContext)
    assert options == {
        "bootstrap_servers": "a:9092,b:9092",
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-256",
        "sasl_plain_username": "partners",
        "sasl_plain_password": "hunter2",
    }
    plain = load(PartnersSettings, RIGHT).kafka_client_options()
    assert plain == {"bootstrap_servers": "a:9092,b:9092", "security_protocol": "PLAINTEXT"}


def test_development_may_use_its_own_issuer() -> None:
    given = {"JEMBATAN_ENVIRONMENT": "development", "JEMBATAN_DEV_ISSUER_KEY": SECRET, "JEMBATAN_OIDC_ISSUER": ""}
    assert load(PartnersSettings, RIGHT | given).development
