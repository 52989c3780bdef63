"""Types of the arrays that statistics are computed on; each function's docstring says the shape it takes and gives."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
