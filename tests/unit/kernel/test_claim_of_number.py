"""A number of a person is claimed without being kept."""

from pydantic import SecretStr

from shared.journal import Claim
from shared.refusals import Refused

TAKEN = Refused("number-taken", "Somebody has this number.")


def claimed(kind: str = "nisn", number: str = "0012345678", tenant: str = "school-a", key: str = "k" * 32) -> Claim:
    return Claim.of_number(kind, number, tenant=tenant, key=SecretStr(key), refusal=TAKEN)


def test_what_was_claimed_once_stays_claimed() -> None:
    assert claimed().value == "48c76b32368130b88da9cad90fd9f123f7519b3900461981bc2be0dbde11c969"


def test_the_same_number_is_the_same_claim_and_any_other_is_another() -> None:
    others = [
        claimed(),
        claimed(number="0012345679"),
        claimed(tenant="school-b"),
        claimed(key="l" * 32),
        claimed(kind="nuptk"),
    ]
    assert claimed() == others[0]
    assert len({one.value for one in others}) == len(others)
    assert all("0012345678" not in one.value for one in others)
