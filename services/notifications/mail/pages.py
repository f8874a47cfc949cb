"""The pages that links in letters open, in the language of the endpoint."""

from dataclasses import dataclass
from typing import Final, Literal

from starlette.responses import Response

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.values import Language
from services.notifications.mail.letters import FOLDER
from shared.context import Context
from shared.http.pages import Pages

Name = Literal["confirm", "confirmed", "stale", "unsubscribe", "unsubscribed"]


@dataclass(frozen=True, slots=True)
class Words:
    """Of one page; without a button it only tells."""

    title: str
    text: str
    button: str = ""


_PAGES: Final = Pages(FOLDER)
WORDS: Final[dict[Name, dict[Language, Words]]] = {
    "confirm": {
        "id": Words(
            "Konfirmasi alamat", "Tekan tombol untuk menerima pemberitahuan di alamat ini.", "Konfirmasi alamat saya"
        ),
        "en": Words("Confirm your address", "Press the button to be told at this address.", "Confirm my address"),
    },
    "confirmed": {
        "id": Words("Alamat dikonfirmasi", "Pemberitahuan akan dikirim ke alamat ini. Halaman ini boleh ditutup."),
        "en": Words("Address confirmed", "You will be told at this address. You can close this page."),
    },
    "stale": {
        "id": Words(
            "Tautan ini tidak berlaku lagi", "Gunakan tautan di surel terbaru, atau minta surel konfirmasi lagi."
        ),
        "en": Words("This link is out of date", "Use the link in the newest message, or ask for another one."),
    },
    "unsubscribe": {
        "id": Words(
            "Berhenti menerima surel",
            "Tekan tombol agar tidak ada lagi yang dikirim ke alamat ini.",
            "Berhenti sekarang",
        ),
        "en": Words("Stop these messages", "Press the button and nothing more is sent to this address.", "Stop now"),
    },
    "unsubscribed": {
        "id": Words(
            "Tidak ada lagi yang dikirim",
            "Anda dapat mengaktifkannya kembali dengan meminta surel konfirmasi di Jembatan.",
        ),
        "en": Words("Nothing more is sent", "To be told again, ask for a confirmation message in Jembatan."),
    },
}


async def page_of(ctx: Context, endpoint: str, name: Name, status: int = 200) -> Response:
    """`NotFound` when there is no such endpoint."""
    loaded = await ctx.require(ENDPOINT, endpoint)
    language: Language = loaded.state.mail.language if loaded.state.mail else "id"
    words = WORDS[name][language]
    return _PAGES.answer("page.html.jinja", status, form=bool(words.button), words=words, language=language)
