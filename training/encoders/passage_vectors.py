"""An encoder as a model needs it: the very one that was trained with, and its vectors by topic."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from annotation.errors import ConfigError, ModelError, NewsstanceError
from training.encoders.encoder import Encoder, open_encoder
from training.encoders.pooling import Vectors32
from training.masking.passages import Passage


class PassageVectors(NamedTuple):
    """Which encoder turns passages into vectors, and which vectors.

    The encoder's digest is stored with a model, and where it stood (in the user's home: `~` and the way from there), so
    that it is found again on this machine; never its weights. NEWSSTANCE_ENCODER names it where it stands elsewhere.
    """

    setting: str
    digest: str  # empty: any
    about_target: bool
    topics: tuple[str, ...]
    trusted: bool = True  # whether who made the model may say which folder is opened: an encoder's graph is run

    def open(self) -> Encoder:
        """Open the encoder, if it is the one; one that isn't where the model says is looked for where the user says."""
        elsewhere = os.environ.get("NEWSSTANCE_ENCODER") if self.digest else None  # who trains has named it
        try:
            return open_encoder(self.setting, self.digest, installed=not self.trusted)
        except (ConfigError, ModelError) as error:
            if not elsewhere:
                raise self._masked(error) from error
        return open_encoder(elsewhere, self.digest)

    def _masked(self, error: NewsstanceError) -> NewsstanceError:
        if not self.digest or isinstance(error, ModelError):
            return error
        return ConfigError(f"{error}; NEWSSTANCE_ENCODER names the model's encoder where it stands elsewhere")

    def vectors(self, passages: Sequence[Passage]) -> Vectors32:
        """Give each passage's vectors: the encoder's, then each topic's own columns."""
        encoder = self.open()
        found = encoder.vectors(passages, about_target=self.about_target)
        return self._by_topic(passages, found, encoder) if self.topics else found

    def _by_topic(self, passages: Sequence[Passage], found: Vectors32, encoder: Encoder) -> Vectors32:
        """Add each topic's own columns: that it is the topic, and the sentence's vector under it."""
        sentence = found[:, : encoder.bands * encoder.dimensions].reshape(len(found), encoder.bands, -1).mean(axis=1)
        of = np.array([one.target_name for one in passages], dtype=object)
        marks = [(of == topic).astype(np.float32)[:, None] for topic in self.topics]
        return np.hstack([found, *marks, *(mark * sentence for mark in marks)])
