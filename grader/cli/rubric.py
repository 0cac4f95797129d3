"""``grader rubric``: what an author of a rubric needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from grader.cli.console import MISSED, WRONG, write
from grader.cli.group import SETTINGS, CommandGroup
from grader.cli.roles import HELP as ROLES
from grader.cli.roles import parse_roles

if TYPE_CHECKING:
    from grader.schema.document import Role

COMMANDS = {
    "show": ("grader.cli.rubric:show", "Print a rubric for people to read."),
    "lint": ("grader.cli.rubric:lint", "Check rubric files, and say every problem at once."),
    "test": ("grader.cli.rubric:test", "Run the examples that a rubric brings."),
    "explain": ("grader.cli.rubric:explain", "Say which words of a text gave which level."),
    "new": ("grader.cli.rubric:new", "Print a rubric to start from."),
    "schema": ("grader.cli.rubric:schema", "Print the JSON Schema of rubric files, for editors."),
}
_OUT = click.option("--out", type=click.Path(path_type=Path), help="Write here, not to stdout.")


@click.command("rubric", cls=CommandGroup, commands_at=COMMANDS, context_settings=SETTINGS)
@click.pass_context
def rubric(ctx: click.Context) -> None:
    """Work on rubrics: they are YAML files, and need no code.

    \b
    Examples:
      grader rubric new my-team --out my-team.yaml
      grader rubric lint my-team.yaml && grader rubric test my-team.yaml
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@click.command(context_settings=SETTINGS)
@click.argument("rubric", metavar="[FILE|NAME]", required=False)
def show(rubric: str | None) -> None:
    """Print a rubric, grader's own unless another is named: dimensions, criteria, levels and what they are worth.

    \b
    Example:
      grader rubric show my-team.yaml
    """
    from grader.cli.rubrics import rubric_named
    from grader.rubric.show import describe

    write(describe(rubric_named(rubric)))


@click.command(context_settings=SETTINGS)
@click.argument("rubrics", metavar="FILE|NAME...", nargs=-1, required=True)
def lint(rubrics: tuple[str, ...]) -> int:
    """Check rubrics, and print every problem as file:line:column: message. Exits with 2 if there is any.

    \b
    Example:
      grader rubric lint my-team.yaml
    """
    from grader.cli.rubrics import lint_named

    problems = [problem for name in rubrics for problem in lint_named(name)]
    write("".join(f"{_shown(line)}\n" for line in problems or ["no problems"]))
    return WRONG if problems else 0


@click.command(context_settings=SETTINGS)
@click.argument("rubric", metavar="[FILE|NAME]", required=False)
def test(rubric: str | None) -> int:
    """Run a rubric's own examples by its patterns, and print those that get another level. Exits with 1 if any does.

    \b
    Example:
      grader rubric test my-team.yaml
    """
    from grader.checking.examples import run_examples
    from grader.cli.rubrics import rubric_named
    from grader.made_of import matchers_of

    chosen = rubric_named(rubric)
    outcomes = run_examples(chosen, matchers_of(chosen))
    failed = [o for o in outcomes if not o.ok]
    for o in failed:
        write(f"{o.criterion}: expected {o.expected}, got {o.got}: {_shown(o.text)}\n")
    write(f"{len(outcomes) - len(failed)} of {len(outcomes)} examples pass\n")
    return MISSED if failed else 0


@click.command(context_settings=SETTINGS)
@click.argument("rubric", metavar="FILE|NAME")
@click.argument("file", metavar="SUBMISSION")
@click.option("--criterion", metavar="ID", help="This criterion alone.")
@click.option("--candidate", metavar="NAME", help="The speaker whose words count.")
@click.option("--roles", metavar="PAIRS|FILE", callback=parse_roles, help=ROLES)
@click.option("--kind", type=click.Choice(["transcript", "design"]), help="What the submission is.")
@click.option("--input-format", metavar="NAME", help="Read the submission as this.")
@click.option("--segmenter", metavar="NAME", help="Find the steps by the segmenter of a plug-in.")
@click.option("--model", type=click.Path(path_type=Path), metavar="DIR", help="A folder that 'grader train' wrote.")
def explain(
    rubric: str,
    file: str,
    criterion: str | None,
    candidate: str | None,
    roles: dict[str, Role] | None,
    kind: Literal["transcript", "design"] | None,
    input_format: str | None,
    segmenter: str | None,
    model: Path | None,
) -> None:
    """Say for each criterion which words of SUBMISSION gave which level, and why the next was missed.

    The options that 'grader score' was given for a submission make it be read here in the same way.

    \b
    Example:
      grader rubric explain four-step design.md --criterion scale
    """
    from grader.cli.explaining import Chosen, explained

    submission = Chosen(file, candidate, kind, input_format, roles)
    write(explained(rubric, submission, criterion, model, segmenter))


@click.command(context_settings=SETTINGS)
@click.argument("id_", metavar="ID")
@_OUT
def new(id_: str, out: Path | None) -> None:
    """Print a small rubric, with a comment on every part, to make one's own from.

    \b
    Example:
      grader rubric new my-team --out my-team.yaml
    """
    from grader.errors import UsageError
    from grader.rubric.new import starter

    text = starter(id_)
    if out is not None and out.exists():
        raise UsageError(f"{out}: is there already; choose another name, or remove it first")
    _put(text, out)


@click.command(context_settings=SETTINGS)
@_OUT
def schema(out: Path | None) -> None:
    """Print the JSON Schema of rubric files; an editor that knows it completes keys and underlines mistakes.

    \b
    Example:
      grader rubric schema --out rubric.schema.json
    """
    from grader.rubric.schema import schema_text

    _put(schema_text(), out)


def _put(text: str, out: Path | None) -> None:
    if out is None:
        write(text)
        return
    from grader.reporters.write import write_whole

    write_whole(out, text.encode())


def _shown(line: str) -> str:
    from grader.reporters.wording import one_line

    return one_line(line)
