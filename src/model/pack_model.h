#pragma once
// From a checkpoint to a packed model: tensors by name out of the mapped file, projections packed
// for the kernels by all threads. An integer precision is calibrated first (model/calibration.h).

#include "base/thread_pool.h"
#include "cognate/result.h"
#include "model/config.h"
#include "model/packed_image.h"
#include "model/safetensors.h"
#include "simd/kernels.h"
#include "text/tokenizer.h"

namespace cognate::model {

/// All that is packed into one file.
struct Checkpoint {
  const SafeTensors& tensors;
  const ModelConfig& config;
  const text::Tokenizer& tokenizer;
};

/// Takes the tensors by their names with or without "bert." before them. `source` is the hash that
/// the file is to carry. Errors, naming the tensor: corrupt (missing, of another shape, NaN or
/// infinite numbers in it), unsupported (a type other than F32, F16 and BF16).
Result<PackedImage> pack_model(const Checkpoint& checkpoint, const simd::Precision& precision,
                               const Hash128& source, ThreadPool& pool);

/// Whether pack_model calibrates for this precision: some seconds, and half a gigabyte of memory
/// for a small model.
bool needs_calibration(const simd::Precision& precision) noexcept;

/// Marks how kernels of this precision pack: changes when they do.
std::uint64_t layout_mark(const simd::Precision& precision);

}  // namespace cognate::model
