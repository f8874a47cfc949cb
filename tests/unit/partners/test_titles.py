"""What a thing is called where it waits: a whole statement is too long for that."""

from services.partners.views.titles import LONGEST, cut


def test_a_title_is_kept_and_a_statement_cut_at_a_word() -> None:
    assert cut("A short one") == "A short one"
    assert cut("w" * LONGEST) == "w" * LONGEST
    long = cut("word " * 40)
    assert len(long) <= LONGEST
    assert long.endswith("word …")
    assert cut("w" * 200) == "w" * (LONGEST - 2) + " …"
    assert cut("One\n\nTwo") == "One Two"
