"""OpenVINO: float32, bf16, and int8 by NNCF's static quantization of weights and activations,
calibrated on column-like texts; what is not int8 runs in float32 or bf16, whichever is faster."""

import numpy as np
import openvino
from common import Batcher, open_tokenizer, padded

VERSION = openvino.__version__.split("-")[0]
VARIANTS = {"f32": ["f32-f32"], "bf16": ["f32-bf16"], "int8": ["int8-f32", "int8-bf16"]}
BATCHES = (4, 8, 16, 32)
CALIBRATION_TEXTS = 300
WORDS = ("customer order street address city country postal code phone number email amount price "
         "currency product name category supplier invoice payment status employee salary stage "
         "gene sample patient gender diagnosis Berlin Lisbon 2021-04-17 48.13 A-1077 true unknown")


def calibration_texts():
    """Like columns: a name, a colon, values with commas between them."""
    random = np.random.default_rng(1)
    for _ in range(CALIBRATION_TEXTS):
        name, *values = random.choice(WORDS.split(), random.integers(4, 37))
        yield f"{name}: " + "".join(v + random.choice([" ", ", "], p=[0.75, 0.25]) for v in values)


def feed(members):
    tokens, mask = padded(members)
    return [tokens, mask, np.zeros_like(tokens)]


def prepare(model, folder):
    import nncf
    import torch
    from transformers import AutoModel

    names = ("input_ids", "attention_mask", "token_type_ids")
    example = {name: torch.ones(2, 8, dtype=torch.long) for name in names}
    graph = openvino.convert_model(AutoModel.from_pretrained(model).eval(), example_input=example)
    openvino.save_model(graph, folder / "f32.xml", compress_to_fp16=False)
    tokenizer = open_tokenizer(model)
    texts = [[tokenizer.encode(text).ids] for text in calibration_texts()]
    quantized = nncf.quantize(graph, nncf.Dataset(texts, feed), subset_size=len(texts),
                              model_type=nncf.ModelType.TRANSFORMER)
    openvino.save_model(quantized, folder / "int8.xml", compress_to_fp16=False)


def open_encoder(model, folder, variant, workers, threads):
    stored, rest = variant.split("-")
    settings = {"INFERENCE_NUM_THREADS": workers * threads, "NUM_STREAMS": workers,
                "INFERENCE_PRECISION_HINT": rest}
    compiled = openvino.Core().compile_model(str(folder / f"{stored}.xml"), "CPU", settings)

    def open_worker():
        request = compiled.create_infer_request()

        def run(members):
            request.infer(feed(members), share_inputs=True)
            return request.get_output_tensor(0).data

        return run

    return Batcher(open_tokenizer(model), [open_worker() for _ in range(workers)]).encode
