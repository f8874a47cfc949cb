"""How log lines are written."""

import subprocess
import sys

WRITES = (
    "from shared.telemetry import configure_logging; import structlog; "
    "configure_logging('info', 'console'); structlog.get_logger('x').warning('told', name='listener')"
)


def test_what_is_no_terminal_gets_no_colours():
    written = subprocess.run([sys.executable, "-c", WRITES], capture_output=True, text=True, check=True).stderr

    assert "told" in written
    assert "name=listener" in written
    assert "\x1b" not in written
