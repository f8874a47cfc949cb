"""The command line. Each command is in `jembatan/commands/` and imports what it needs when it runs."""

import typer

from jembatan.commands import contracts, doctor, indexes, lag, topics
from jembatan.commands.demo import demo
from jembatan.commands.listen import listen
from jembatan.commands.rebuild import rebuild
from jembatan.commands.redrive import redrive
from jembatan.commands.replay_erasures import replay_erasures
from jembatan.commands.republish import republish
from jembatan.commands.reseal import reseal
from jembatan.commands.serve import serve
from jembatan.commands.token import token
from jembatan.commands.trigger import trigger
from jembatan.commands.up import up

app = typer.Typer(
    name="jembatan",
    help="Runs the partnership cycle of vocational schools and industry.",
    epilog="Exit codes: 0 it worked; 1 it did not, or found something wrong; 2 usage; 3 configuration; "
    "4 broker or database do not answer.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
TRY, RUN, REPAIR, RECEIVE, DEVELOP = "Try out", "Run", "Look and repair", "Receive webhooks", "Develop"
app.command(rich_help_panel=TRY)(up)
app.command(rich_help_panel=TRY)(demo)
app.command(rich_help_panel=TRY)(token)
app.command(rich_help_panel=RUN)(serve)
app.add_typer(topics.app, name="topics", rich_help_panel=RUN)
app.add_typer(indexes.app, name="indexes", rich_help_panel=RUN)
app.command(rich_help_panel=REPAIR)(doctor.doctor)
app.command(rich_help_panel=REPAIR)(lag.lag)
app.command(rich_help_panel=REPAIR)(republish)
app.command(rich_help_panel=REPAIR)(redrive)
app.command(rich_help_panel=REPAIR)(rebuild)
app.command(rich_help_panel=REPAIR)(replay_erasures)
app.command(rich_help_panel=REPAIR)(reseal)
app.command(rich_help_panel=RECEIVE)(listen)
app.command(rich_help_panel=RECEIVE)(trigger)
app.add_typer(contracts.app, name="contracts", rich_help_panel=DEVELOP)


def main() -> None:
    """Entry point of the command `jembatan`."""
    app()
