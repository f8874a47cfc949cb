"""The arithmetic of evaluations, for any instrument and any views (C5)."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.partners.domain.evaluation.scoring import Score, View, attainment, differences, seal_digest, total
from services.partners.domain.instrument import ALL_WEIGHTS, Criterion, Label, Scale

Case = tuple[Scale, tuple[Criterion, ...], View, View]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A scale, criteria whose weights are 100 together, and two views on it."""
    least = draw(st.integers(0, 900))
    scale = Scale(least=least, most=draw(st.integers(least + 1, 1_000)))
    cuts = sorted(draw(st.sets(st.integers(1, ALL_WEIGHTS - 1), max_size=8)))
    weights = [upper - lower for lower, upper in zip([0, *cuts], [*cuts, ALL_WEIGHTS], strict=True)]
    criteria = tuple(
        Criterion(code=f"criterion_{number}", label=Label(id="x", en="x"), weight=weight)
        for number, weight in enumerate(weights)
    )
    return scale, criteria, draw(views(scale, criteria)), draw(views(scale, criteria))


@st.composite
def views(draw: st.DrawFn, scale: Scale, criteria: tuple[Criterion, ...]) -> View:
    """Points on the scale, criteria in any order."""
    points = st.integers(scale.least, scale.most)
    scores = [Score(criterion=criterion.code, points=draw(points)) for criterion in criteria]
    return View(scores=tuple(draw(st.permutations(scores))))


@given(cases())
def test_c5_a_total_is_the_weighted_mean_exactly(case: Case) -> None:
    scale, criteria, view, _ = case
    mean = sum((Fraction(each.weight, 100) * view.points()[each.code] for each in criteria), Fraction())
    assert Fraction(total(criteria, view), 100) == mean
    assert 100 * scale.least <= total(criteria, view) <= 100 * scale.most


@given(cases())
def test_c5_attainment_is_rounded_down_and_within_the_scale(case: Case) -> None:
    scale, criteria, view, _ = case
    reached = attainment(scale, total(criteria, view))
    exact = (Fraction(total(criteria, view), 100) - scale.least) / (scale.most - scale.least) * 10_000
    assert reached <= exact < reached + 1
    assert 0 <= reached <= 10_000


@given(cases())
def test_c5_differences_add_up_to_the_difference_of_the_totals(case: Case) -> None:
    _, criteria, school, partner = case
    gaps = differences(criteria, school, partner)
    assert sum(gap.weighted for gap in gaps) == total(criteria, school) - total(criteria, partner)
    assert [gap.points for gap in gaps] == [-gap.points for gap in differences(criteria, partner, school)]


@given(cases(), st.data())
def test_c5_one_point_more_is_its_weight_more(case: Case, data: st.DataObject) -> None:
    _, criteria, view, _ = case
    raised = data.draw(st.sampled_from(criteria))
    scores = tuple(
        score.but(points=score.points + 1) if score.criterion == raised.code else score for score in view.scores
    )
    assert total(criteria, view.but(scores=scores)) == total(criteria, view) + raised.weight


@given(cases())
def test_c5_a_digest_binds_the_view_and_the_nonce(case: Case) -> None:
    _, _, view, other = case
    assert seal_digest("n", view) == seal_digest("n", View.model_validate(view.model_dump(mode="json")))
    assert seal_digest("n", view) != seal_digest("m", view)
    assert (seal_digest("n", view) == seal_digest("n", other)) == (view == other)
