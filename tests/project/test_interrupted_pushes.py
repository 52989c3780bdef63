"""A short run of the simulation of interrupted pushes; `make torture` runs 100 trials."""

import runpy
from pathlib import Path

import pytest

from annotation.codebook.codebook import Codebook
from annotation.labelstudio.client import Studio

SIMULATION = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "interrupted_pushes.py"))


@pytest.mark.studio
@pytest.mark.parametrize("seed", [10000, 10002])
def test_nothing_is_lost_doubled_or_claimed_after_interrupted_pushes(
    studio: Studio, studio_data: Path, codebook: Codebook, tmp_path: Path, seed: int
) -> None:
    place = SIMULATION["Place"](studio_data, studio, codebook)
    _, faults = SIMULATION["run_trial"](seed, place, tmp_path / "study", restart=None)
    assert not faults.any, faults
