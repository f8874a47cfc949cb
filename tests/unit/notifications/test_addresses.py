"""Every trick that we know of against the address rules."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from services.notifications.addresses import DeniedAddress, Guard, GuardedResolver, refusal_of
from shared.refusals import Invalid

GUARD = Guard()

REFUSED_URLS = [
    "http://hooks.example.com/x",
    "ftp://hooks.example.com/x",
    "//hooks.example.com/x",
    "https://hooks.example.com:22/",
    "https://hooks.example.com:27017/",
    "https://hooks.example.com:9092/",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:99999/",
    "https://hooks.example.com:80/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://0x/",
    "https://127.0.0.1./",
    "https://169.254.169.254/",
    "https://017700000001/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[fe80::1%25eth0]/",
    "https://[2606:4700::1111]/",
    "https://8.8.8.8/",
    "https://1.1.1.1.:443/",
    "https://example.com.1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://exаmple.com/",
    "https://user@hooks.example.com/",
    "https://user:pw@hooks.example.com/",
    "https://127.0.0.1@hooks.example.com/",
    "https://hooks.example.com@127.0.0.1/",
    "https://hooks.example.com%00.evil/",
    "https://%31%32%37.0.0.1/",
    "https://hooks.example.com\\@127.0.0.1/",
    "https:\\\\127.0.0.1/",
    "https:/hooks.example.com/",
    "https://localhost/",
    "https://mongo/",
    "https://metadata/",
    "https://hooks..example.com/",
    "https://-hooks.example.com/",
    "https://hooks.example.com/#fragment",
    "https://",
    "https:///path",
    "hooks.example.com",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "gopher://hooks.example.com/",
]


@pytest.mark.parametrize(
    "url",
    [
        *REFUSED_URLS,
        "https://hooks.example.com/\r\nX-Evil: 1",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\t",
        "https://" + "a" * 64 + ".com/",
        "https://hooks.example.com/" + "a" * 2000,
    ],
)
def test_such_a_url_cannot_be_registered(url: str) -> None:
    with pytest.raises(Invalid, match="webhook-url-refused"):
        GUARD.canonical(url)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://hooks.example.com/a?b=c", "https://hooks.example.com/a?b=c"),
        ("https://HOOKS.Example.com/A", "https://hooks.example.com/A"),
        ("https://hooks.example.com./", "https://hooks.example.com/"),
        ("https://hooks.example.com:443/x", "https://hooks.example.com/x"),
        ("https://hooks.example.com:8443/x", "https://hooks.example.com:8443/x"),
        ("https://xn--bcher-kva.example.com/", "https://xn--bcher-kva.example.com/"),
    ],
)
def test_a_public_url_has_one_form(url: str, canonical: str) -> None:
    assert GUARD.canonical(url) == canonical
    assert GUARD.canonical(canonical) == canonical


DENIED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2001:1ff::",
    "2002:a9fe:a9fe::",
    "2002::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "1fff::1",
    "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:7f00:1",
    "2606:4700::1%eth0",
    "fe80::1%1",
]


@pytest.mark.parametrize("address", [*DENIED, "", "nonsense", "2130706433", "0177.0.0.1", "127.1"])
def test_such_an_address_is_never_dialled(address: str) -> None:
    assert refusal_of(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "168.63.129.17",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "2001:200::",
        "3ffe::1",
        "::ffff:8.8.8.8",
    ],
)
def test_the_public_internet_is_dialled(address: str) -> None:
    assert refusal_of(address) is None


def _info(address: str, port: int) -> tuple[int, int, int, str, tuple[object, ...]]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, 6, "", (address, port)


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
def test_the_socket_has_the_last_word(address: str) -> None:
    with pytest.raises(DeniedAddress):
        GUARD.open_socket(_info(address, 443))


class Answers(AbstractResolver):
    """A name server under an enemy's control."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=6, flags=0) for one in found
        ]

    async def close(self) -> None:
        return None


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1", "1.1.1.1"], ["64:ff9b::a9fe:a9fe"]]
)
async def test_one_bad_address_spoils_the_whole_answer(answer: list[str]) -> None:
    resolver = GuardedResolver(GUARD, lambda: Answers(answer))
    with pytest.raises(DeniedAddress):
        await resolver.resolve("hooks.example.com", 443)


async def test_a_name_that_turns_inwards_later_is_refused_then() -> None:
    resolver = GuardedResolver(GUARD, lambda: Answers(["8.8.8.8"], ["127.0.0.1"]))
    assert (await resolver.resolve("hooks.example.com", 443))[0]["host"] == "8.8.8.8"
    with pytest.raises(DeniedAddress):
        await resolver.resolve("hooks.example.com", 443)


def test_an_exception_is_one_host_and_port() -> None:
    guard = Guard(exceptions=frozenset({"127.0.0.1:8099"}))
    assert guard.canonical("http://127.0.0.1:8099/hooks") == "http://127.0.0.1:8099/hooks"
    for url in ("http://127.0.0.1:8098/", "http://localhost:8099/", "http://127.0.0.2:8099/", "http://127.1:8099/"):
        with pytest.raises(Invalid):
            guard.canonical(url)
    guard.open_socket(_info("127.0.0.1", 8099)).close()
    for address, port in (("127.0.0.1", 8098), ("127.0.0.2", 8099)):
        with pytest.raises(DeniedAddress):
            guard.open_socket(_info(address, port))


async def test_an_excepted_name_opens_only_what_it_resolves_to() -> None:
    guard = Guard(exceptions=frozenset({"receiver.test:8099"}))
    resolver = GuardedResolver(guard, lambda: Answers(["127.0.0.7"]))
    await resolver.resolve("receiver.test", 8099)
    guard.open_socket(_info("127.0.0.7", 8099)).close()
    with pytest.raises(DeniedAddress):
        await resolver.resolve("evil.example.com", 8099)
    with pytest.raises(DeniedAddress):
        guard.open_socket(_info("127.0.0.8", 8099))
