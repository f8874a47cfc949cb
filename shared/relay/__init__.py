"""From the journal to Kafka: the relay, replays, heartbeats, and a producer that survives."""

from shared.relay.heartbeat import Heartbeat
from shared.relay.outgoing import Message, Outgoing, Unsent
from shared.relay.relay import Relay
from shared.relay.republishing import NothingToRepublish, republish

__all__ = ["Heartbeat", "Message", "NothingToRepublish", "Outgoing", "Relay", "Unsent", "republish"]
