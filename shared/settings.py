"""What a service is told by its environment: frozen, complete, and never with a secret in a message.

`load(PartnersSettings)` reads `JEMBATAN_<FIELD>`, and `JEMBATAN_PARTNERS_<FIELD>` where it is set, which wins.
A settings object that is made by hand (in a test) holds exactly what it is given and reads no environment.
"""

import os
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar, get_origin
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX: Final = "JEMBATAN_"


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < 32:
        raise ValueError("is shorter than 32 characters")
    return secret


def _mongo_scheme(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("mongodb://", "mongodb+srv://")):
        raise ValueError("does not start with mongodb:// or mongodb+srv://")
    return url


def _smtp_scheme(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("smtp://", "smtps://", "console:")):
        raise ValueError("does not start with smtp://, smtps:// or console:")
    return url


def _store_scheme(url: str) -> str:
    parts = urlsplit(url)
    folder = parts.scheme == "file" and not parts.netloc and len(parts.path) > 1
    bucket = parts.scheme == "s3" and parts.netloc
    if (url and not (folder or bucket)) or parts.query or "@" in parts.netloc:
        raise ValueError("is neither file:///folder nor s3://bucket[/prefix]")
    return url


Key = Annotated[SecretStr, AfterValidator(_long_enough)]
"""A secret of at least 32 characters."""


AttachmentsUrl = Annotated[str, AfterValidator(_store_scheme)]
"""Where files are kept. A service that keeps some declares the field anew without a default."""


