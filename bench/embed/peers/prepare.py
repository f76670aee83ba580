"""Brings the model into the form of each peer, once: about a minute.

    python prepare.py MODEL_FOLDER PREPARED_FOLDER

A folder an engine, made anew when the engine's version or the weights change.
"""

import hashlib
import importlib
import pathlib
import shutil
import sys

ENGINES = ("onnxruntime", "openvino", "ctranslate2")


def main(model, prepared):
    weights = (pathlib.Path(model) / "model.safetensors").read_bytes()
    for engine in ENGINES:
        peer = importlib.import_module(engine + "_peer")
        recipe = pathlib.Path(peer.__file__).read_bytes() + peer.VERSION.encode() + weights
        stamp = hashlib.sha256(recipe).hexdigest()
        folder = pathlib.Path(prepared) / engine
        if (folder / "stamp").is_file() and (folder / "stamp").read_text() == stamp:
            continue
        print(f"the model for {engine} {peer.VERSION}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        peer.prepare(pathlib.Path(model), folder)
        (folder / "stamp").write_text(stamp)


if __name__ == "__main__":
    main(*sys.argv[1:])
