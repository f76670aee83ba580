// Power cuts and failing disks, below RocksDB: what was not synced is dropped, at a moment after
// each write, and the store is opened from what is left.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <optional>

#include "base/hash.h"
#include "store/conformance/crash_protocol.h"
#include "store/conformance/oracle.h"
#include "store/conformance/unsynced_files.h"
#include "store/store_file.h"

namespace cognate::store::conformance {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Power : public ::testing::TestWithParam<const Backend*> {
 protected:
  StoreSpec spec() const { return {.path = path(), .dimension = RandomDocuments::kDimension}; }
  std::string path() const { return folder_.path("store"); }
  fs::path image() const { return folder_.path("image"); }
  Ground ground() { return {.env = env_.get()}; }

  /// The store as a power cut would leave it now, opened as after one.
  Result<std::unique_ptr<Store>> after_power_cut() {
    fs::remove_all(image());
    fs::create_directories(image());
    files_->write_survivors(path() + "/truth", (image() / "truth").string());
    // Files that are not RocksDB's are synced before they get their names.
    for (const auto& entry : fs::directory_iterator(path())) {
      if (const auto name = entry.path().filename(); name != "truth") {
        fs::copy(entry.path(), image() / name, fs::copy_options::recursive);
      }
    }
    return open_durable_store(*GetParam(), image().string(), {});
  }

  static void apply(Store& store, Oracle& oracle, std::size_t number) {
    const CrashOperation operation = crash_operation(9, 0, number);
    if (operation.upserts.empty()) {
      EXPECT_TRUE(store.erase(operation.erased));
      oracle.erase(operation.erased);
    } else {
      EXPECT_TRUE(store.upsert(operation.upserts));
      oracle.upsert(operation.upserts);
    }
  }

  ScratchFolder folder_;
  std::shared_ptr<UnsyncedFiles> files_ = std::make_shared<UnsyncedFiles>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(files_);
};

TEST_P(Power, WhatWasAcknowledgedSurvivesTheLossOfAllThatWasNotSynced) {
  auto store = create_durable_store(*GetParam(), spec(), {}, ground());
  ASSERT_TRUE(store) << store.error().message;
  Oracle oracle(Metric::cosine);
  for (std::size_t number = 0; number < 40; ++number) {
    SCOPED_TRACE(number);
    apply(**store, oracle, number);
    if (number % 10 == 9) {
      ASSERT_TRUE((*store)->maintain(number % 20 == 9 ? Chore::flush : Chore::compact));
    }
    auto left = after_power_cut();
    ASSERT_TRUE(left) << left.error().message;
    expect_same(scan_all(**left, {.with = {.vector = true}}), oracle.scan({}, {.vector = true}));
    const Status whole = (*left)->maintain(Chore::verify);
    ASSERT_TRUE(whole) << whole.error().message;
    ASSERT_FALSE(HasFailure());
  }
}

TEST_P(Power, ARelaxedStoreMayLoseItsLastWritesButNothingBefore) {
  auto store = create_durable_store(*GetParam(), spec(), {.relaxed = true}, ground());
  ASSERT_TRUE(store) << store.error().message;
  Oracle oracle(Metric::cosine);
  std::vector<std::vector<Document>> states = {{}};
  for (std::size_t number = 0; number < 20; ++number) {
    apply(**store, oracle, number);
    states.push_back(oracle.scan({}, {}));
  }
  auto left = after_power_cut();
  ASSERT_TRUE(left) << left.error().message;
  const auto ids = [](const std::vector<Document>& documents) {
    std::vector<std::string> result;
    std::ranges::transform(documents, std::back_inserter(result), &Document::id);
    return result;
  };
  const auto there = ids(scan_all(**left, {}));
  EXPECT_TRUE(std::ranges::any_of(states, [&](const auto& state) { return ids(state) == there; }))
      << "what is left is none of the states that there were";
}

TEST_P(Power, AFullOrFailingDiskClosesTheStoreForWritesButNotForReads) {
  using Fault = UnsyncedFiles::Fault;
  for (const Fault fault : {Fault::full, Fault::failing_sync}) {
    fs::remove_all(path());
    Oracle oracle(Metric::cosine);
    {
      auto store = create_durable_store(*GetParam(), spec(), {}, ground());
      ASSERT_TRUE(store) << store.error().message;
      for (std::size_t number = 0; number < 10; ++number) {
        apply(**store, oracle, number);
      }
      files_->set_fault(fault);
      const std::vector<Document> more = RandomDocuments(1).documents(3);
      const auto failed = (*store)->upsert(more);
      ASSERT_FALSE(failed);
      EXPECT_EQ(failed.error().code, Code::io);
      EXPECT_THAT(failed.error().message,
                  HasSubstr(fault == Fault::full ? "disk is full" : "fsync"));
      files_->set_fault(Fault::none);
      const auto refused = (*store)->upsert(more);
      ASSERT_FALSE(refused) << "after a failed write nobody knows what the disk holds";
      EXPECT_EQ(refused.error().code, Code::unavailable);
      EXPECT_THAT(refused.error().message, HasSubstr("open the store again"));
      expect_same(scan_all(**store, {}), oracle.scan({}, {}));
    }
    auto again = open_durable_store(*GetParam(), path(), {}, ground());
    ASSERT_TRUE(again) << again.error().message;
    for (const Document& document : oracle.scan({}, {})) {
      EXPECT_EQ((*again)->get({&document.id, 1}, {})->size(), 1) << document.id;
    }
    EXPECT_TRUE((*again)->upsert(RandomDocuments(1).documents(3)));
    again->reset();
  }
}

TEST_P(Power, AStoreOfALaterVersionIsNotTakenForDamage) {
  { ASSERT_TRUE(create_durable_store(*GetParam(), spec(), {})); }
  std::string text = store_json({.provider = GetParam()->name, .spec = spec()});
  text.replace(text.find("\"format\": 1"), 11, "\"format\": 2");
  const std::size_t seal = text.find("  \"checksum\"");
  text = text.substr(0, seal) +
         fmt::format("  \"checksum\": \"{:016x}\"\n}}\n", hash64(text.substr(0, seal)));
  std::ofstream(path() + "/store.json") << text;
  const auto store = open_durable_store(*GetParam(), path(), {});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, Code::unsupported);
  EXPECT_THAT(store.error().message, HasSubstr("later version (format 2)"));
}

INSTANTIATE_TEST_SUITE_P(Stores, Power, ::testing::ValuesIn(all_backends()),
                         [](const auto& one) { return std::string(one.param->name); });

}  // namespace
}  // namespace cognate::store::conformance
