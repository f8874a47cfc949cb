"""The register, partnerships, programmes, and what a school plans (C1, C2, C6, C48)."""

from typing import Final

from services.notifications.mail.words.forms import Topic

_SCHOOL: Final = "/partners/schools/{tenant}/"
_ALLIANCE: Final = "/partners/alliances/{tenant}/"

REGISTER: Final = {
    "partners.organisation.v1": Topic(
        ("organisasi", "organisation"),
        _ALLIANCE + "organisations/{id}",
        {
            "organisation-registered.v1": ("Organisasi baru terdaftar", "A new organisation is registered"),
            "organisation-details-changed.v1": (
                "Data organisasi diperbaiki",
                "An organisation's details were corrected",
            ),
            "organisation-site-added.v1": ("Lokasi organisasi ditambahkan", "An organisation has a new site"),
            "organisation-site-changed.v1": ("Lokasi organisasi diubah", "A site of an organisation changed"),
            "organisations-merged.v1": ("Data ganda organisasi digabungkan", "A duplicate organisation was merged"),
            "organisation-absorbed.v1": (
                "Organisasi menerima data gandanya",
                "An organisation took over its duplicate",
            ),
        },
    ),
    "partners.duplicate.v1": Topic(
        ("dugaan data ganda", "suspected duplicate"),
        _ALLIANCE + "duplicates",
        {
            "duplicate-suspected.v1": ("Dua organisasi tampak sama", "Two organisations look like one"),
            "duplicate-withdrawn.v1": ("Dugaan data ganda gugur", "Two organisations no longer look alike"),
            "duplicate-dismissed.v1": (
                "Dua organisasi dinyatakan berbeda",
                "Two organisations were found to be different",
            ),
            "duplicate-merged.v1": ("Dugaan data ganda selesai digabung", "A suspected duplicate was merged"),
        },
    ),
    "partners.partner.v1": Topic(
        ("kemitraan", "partnership"),
        _SCHOOL + "partners/{id}",
        {
            "partner-mapped.v1": ("Calon mitra dipetakan", "A possible partner was mapped"),
            "partner-site-known.v1": ("Lokasi mitra sudah diketahui", "The partner's site is known now"),
            "partner-contact-added.v1": ("Kontak mitra ditambahkan", "The partner has a new contact"),
            "partner-contact-changed.v1": ("Kontak mitra diubah", "A contact of the partner changed"),
            "partner-contact-removed.v1": ("Kontak mitra dihapus", "A contact of the partner was removed"),
            "partner-capacity-stated.v1": ("Daya tampung mitra dinyatakan", "The partner's capacity was stated"),
            "partner-capacity-withdrawn.v1": ("Daya tampung mitra dicabut", "The partner's capacity was withdrawn"),
            "partner-notes-written.v1": ("Catatan tentang mitra diperbarui", "Notes on the partner were rewritten"),
            "partner-owner-named.v1": ("Penanggung jawab mitra ditetapkan", "Somebody answers for the partner now"),
            "partner-qualified.v1": ("Mitra dinyatakan layak", "The partner qualified"),
            "partner-activated.v1": ("Mitra menjadi aktif", "The partner became active"),
            "partner-mou-began.v1": (
                "MoU lain dengan mitra mulai berlaku",
                "One more MoU with the partner is in force",
            ),
            "partner-mou-ended.v1": ("Satu MoU dengan mitra berakhir", "An MoU with the partner is over"),
            "partner-dormant.v1": ("Tidak ada lagi MoU dengan mitra", "No MoU with the partner is in force any more"),
            "partner-blocked.v1": ("Mitra diblokir", "The partner was blocked"),
            "partner-organisation-merged.v1": ("Kemitraan mengikuti penggabungan", "The partnership follows a merger"),
            "partners-united.v1": ("Dua kemitraan disatukan", "Two partnerships were united"),
            "partner-absorbed.v1": ("Kemitraan menerima kemitraan lain", "The partnership took over another one"),
        },
    ),
    "partners.programme.v1": Topic(
        ("program", "programme"),
        _SCHOOL + "programmes/{id}",
        {
            "programme-proposed.v1": ("Program baru menunggu dukungan", "A new programme awaits endorsement"),
            "programme-revised.v1": ("Program berubah: dukungan diminta lagi", "A programme changed: endorse it again"),
            "programme-endorsed.v1": ("Program mendapat dukungan", "The programme was endorsed"),
            "programme-objected.v1": ("Ada keberatan atas program", "Somebody objects to the programme"),
            "programme-partner-invited.v1": ("Mitra diundang mendukung program", "The partner was invited to endorse"),
            "programme-withdrawn.v1": ("Usulan program ditarik", "The proposal of a programme was withdrawn"),
            "programme-approved.v1": ("Program disetujui kepala sekolah", "The principal approved the programme"),
            "programme-started.v1": ("Program mulai dilaksanakan", "The programme is being carried out"),
            "programme-evaluated.v1": ("Evaluasi program selesai", "The programme was evaluated"),
            "programme-concluded.v1": (
                "Program tuntas bersama MoU terakhirnya",
                "The programme ended with its last MoU",
            ),
            "programme-closed.v1": ("Program ditutup", "The programme was closed"),
        },
    ),
    "partners.plan.v1": Topic(
        ("rencana kemitraan", "partnership plan"),
        _SCHOOL + "plans/{id}",
        {
            "plan-drafted.v1": ("Rancangan rencana kemitraan tersedia", "A partnership plan was drafted"),
            "plan-revised.v1": ("Rencana berubah: dukungan diminta lagi", "The plan changed: endorse it again"),
            "plan-contributed.v1": ("Ada masukan untuk rencana", "Somebody contributed to the plan"),
            "plan-endorsed.v1": ("Rencana mendapat dukungan", "The plan was endorsed"),
            "plan-objected.v1": ("Ada keberatan atas rencana", "Somebody objects to the plan"),
            "plan-partner-invited.v1": (
                "Mitra diundang mendukung rencana",
                "A partner was invited to endorse the plan",
            ),
            "plan-adopted.v1": ("Rencana kemitraan ditetapkan", "The partnership plan was adopted"),
        },
    ),
    "partners.vision.v1": Topic(
        ("visi", "vision"),
        _SCHOOL + "visions/{id}",
        {
            "vision-drafted.v1": ("Rancangan visi tersedia", "A vision was drafted"),
            "vision-revised.v1": ("Visi berubah: dukungan diminta lagi", "The vision changed: endorse it again"),
            "vision-contributed.v1": ("Ada masukan untuk visi", "Somebody contributed to the vision"),
            "vision-endorsed.v1": ("Visi mendapat dukungan", "The vision was endorsed"),
            "vision-objected.v1": ("Ada keberatan atas visi", "Somebody objects to the vision"),
            "vision-partner-invited.v1": (
                "Mitra diundang mendukung visi",
                "A partner was invited to endorse the vision",
            ),
            "vision-adopted.v1": ("Visi ditetapkan", "The vision was adopted"),
        },
    ),
    "partners.line.v1": Topic(
        ("garis koordinasi", "coordination line"),
        _SCHOOL + "line",
        {
            "matter-assigned.v1": ("Suatu urusan dialihkan", "A matter was given to somebody"),
            "matter-returned.v1": ("Suatu urusan kembali ke asalnya", "A matter is with whom it usually is again"),
        },
    ),
    "partners.reflection.v1": Topic(
        ("refleksi", "reflection"),
        _SCHOOL + "reflections/{id}",
        {
            "reflection-written.v1": ("Refleksi kepala sekolah ditulis", "The principal wrote a reflection"),
            "reflection-revised.v1": ("Refleksi kepala sekolah diubah", "The principal revised a reflection"),
            "reflection-shared.v1": ("Refleksi kepala sekolah dibagikan", "The principal shared a reflection"),
        },
    ),
    "partners.skill.v1": Topic(
        ("keterampilan", "skill"),
        _ALLIANCE + "skills/{id}",
        {
            "skill-registered.v1": ("Keterampilan baru terdaftar", "A skill entered the register"),
            "skill-renamed.v1": ("Keterampilan berganti nama", "A skill has another name"),
            "skill-retired.v1": ("Keterampilan tidak dipakai lagi", "A skill was retired"),
        },
    ),
    "partners.skill-demand.v1": Topic(
        ("kebutuhan keterampilan", "skill demand"),
        _SCHOOL + "skills",
        {
            "skill-demanded.v1": ("Mitra membutuhkan suatu keterampilan", "A partner asks for a skill"),
            "skill-demand-ended.v1": ("Kebutuhan keterampilan berakhir", "A partner no longer asks for a skill"),
        },
    ),
    "partners.skill-teaching.v1": Topic(
        ("keterampilan yang diajarkan", "taught skill"),
        _SCHOOL + "skills",
        {
            "skill-taught.v1": ("Suatu keterampilan mulai diajarkan", "A skill is taught"),
            "skill-teaching-ended.v1": ("Suatu keterampilan tidak diajarkan lagi", "A skill is taught no more"),
        },
    ),
}
