"""What `jembatan doctor` looks at: each check says what it found and how to mend what is wrong."""

from jembatan.checks.examination import examine
from jembatan.checks.finding import Finding

__all__ = ["Finding", "examine"]
