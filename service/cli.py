"""The command line: files or standard input to the same bytes as the API, a bulk job, a server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from schemas.problem import Problem
from schemas.records import LAYERS, Article, Layer, Options
from service import __version__
from service.config import multiply_in_one_thread
from service.errors import StandfirstError

EXTENSIONS = {".html": "html", ".htm": "html", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json"}


class Group(click.Group):
    """A group whose commands end with a message, not a trace, when the service itself has trouble."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except StandfirstError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="standfirst")
def main() -> None:
    """Structure news articles: entities, quotes, figures and stances, each traceable to exact characters.

    \b
    Examples:
      standfirst structure story.txt
      standfirst serve
      standfirst bulk articles.jsonl structures.jsonl
    """
    multiply_in_one_thread()


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", "text", "html", "json", "jsonl"]),
    default="auto",
    show_default=True,
    help="What the input is; auto goes by the file's ending, and takes anything else as text.",
)
@click.option(
    "--layer",
    "layers",
    type=click.Choice(LAYERS),
    multiple=True,
    help="Only this layer; may be given again. Default: all.",
)
@click.option(
    "--offsets",
    type=click.Choice(["code_point", "utf16"]),
    default="code_point",
    show_default=True,
    help="Unit of all offsets.",
)
@click.option("--explain", is_flag=True, help="Tell in each quote which rule found it.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out quotes, figures and stances below this.",
)
@click.option(
    "--output",
    type=click.Choice(["auto", "json", "table"]),
    default="auto",
    show_default=True,
    help="JSON, one answer a line, or tables; auto: tables on a terminal.",
)
def structure(files: tuple[Path, ...], form: str, layers: tuple[Layer, ...], output: str, **given: Any) -> None:
    """Structure FILES, or standard input, and print one JSON answer a line; on a terminal, tables.

    An article that cannot be answered is told on standard error as a problem, the others are answered all the
    same, and the exit status is 1.

    \b
    Examples:
      standfirst structure examples/strait-ceasefire.txt
      curl -s https://example.org/story.html | standfirst structure --format html
      standfirst structure --layer quotes articles.jsonl > quotes.jsonl
      standfirst structure --output json story.txt
    """
    from dataclasses import replace

    from service.answers import or_problem
    from service.app import build_answerer, configure_logging
    from service.config import read_settings

    settings = read_settings()
    configure_logging(settings.log_level)
    answerer = build_answerer(settings)
    options = Options(**given)
    tables = output == "table" or (output == "auto" and sys.stdout.isatty())
    failed = False
    for name, read in articles(files or (Path("-"),), form, settings.max_characters):

        def answered(read: Callable[[], Article] = read) -> bytes | Problem:
            article = read()
            chosen = replace(article, layers=tuple(x for x in LAYERS if x in layers)) if layers else article
            found = answerer.answer(chosen, options)
            return Problem.decode(found.body) if found.problem else found.body

        result = or_problem(answered)
        if isinstance(result, Problem):
            failed = True
            click.echo(f"{name}: {result.encode().decode()}", err=True)
        else:
            print_answer(name, result, tables=tables)
    if failed:
        raise SystemExit(1)


def print_answer(name: str, answer: bytes, *, tables: bool) -> None:
    """Print an answer: as tables, or a line of JSON."""
    if tables:
        from rich.console import Console

        from service.tables import print_tables

        print_tables(name, answer, Console())
        return
    sys.stdout.buffer.write(answer + b"\n")
    sys.stdout.buffer.flush()


def articles(files: tuple[Path, ...], form: str, limit: int) -> Iterator[tuple[str, Callable[[], Article]]]:
    """A name and a reader for each article in the files, in order."""
    from schemas.request import parse_json, read_article, read_plain
    from service.pages import read_page

    def from_json(line: bytes) -> Callable[[], Article]:
        return lambda: read_article(parse_json(line), max_characters=limit)

    for path in files:
        body = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        kind = EXTENSIONS.get(path.suffix.lower(), "text") if form == "auto" else form
        if kind == "jsonl":
            lines = ((n, line) for n, line in enumerate(body.splitlines(), 1) if line.strip())
            yield from ((f"{path}:{n}", from_json(line)) for n, line in lines)
        elif kind == "json":
            yield str(path), from_json(body)
        elif kind == "html":
            yield str(path), lambda body=body: read_page(body, max_characters=limit)  # type: ignore[misc]
        else:
            yield str(path), lambda body=body: read_plain(body, None, max_characters=limit)  # type: ignore[misc]