class ServiceSettings(BaseSettings):
    """What every service needs. A service subclasses it as `<Name>Settings` and adds its own fields."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", validate_default=False)

    service: str = Field("", description="The service's name; comes from the class.")
    environment: Literal["development", "production"] = Field("production", description="development or production")

    mongo_url: Annotated[SecretStr, AfterValidator(_mongo_scheme)] = Field(
        description="mongodb://[user:password@]host[:port]/[?options]"
    )
    mongo_driver: Literal["pymongo", "motor"] = Field("pymongo", description="pymongo or motor")
    mongo_database: str = Field("", description="database name; jembatan_<service> when not set", max_length=63)
    mongo_timeout_seconds: float = Field(10, gt=0, le=120, description="deadline of every database call, in seconds")
    mongo_tls_ca_file: Path | None = Field(None, description="PEM file of the authority; its presence turns TLS on")
    mongo_tls_key_file: Path | None = Field(None, description="PEM file with client certificate and key")

    kafka_bootstrap: str = Field(description="host:port[,host:port…]", min_length=3)
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"
    )
    kafka_sasl_mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"] = Field(
        "SCRAM-SHA-512", description="SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN"
    )
    kafka_username: str = Field("", description="user for SASL")
    kafka_password: SecretStr = Field(SecretStr(""), description="password for SASL")
    kafka_ca_file: Path | None = Field(None, description="PEM file of the authority; the system's when not set")
    kafka_cert_file: Path | None = Field(None, description="PEM file with the client certificate")
    kafka_key_file: Path | None = Field(None, description="PEM file with the client's key")
    kafka_session_seconds: float = Field(
        10,
        ge=1,
        le=120,
        description="seconds after which others read what a silent worker did; the broker sets a least (6 mostly)",
    )
    topic_prefix: str = Field("", pattern=r"^[A-Za-z0-9._-]*$", description="letters, digits, dot, dash; may be empty")
    partitions: int = Field(6, ge=1, description="partitions of a new topic; fixed once topics exist")
    replication: int = Field(3, ge=1, description="replicas of a new topic; 1 on a single broker")

    lease_term_seconds: float = Field(10, gt=0, description="seconds after which a silent holder is replaced")
    buckets: int = Field(16, ge=1, le=1024, description="outbox buckets; fixed once a journal exists")

    public_url: str = Field("http://localhost:8000", pattern=r"^https?://", description="https://where.people.reach.us")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on")
    max_body_bytes: int = Field(1_048_576, ge=1024, description="largest request body, in bytes")

    oidc_issuer: str = Field("", description="issuer URL of the identity provider")
    oidc_audience: str = Field("jembatan", description="audience that a token must name")
    oidc_jwks_url: str = Field("", description="where the issuer's keys are; discovered from the issuer when not set")
    oidc_algorithms: tuple[str, ...] = Field(
        ("RS256", "ES256", "EdDSA", "Ed25519"), description="comma-separated: RS256,ES256"
    )
    dev_issuer_key: Key | None = Field(None, description="at least 32 characters; development only")
    operators: tuple[str, ...] = Field((), description="comma-separated issuer|subject of those who create alliances")
    directory_unknown_seconds: float = Field(
        30, gt=0, description="age of the directory's copy, in seconds, beyond which an unknown caller gets 503"
    )
    directory_trust_seconds: float = Field(
        300, gt=0, description="age of the directory's copy, in seconds, beyond which privileged writes get 503"
    )

    link_key: Key = Field(description="at least 32 random characters, e.g. from `openssl rand -hex 32`")
    previous_link_keys: tuple[Key, ...] = Field((), description="comma-separated keys that still verify")
    smtp_url: Annotated[SecretStr, AfterValidator(_smtp_scheme)] = Field(
        SecretStr("console:"), description="smtp://user:password@host:port?starttls=true or console:"
    )
    mail_from: str = Field("jembatan@localhost", description="sender address of letters")

    attachments_url: AttachmentsUrl = Field("", description="file:///folder or s3://bucket[/prefix]")
    attachments_region: str = Field("us-east-1", description="region of the bucket")
    attachments_endpoint: str = Field("", description="http(s)://host[:port] of an S3-compatible store that is not AWS")
    attachments_access_key: str = Field("", description="access key of the store; the machine's own role when not set")
    attachments_secret_key: SecretStr = Field(SecretStr(""), description="secret that belongs to the access key")
    attachments_max_bytes: int = Field(25_000_000, ge=1024, description="largest file, in bytes")
    attachments_link_seconds: int = Field(300, ge=10, le=3600, description="seconds for which a download link works")
    attachments_evidence_years: int = Field(10, ge=1, le=100, description="years after which evidence is deleted")
    attachments_temporary_days: int = Field(90, ge=1, description="days after which what is temporary is deleted")

    otlp_endpoint: str = Field("", description="http://collector:4318; no traces are sent when empty")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="debug, info, warning or error")
    log_format: Literal["json", "console"] = Field("json", description="json or console")
    faults: str = Field("", description="named crash points for chaos tests; development only")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in: `load` reads the environment, with the per-service names."""
        return (init_settings,)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, values: Any) -> Any:
        """Service and database name follow from the class."""
        if isinstance(values, dict):
            service = values.get("service") or service_of(cls)
            values = {**values, "service": service}
            values["mongo_database"] = values.get("mongo_database") or f"jembatan_{service}"
        return values

    @field_validator("*", mode="before")
    @classmethod
    def _listed(cls, value: Any, info: Any) -> Any:
        """Lists come comma-separated."""
        annotation = cls.model_fields[info.field_name].annotation
        if isinstance(value, str) and get_origin(annotation) is tuple:
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def development(self) -> bool:
        """True where the movable clock, the development issuer and fault points may be used."""
        return self.environment == "development"

    def kafka_client_options(self) -> dict[str, Any]:
        """Keyword arguments for every aiokafka client, `ssl_context` included."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.kafka_bootstrap,
            "security_protocol": self.kafka_security,
        }
        if self.kafka_security.endswith("SSL"):
            options["ssl_context"] = self._kafka_tls()
        if self.kafka_security.startswith("SASL"):
            options["sasl_mechanism"] = self.kafka_sasl_mechanism
            options["sasl_plain_username"] = self.kafka_username
            options["sasl_plain_password"] = self.kafka_password.get_secret_value()
        return options

    def _kafka_tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.kafka_ca_file) if self.kafka_ca_file else None)
        if self.kafka_cert_file:
            context.load_cert_chain(self.kafka_cert_file, self.kafka_key_file)
        return context


T = TypeVar("T", bound=ServiceSettings)


def service_of(cls: type[ServiceSettings]) -> str:
    """`PartnersSettings` → `partners`."""
    return cls.__name__.removesuffix("Settings").lower()


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong variable."""

    variable: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.variable}: {self.wrong}. {self.mend}"


