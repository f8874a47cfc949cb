"""Teacher development: internships in industry and what comes back from them (C21–C24)."""
