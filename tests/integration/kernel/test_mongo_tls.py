"""TLS and a user per service are a matter of settings alone."""

import asyncio
import ipaddress
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from shared.mongo import Mongo, connect
from shared.settings import load
from tests.unit.kernel.test_settings import RIGHT, PartnersSettings

DAEMON = Path(sys.executable).with_name("secantusd-py")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed one for 127.0.0.1: the authority's file and the server's file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    authority, server = folder / "ca.pem", folder / "server.pem"
    authority.write_bytes(pem)
    server.write_bytes(pem + private)
    return authority, server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def start(port: int, folder: Path, *flags: str) -> Process:
    command = [str(DAEMON), "--port", str(port), "--storage-path", str(folder / "data"), "--cache-size", "64M", *flags]
    process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return process


async def stop(process: Process) -> None:
    process.kill()
    await process.wait()


@pytest.fixture
async def secured(tmp_path: Path) -> AsyncIterator[tuple[int, Path]]:
    """A server with TLS and authentication, which knows the user of the partners' service."""
    authority, server = certificate(tmp_path)
    port = free_port()
    process = await start(port, tmp_path)
    admin = AsyncMongoClient[dict[str, object]](port=port, directConnection=True, timeoutMS=5000)
    roles = [{"role": "readWrite", "db": "jembatan_partners"}]
    await admin["admin"].command("createUser", "partners", pwd="hunter2", roles=roles)
    await admin.close()
    process.terminate()  # a killed one would forget the user
    await process.wait()
    process = await start(port, tmp_path, "--auth", "--tls-cert-file", str(server), "--tls-key-file", str(server))
    yield port, authority
    await stop(process)


def partners(port: int, password: str, driver: str, **more: str) -> Mongo:
    url = f"mongodb://partners:{password}@127.0.0.1:{port}/?authSource=admin&retryWrites=false&timeoutMS=2000"
    return connect(load(PartnersSettings, RIGHT | {"JEMBATAN_MONGO_URL": url, "JEMBATAN_MONGO_DRIVER": driver, **more}))


@pytest.mark.skipif(not DAEMON.exists(), reason="needs the development extra's database server")
@pytest.mark.parametrize("driver", ["pymongo", "motor"])
async def test_tls_and_the_services_own_user(secured: tuple[int, Path], driver: str) -> None:
    port, authority = secured
    tls = {"JEMBATAN_MONGO_TLS_CA_FILE": str(authority)}
    mongo = partners(port, "hunter2", driver, **tls)
    await mongo.tenant("a")["things"].put("1", {"name": "x"})
    assert await mongo.tenant("a")["things"].count() == 1
    with pytest.raises(OperationFailure):
        await mongo.client["jembatan_teachers"]["things"].find_one({})
    await mongo.close()
    for stranger in (partners(port, "wrong", driver, **tls), partners(port, "hunter2", driver)):
        with pytest.raises(PyMongoError):
            await stranger.ping()
        await stranger.close()
