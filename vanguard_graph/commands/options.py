"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
_PLACE = "vanguard_graph"


def graph_option(command: Command) -> Command:
    """Add --graph, which names another graph than the bundled one, and what is asked of it.

    The day and the bodies are left for `loading` in the context, not handed to the command: every
    command that loads a graph takes them in the same way.
    """
    command = click.option(
        "--today",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="Show the network on present-day bodies.",
    )(command)
    command = click.option(
        "--as-of",
        metavar="DATE",
        expose_value=False,
        callback=_keep,
        help="Take the graph of this day (YYYY-MM-DD).",
    )(command)
    return click.option(
        "--graph",
        "source",
        metavar="FILE|STORE|FOLDER",
        help="N-Triples or Turtle file, .store folder, or folder of tables; bundled if not given.",
    )(command)


def _keep(context: click.Context, option: click.Parameter, value: Any) -> None:
    context.meta[f"{_PLACE}.{option.name}"] = value


def kept_moment() -> tuple[str | None, bool]:
    """Return the day and whether present-day bodies were asked for, as the options say."""
    meta = click.get_current_context().meta
    return meta.get(f"{_PLACE}.as_of"), bool(meta.get(f"{_PLACE}.today"))


def evidence_option(command: Command) -> Command:
    """Add --evidence and --no-evidence; neither leaves it to the command how much it tells."""
    return click.option(
        "--evidence/--no-evidence",
        default=None,
        help="With what each source printed, and where, or without sources.",
    )(command)


def output_options(*formats: str) -> Callable[[Command], Command]:
    """Add --format and --output to a command that prints data."""
    otherwise = "a table on a terminal, CSV in a pipe"
    if "text" in formats:
        otherwise = f"an explanation; for a list {otherwise}"

    def add(command: Command) -> Command:
        command = click.option(
            "-f",
            "--format",
            "wanted",
            type=click.Choice(formats),
            help=f"By default from the ending of -o, else {otherwise}.",
        )(command)
        return click.option(
            "-o", "--output", metavar="FILE", help="Write to FILE; - is standard output."
        )(command)

    return add


def filter_options(command: Command) -> Command:
    """Add the filters of a network."""
    return member_options(_filter("service", "partnerships that work on this service")(command))


def member_options(command: Command) -> Command:
    """Add the filters of a network but that by service, for a command that asks it otherwise."""
    for name, what in (
        ("region", "organisations of this region"),
        ("role", "memberships in this role"),
        ("type", "organisations of this type"),
        ("care-model", "partnerships of this care model"),
    ):
        command = _filter(name, what)(command)
    return click.option(
        "--supporters", is_flag=True, help="Keep evaluators and other supporters too."
    )(command)


def _filter(name: str, what: str) -> Callable[[Command], Command]:
    return click.option(
        f"--{name}", multiple=True, metavar="NAME", help=f"Keep {what}; may be repeated."
    )


def sampling_options(samples: int | None = None) -> Callable[[Command], Command]:
    """Add the number of random samples and their seed; None leaves the number to the analysis."""
    usual = "" if samples else " If not given 5,000, and fewer of a large network."

    def add(command: Command) -> Command:
        command = click.option(
            "--seed", type=int, default=1, show_default=True, help="Seed of the random draws."
        )(command)
        return click.option(
            "--samples",
            type=click.IntRange(1),
            default=samples,
            show_default=bool(samples),
            help=f"How many random draws to compare with.{usual}",
        )(command)

    return add


def network_options(command: Command) -> Command:
    """Add the choice of a network and the filters of it."""
    command = filter_options(command)
    return click.option(
        "--kind",
        type=click.Choice(("partnerships", "organisations", "vanguards")),
        default="partnerships",
        show_default=True,
        help="The two-mode network, or one of its projections.",
    )(command)
