"""What can be listed of skills, of what is asked and taught, and of how the two match (C13)."""

from datetime import date
from typing import Final

from services.partners.domain.levels import Level
from services.partners.domain.matching import Standing
from services.partners.domain.skill import SKILL, SkillKind, SkillStatus
from services.partners.domain.skill_demand import SKILL_DEMAND
from services.partners.domain.skill_teaching import SKILL_TEACHING, SourceKind
from services.partners.domain.values import Concentration
from shared.days import Day
from shared.http import Column, Filter, Listing, Table
from shared.ids import Id
from shared.mongo import Collection, Index

SKILLS: Final = Listing(
    "skills",
    columns=(
        Column("code", "Kode", "Code"),
        Column("label_id", "Nama", "Name (Indonesian)", "state.label.id"),
        Column("label_en", "Nama (Inggris)", "Name", "state.label.en"),
        Column("kind", "Jenis", "Kind", type=SkillKind),
        Column("status", "Status", "Status", type=SkillStatus),
    ),
    filters=(
        Filter("code", "state.code", "prefix"),
        Filter("kind", "state.kind", type=SkillKind),
        Filter("status", "state.status", "in", SkillStatus),
    ),
)

_SPELL: Final = (
    Column("concentration", "Konsentrasi", "Concentration", "concentration", type=Concentration),
    Column("skill", "Keterampilan", "Skill", "skill", type=Id),
    Column("code", "Kode", "Code", "code"),
    Column("label_id", "Nama", "Name (Indonesian)", "label_id"),
    Column("label_en", "Nama (Inggris)", "Name", "label_en"),
)
_AT: Final = Filter("at", "at", type=Day, description="The day that counts; today when left out.")
_CONCENTRATION: Final = Filter("concentration", "concentration", type=Concentration)

MATRIX: Final = Table(
    "skill-matrix",
    columns=(
        *_SPELL,
        Column("demanded", "Diminta", "Demanded", "demanded", type=Level),
        Column("partners", "Mitra", "Partners", "partners", type=int),
        Column("unmet", "Mitra belum terpenuhi", "Partners not met", "unmet", type=int),
        Column("taught", "Diajarkan", "Taught", "taught", type=Level),
        Column("gap", "Kesenjangan", "Gap", "gap", type=int),
        Column("standing", "Keadaan", "Standing", "standing", type=Standing),
        Column("source", "Sumber", "Source", "source.kind", type=SourceKind),
        Column("reference", "Rujukan", "Reference", "source.reference", type=Id),
        Column("revision", "Versi", "Version", "source.revision", type=int),
    ),
    filters=(_AT, _CONCENTRATION),
)

SERIES: Final = Table(
    "skill-series",
    columns=(
        Column("on", "Tanggal", "On", "on", type=date),
        Column("concentration", "Konsentrasi", "Concentration", "concentration", type=Concentration),
        Column("demanded", "Diminta", "Demanded", "demanded", type=int),
        Column("met", "Terpenuhi", "Met", "met", type=int),
        Column("below", "Kurang", "Below", "below", type=int),
        Column("not_taught", "Tidak diajarkan", "Not taught", "not_taught", type=int),
        Column("gap", "Kesenjangan", "Gap", "gap", type=int),
    ),
    filters=(
        Filter("on", "on", "range", Day, description="First days of months; of the last year if left out."),
        _CONCENTRATION,
    ),
)

COLLECTIONS: Final = (
    Collection(
        SKILL.collection,
        (
            Index(("tenant", "state.code")),
            Index(("tenant", "state.kind", "_id")),
            Index(("tenant", "state.status", "_id")),
        ),
    ),
    Collection(SKILL_DEMAND.collection, (Index(("tenant", "state.spells.concentration")),)),
    Collection(SKILL_TEACHING.collection, (Index(("tenant", "state.concentration")),)),
)
