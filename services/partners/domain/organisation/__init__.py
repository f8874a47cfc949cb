"""An organisation in an alliance's register: it stands there once, whoever its partners are (C1, C44)."""

from services.partners.domain.organisation.commands import (
    AbsorbOrganisation,
    AddSite,
    Alike,
    ChangeDetails,
    ChangeSite,
    MergeOrganisation,
    RegisterOrganisation,
    SiteFields,
)
from services.partners.domain.organisation.events import (
    OrganisationAbsorbed,
    OrganisationDetailsChanged,
    OrganisationEvent,
    OrganisationRegistered,
    OrganisationSiteAdded,
    OrganisationSiteChanged,
    OrganisationsMerged,
)
from services.partners.domain.organisation.likeness import SUSPECT, Likeness, Reason, alike_keys, likeness
from services.partners.domain.organisation.rules import CHANGING, CREATING
from services.partners.domain.organisation.state import Organisation, evolve
from shared.decider import Decider, rules
from shared.events import Command

ORGANISATION: Decider[Organisation, Command, OrganisationEvent] = Decider(
    name="organisation",
    state=Organisation,
    events=OrganisationEvent,
    decide=rules("organisation", CREATING, CHANGING),
    evolve=evolve,
    fold=3,
)

__all__ = [
    "ORGANISATION",
    "SUSPECT",
    "AbsorbOrganisation",
    "AddSite",
    "Alike",
    "ChangeDetails",
    "ChangeSite",
    "Likeness",
    "MergeOrganisation",
    "Organisation",
    "OrganisationAbsorbed",
    "OrganisationDetailsChanged",
    "OrganisationEvent",
    "OrganisationRegistered",
    "OrganisationSiteAdded",
    "OrganisationSiteChanged",
    "OrganisationsMerged",
    "Reason",
    "RegisterOrganisation",
    "SiteFields",
    "alike_keys",
    "likeness",
]
