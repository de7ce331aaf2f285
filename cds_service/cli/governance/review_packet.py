"""``imatinib-cds review-packet``: what a hematologist reviews and signs."""

from pathlib import Path

import click

from cds_service.governance.review_packet.packet import write_packet


@click.command(name="review-packet")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder; it is created.")
def review_packet(out: Path) -> None:
    """Write the packet for the review of this edition: pages to read in a browser, to print and to sign.

    For each criterion: the rule, how it is read, both sides of its boundaries, ten synthetic charts with their cards,
    and a form. Open index.html first.
    """
    if out.exists() and any(out.iterdir()):
        # A packet may be signed: it is never overwritten.
        raise click.UsageError(f"{out} is not empty: a packet is kept as it was reviewed")
    out.mkdir(parents=True, exist_ok=True)
    files = write_packet(out)
    click.echo(f"{len(files)} pages, the first of them {files[0]}")
