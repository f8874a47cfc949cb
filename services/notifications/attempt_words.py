"""What the record of an attempt says, in Indonesian. Records are kept in English; older ones may say other things."""

import re
from typing import Final

_SAID: Final[tuple[tuple[str, str], ...]] = (
    # why another attempt follows, or none
    (r"answered 2xx", "dijawab 2xx"),
    (r"410 Gone: the endpoint is disabled", "410 Gone: endpoint dinonaktifkan"),
    (r"the address was refused: the endpoint is disabled", "alamat ditolak: endpoint dinonaktifkan"),
    (r"the payload is no longer kept", "isinya sudah tidak disimpan"),
    (r"the mail server refused what was written", "server surat menolak isi surat"),
    (r"the member may not hear this any more", "anggota tidak lagi boleh mendengar ini"),
    (r"([a-z-]+): not the receiver's fault, and not counted", "{}: bukan kesalahan penerima, dan tidak dihitung"),
    (r"all (\d+) attempts are used up", "semua {} percobaan sudah terpakai"),
    (r"Retry-After (\d+) s", "Retry-After {} detik"),
    (r"step (\d+) of (\d+): ([\d.]+) s", "langkah {} dari {}: {} detik"),
    (r"sent again with the same webhook-id", "dikirim lagi dengan webhook-id yang sama"),
    # what went wrong
    (r"answered (\d+)", "dijawab {}"),
    (r"no complete answer within the deadline: (.+)", "tidak ada jawaban lengkap dalam batas waktu: {}"),
    (r"the host's name does not resolve: (.+)", "nama host tidak ditemukan: {}"),
    (r"TLS failed: (.+)", "TLS gagal: {}"),
    (r"could not connect: (.+)", "tidak dapat tersambung: {}"),
    (r"the connection was closed before an answer: (.+)", "sambungan ditutup sebelum ada jawaban: {}"),
    (r"not a proper HTTP answer: (.+)", "bukan jawaban HTTP yang benar: {}"),
    (r"our own fault: (.+)", "kesalahan di pihak kami: {}"),
    (r"nobody can be reached; (.+)", "tidak satu pun penerima dapat dihubungi; {}"),
    (
        r"no name server answers for this name, and for others one does",
        "tidak ada server nama yang menjawab untuk nama ini, sedangkan untuk nama lain ada",
    ),
    (r"no secret of the endpoint can be opened", "tidak ada rahasia endpoint yang dapat dibuka"),
    (
        r"a signing key or the headers of the endpoint cannot be opened",
        "kunci penanda tangan atau header endpoint tidak dapat dibuka",
    ),
    (
        r"the worker ended after it had recorded this attempt",
        "proses kami berakhir setelah mencatat percobaan ini",
    ),
    # which rule an address met
    (
        r"(\S+) resolves to an address that must not be called: (.+)",
        "{} mengarah ke alamat yang tidak boleh dipanggil: {}",
    ),
    (r"the address dialled must not be called: (.+)", "alamat yang dihubungi tidak boleh dipanggil: {}"),
    (r"not an IP address", "bukan alamat IP"),
    (r"scoped to an interface", "terikat pada satu antarmuka jaringan"),
    (r"a tunnel to an IPv4 address", "terowongan ke alamat IPv4"),
    (r"not in (\S+/\d+)", "di luar {}"),
    (r"in (\S+/\d+)", "di dalam {}"),
)
"""Pattern of the whole English sentence → Indonesian, with its groups."""


def in_indonesian(text: str) -> str | None:
    """None where there are no words for it: then it is shown as it is."""
    for pattern, words in _SAID:
        if found := re.fullmatch(pattern, text):
            return words.format(*(in_indonesian(part) or part for part in found.groups()))
    return None
