"""Read models over everything that happened: figures of a school and of an alliance, with evidence (C42, C43)."""
