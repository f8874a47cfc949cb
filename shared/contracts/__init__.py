"""The public contract of a service, generated from its event classes and committed beside it.

`services/<name>/contracts/` holds, for every event kind, each revision of its JSON Schema that was ever committed
(`schemas/<kind>/<n>.json`) and a sample (`samples/<kind>.json`); beside them an AsyncAPI 3.0 document (`asyncapi.json`)
and the OpenAPI document of the routes (`openapi.json`).
"""

from shared.contracts.asyncapi import asyncapi
from shared.contracts.compatibility import breaks
from shared.contracts.files import ContractError, Difference, differences, export
from shared.contracts.samples import SampleError, sample
from shared.contracts.schemas import EventContract, contracts_of

__all__ = [
    "ContractError",
    "Difference",
    "EventContract",
    "SampleError",
    "asyncapi",
    "breaks",
    "contracts_of",
    "differences",
    "export",
    "sample",
]
