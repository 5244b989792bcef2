"""Completion for `%vanguard`: its commands, and the names of the saved questions."""

from __future__ import annotations

from typing import Any

_HOOK = "complete_command"


def add(shell: Any, magic: str) -> None:
    """Complete what is typed after a magic."""
    remove(shell, magic)
    shell.set_hook(_HOOK, _complete, str_key=magic)


def remove(shell: Any, magic: str) -> None:
    """Complete nothing after a magic any more."""
    hooks = shell.strdispatchers.get(_HOOK)
    if hooks is not None:
        hooks.strs.pop(magic, None)


def list_words(line: str) -> list[str]:
    """Return what may come next on a line that is being typed, the magic itself in it."""
    words = line.split()[1:]
    if not line.endswith((" ", "\t")):
        words = words[:-1]
    if not words:
        from vanguard_graph.cli import SUMMARIES

        return list(SUMMARIES)
    if words == ["ask"]:
        from vanguard_graph.questions import list_questions

        return [one.name for one in list_questions()]
    if words[0] == "ask" and words[-1] in ("-p", "--param"):
        return _list_parameters(words[1])
    return []


def _list_parameters(name: str) -> list[str]:
    from vanguard_graph.errors import NotFoundError
    from vanguard_graph.questions import find_question

    try:
        return [f"{one.name}=" for one in find_question(name).parameters]
    except NotFoundError:
        return []


def _complete(_: Any, event: Any) -> list[str]:
    """Answer the shell, which gives the line up to the cursor and the word before it."""
    typed = event.text_until_cursor
    return [word for word in list_words(typed) if word.startswith(event.symbol)]