class SettingsError(Exception):
    """Everything that is wrong with the environment, at once. Holds no value of any variable."""

    def __init__(self, service: str, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"{len(faults)} setting(s) of {service} are wrong:\n{lines}")


def load(cls: type[T], environ: Mapping[str, str] | None = None) -> T:
    """The settings of a service from the environment; raises `SettingsError` with every wrong variable."""
    environ = os.environ if environ is None else environ
    service = service_of(cls)
    names = {field: _variable(service, field, environ) for field in cls.model_fields if field != "service"}
    values: dict[str, Any] = {field: environ[name] for field, name in names.items() if environ.get(name, "") != ""}
    faults = list(_unknown(cls, service, environ))
    faults += [Fault(names[field], wrong, mend) for field, wrong, mend in _contradictions(values)]
    try:
        settings = cls(**values)
    except ValidationError as error:
        faults += [_fault(cls, names, environ, details) for details in error.errors(include_input=False)]
        raise SettingsError(service, tuple(faults)) from None
    if faults:
        raise SettingsError(service, tuple(faults))
    return settings


def _variable(service: str, field: str, environ: Mapping[str, str]) -> str:
    own = f"{PREFIX}{service}_{field}".upper()
    return own if own in environ else f"{PREFIX}{field}".upper()


def _fault(
    cls: type[ServiceSettings], names: Mapping[str, str], environ: Mapping[str, str], details: ErrorDetails
) -> Fault:
    field = str(details["loc"][0]) if details["loc"] else ""
    name = names.get(field, PREFIX + field.upper())
    mend = f"Set it to {cls.model_fields[field].description or 'a value'}." if field in cls.model_fields else ""
    if details["type"] == "missing":
        near = get_close_matches(name, [other for other in environ if other.startswith(PREFIX)], n=1, cutoff=0.85)
        return Fault(name, f"is not set{f' ({near[0]} is: a misspelling?)' if near else ''}", mend)
    return Fault(name, details["msg"].removeprefix("Value error, "), mend)


def _unknown(cls: type[ServiceSettings], service: str, environ: Mapping[str, str]) -> Iterator[Fault]:
    """Variables that name this service but no field of it: a misspelling that would otherwise be silently ignored."""
    prefix = f"{PREFIX}{service}_".upper()
    known = {f"{prefix}{field.upper()}" for field in cls.model_fields}
    common = {f"{PREFIX}{field}".upper() for field in cls.model_fields}  # JEMBATAN_DIRECTORY_TRUST_SECONDS is one
    for name in environ:
        if name.startswith(prefix) and name not in known | common:
            near = get_close_matches(name, known, n=1)
            yield Fault(name, "is not a setting", f"Did you mean {near[0]}?" if near else "Remove it.")


def _contradictions(given: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Values that may each be right but do not go together: field, what is wrong, how to mend it."""
    if given.get("environment", "production") == "production":
        for field in ("dev_issuer_key", "faults"):
            if field in given:
                yield field, "is for development only", "Remove it, or set JEMBATAN_ENVIRONMENT=development."
        if "oidc_issuer" not in given:
            yield "oidc_issuer", "is not set, so nobody could sign in", "Set it to your identity provider's issuer URL."
    if given.get("kafka_security", "").startswith("SASL"):
        for field in ("kafka_username", "kafka_password"):
            if field not in given:
                yield field, "is not set although kafka_security is SASL", "Set what the broker knows you by."
    yield from _store_contradictions(given)
    for field in ("kafka_ca_file", "kafka_cert_file", "kafka_key_file", "mongo_tls_ca_file", "mongo_tls_key_file"):
        if field in given and not Path(given[field]).is_file():
            yield field, f"names {given[field]}, which is not a readable file", "Set it to an existing PEM file."


def _store_contradictions(given: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    if bool(given.get("attachments_access_key")) != bool(given.get("attachments_secret_key")):
        yield "attachments_secret_key", "goes with attachments_access_key", "Set both of them, or neither."
    if not given.get("attachments_endpoint", "http://").startswith(("http://", "https://")):
        yield "attachments_endpoint", "does not start with http:// or https://", "Set it to the store's address."
