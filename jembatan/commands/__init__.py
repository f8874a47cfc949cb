"""The commands: each file is one, thin, and imports what it needs when it runs, so that the line answers fast."""
