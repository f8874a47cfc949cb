"""Sister schools: what schools do together, teach each other, go to see, and copy from each other (C28–C30).

All of it belongs to the alliance as tenant and names its schools; a school sees what names it.
"""

from services.partners.domain.sister.exchange import EXCHANGE
from services.partners.domain.sister.practice import PRACTICE
from services.partners.domain.sister.programme import SISTER_SCHOOL
from services.partners.domain.sister.training import TRAINING
from services.partners.domain.sister.visit import VISIT

__all__ = ["EXCHANGE", "PRACTICE", "SISTER_SCHOOL", "TRAINING", "VISIT"]
