"""API keys: shape, uniqueness, comparison."""

import hashlib

import pytest

from shared.auth.api_keys import is_key, mint_key, prefix_of


def test_a_minted_key_is_found_by_its_prefix_and_proven_by_its_digest() -> None:
    """Only the hash is needed to recognise it."""
    minted = mint_key()
    assert prefix_of(minted.text) == minted.prefix
    assert minted.text.startswith(f"jbt_{minted.prefix}_")
    assert len(minted.text.rsplit("_", 1)[1]) == 43
    assert minted.digest == hashlib.sha256(minted.text.encode()).hexdigest()
    assert is_key(minted.text, minted.digest)
    assert not is_key(minted.text[:-1] + ("a" if minted.text[-1] != "a" else "b"), minted.digest)
    assert minted.text not in repr(minted)


def test_no_two_are_alike() -> None:
    """Neither prefix nor secret repeats."""
    minted = [mint_key() for _ in range(500)]
    assert len({key.prefix for key in minted}) == len({key.digest for key in minted}) == 500


@pytest.mark.parametrize("text", ["", "jbt_", "jbt_abc_def", "jbt_" + "a" * 12 + "_" + "b" * 42, "é" * 60])
def test_other_texts_have_no_prefix(text: str) -> None:
    """Nothing is looked up for them."""
    assert prefix_of(text) is None
