"""What is known of a meeting."""

from typing import Literal

from services.partners.domain.activity.values import Evidence
from services.partners.domain.meeting.values import Call, FollowUp, Presence, Reply
from shared.events import TextRef, Value
from shared.ids import Id

MeetingStatus = Literal["planned", "held", "cancelled"]


class Meeting(Value):
    """A meeting and what was agreed in it."""

    call: Call
    status: MeetingStatus = "planned"
    passed: bool = False
    """The planned time is over."""
    replies: tuple[Reply, ...] = ()
    presence: Presence | None = None
    minutes: TextRef | None = None
    decisions: tuple[TextRef, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def organisations(self) -> tuple[Id, ...]:
        """Partners who are invited, each once."""
        return tuple(dict.fromkeys(each.organisation for each in self.call.partners))

    @property
    def of_the_school(self) -> frozenset[str]:
        """Members who called it or are to come."""
        return frozenset({self.call.organiser, *self.call.members})

    @property
    def open(self) -> tuple[FollowUp, ...]:
        """What is still to be done."""
        return tuple(each for each in self.follow_ups if each.status == "open")

    def follow_up(self, id: str) -> FollowUp | None:
        """The follow-up with this id."""
        return next((each for each in self.follow_ups if each.follow_up == id), None)

    def with_follow_up(self, changed: FollowUp) -> "Meeting":
        """With this one in place of the one with its id."""
        same = changed.follow_up
        return self.but(follow_ups=tuple(changed if each.follow_up == same else each for each in self.follow_ups))
