"""A model's labels on sentences that are handed out, to be shown to annotators as pre-labels."""

from collections.abc import Sequence

from annotation.io.progress import progress
from annotation.tables.schema import SENTENCES, Row, check_row
from training.models.model import Model
from training.models.priors import LabelShares
from training.scoring.score import score_rows


def prelabel_rows(
    rows: Sequence[Row], model: Model, *, abstain: bool = True, shares: LabelShares | None = None
) -> list[Row]:
    """Score rows of the table `sentences`, and give them with the columns of a table `scores`.

    Headings are not scored. They are given last, as they are: they show whether the rows are a whole article.
    """
    scored = score_rows(progress(rows, "scoring", len(rows)), model, abstain=abstain, shares=shares)
    headings = [row for row in rows if row.get("kind") == "heading"]
    return [check_row(SENTENCES, row, str(row["sentence"])) for row in scored] + headings
