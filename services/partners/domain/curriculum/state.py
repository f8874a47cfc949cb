"""What is known of a curriculum alignment."""

from services.partners.domain.curriculum.values import Scope, Version, VersionStatus
from shared.events import Value
from shared.ids import Id


class Curriculum(Value):
    """A curriculum that a school aligns with a partner, version by version."""

    scope: Scope
    versions: tuple[Version, ...] = ()

    @property
    def newest(self) -> Version | None:
        """The version written last."""
        return self.versions[-1] if self.versions else None

    @property
    def offered(self) -> Version | None:
        """The version that lies before the partner."""
        return next((each for each in self.versions if each.status == "offered"), None)

    @property
    def aligned(self) -> Version | None:
        """The version in force: the one that was signed off last."""
        return next((each for each in self.versions if each.status == "aligned"), None)

    def version(self, number: int) -> Version | None:
        """The version with this number."""
        return next((each for each in self.versions if each.edition == number), None)

    def now(self, number: int, status: VersionStatus) -> "Curriculum":
        """With this version in another state."""
        return self.but(
            versions=tuple(each.but(status=status) if each.edition == number else each for each in self.versions)
        )

    def shown(self, number: int, evidence: tuple[Id, ...]) -> "Curriculum":
        """With further evidence of this version."""
        return self.but(
            versions=tuple(
                each.but(evidence=(*each.evidence, *evidence)) if each.edition == number else each
                for each in self.versions
            )
        )

    def only_aligned(self, number: int) -> "Curriculum":
        """With this version aligned and the one that was so before superseded."""
        earlier = (each.but(status="superseded") if each.status == "aligned" else each for each in self.versions)
        return self.but(versions=tuple(earlier)).now(number, "aligned")
