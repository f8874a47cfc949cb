"""What is shown of somebody to talk to: the same columns wherever contacts stand."""

from services.partners.domain.partner import ContactFunction
from shared.http import Column


def contact_columns(within: str = "", function: str = "function") -> tuple[Column, ...]:
    """Of rows whose personal data stand `within` (`data.`), and what the contact is for at `function`."""
    return (
        Column("position", "Jabatan", "Position", f"{within}position"),
        Column("function", "Peran", "Function", function, type=ContactFunction),
        Column("email", "Surel", "E-mail", f"{within}email"),
        Column("phone", "Telepon", "Telephone", f"{within}phone"),
    )