@main.command()
@click.option("--host", help="Address to listen on. Default: STANDFIRST_HOST or 127.0.0.1.")
@click.option("--port", type=int, help="Port to listen on. Default: STANDFIRST_PORT or 8000.")
@click.option("--workers", type=int, help="Worker processes. Default: STANDFIRST_WORKERS or one a core.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the API until interrupted, with gunicorn.

    With no STANDFIRST_REDIS_URL set, an embedded Redis server is started for the workers and ended with them.

    \b
    Examples:
      standfirst serve
      STANDFIRST_REDIS_URL=redis://cache:6379/0 standfirst serve --host 0.0.0.0 --port 80
    """
    from dataclasses import replace

    from service.config import read_settings
    from service.shared_metrics import shared_metrics

    given = {"host": host, "port": port, "workers": workers}
    settings = replace(read_settings(), **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    with shared_metrics():
        from service.server import serve as run

        run(settings)


@main.command()
def key() -> None:
    """Make an API key: the key for the client, and its digest for STANDFIRST_API_KEYS.

    \b
    Example:
      standfirst key
      STANDFIRST_API_KEYS=<digest>,<another digest> standfirst serve
    """
    from service.web.keys import digest_of, new_key

    made = new_key()
    click.echo(f"key     {made}\ndigest  {digest_of(made)}")


@main.command()
@click.argument("source", metavar="IN", type=click.Path(exists=True, path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes. Default: one a core.")
@click.option("--ordered/--unordered", default=True, show_default=True, help="Lines of OUT in the order of IN, or not.")
@click.option("--partition", type=click.IntRange(min=1), help="Make OUT a folder with parts of so many articles.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Processes of this machine, or Dask distributed (pip install standfirst[dask]).",
)
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler. Default: a cluster on this machine.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write what went wrong there, as JSON.")
@click.option("--fresh", is_flag=True, help="Begin anew: overwrite OUT instead of going on where it ends.")
@click.option(
    "--progress/--no-progress", default=None, help="Progress bar. Default: when standard error is a terminal."
)
def bulk(source: Path, target: Path, *, report: Path | None, progress: bool | None, **plan: Any) -> None:
    """Structure every article of IN into OUT, one JSON line each.

    IN is JSON Lines or Parquet with "id" and "text", WARC, an HTML page, a text, or a folder of these; .gz and .zst
    are read too. A line of OUT is {"id": …, "structure": {…}} or {"id": …, "problem": {…}}; other fields of IN are
    ignored. Run the same command again after an interruption of any kind, and it goes on where it ended: nothing is
    lost or doubled.

    \b
    Examples:
      standfirst bulk articles.jsonl structures.jsonl
      standfirst bulk --partition 1000 crawl.warc.gz structures/
      standfirst bulk --engine dask --scheduler tcp://cluster:8786 --partition 500 articles.parquet structures/
    """
    from service.bulk import Plan, run
    from service.config import read_settings

    shown = sys.stderr.isatty() if progress is None else progress
    done = run(source, target, settings=read_settings(), plan=Plan(**plan, progress=shown))
    problems = sum(done.problems.values())
    click.echo(f"{done.structures} structures, {problems} problems, {done.kept} kept from before", err=True)
    for code, found in done.problems.most_common():
        ids = ", ".join(str(identifier) for identifier in done.examples[code])
        click.echo(f"  {found:>6} {code}: {ids}{' …' if found > len(done.examples[code]) else ''}", err=True)
    if report is not None:
        report.write_text(done.encode() + "\n", "utf-8")


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what has SHELL complete commands, options and files of `standfirst` with the Tab key.

    \b
    Examples:
      standfirst completion bash >> ~/.bashrc
      standfirst completion zsh >> ~/.zshrc
      standfirst completion fish > ~/.config/fish/completions/standfirst.fish
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(main, {}, "standfirst", "_STANDFIRST_COMPLETE").source())


if __name__ == "__main__":
    main()
