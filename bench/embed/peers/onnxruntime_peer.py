"""ONNX Runtime: float32, and int8 as its dynamic quantizer makes it (weights a scale a channel,
activations a scale a tensor), both in the two forms of the attention that ort_graph.py knows."""

import numpy as np
import onnxruntime
from common import Batcher, open_tokenizer, padded

VERSION = onnxruntime.__version__
VARIANTS = {"f32": ["f32-packed", "f32-split"], "int8": ["int8-packed", "int8-split"]}
BATCHES = (4, 8, 16, 32)
FORMS = ("packed", "split")


def prepare(model, folder):
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from ort_graph import graph_of

    for form in FORMS:
        exact = folder / f"f32-{form}.onnx"
        onnx.save(graph_of(model, form), exact)
        quantize_dynamic(str(exact), str(folder / f"int8-{form}.onnx"), per_channel=True,
                         weight_type=QuantType.QInt8,
                         extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT})


def open_worker(folder, variant, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / f"{variant}.onnx"), options,
                                           providers=["CPUExecutionProvider"])

    def run(members):
        tokens, mask = (array.astype(np.int32) for array in padded(members))
        return session.run(None, {"ids": tokens, "types": np.zeros_like(tokens), "mask": mask})[0]

    return run


def open_encoder(model, folder, variant, workers, threads):
    opened = [open_worker(folder, variant, threads) for _ in range(workers)]
    return Batcher(open_tokenizer(model), opened).encode
