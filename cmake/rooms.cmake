# A room is a folder of src/ and one static library, `cognate_<room>`. A room uses only rooms on lower
# floors: that is checked here when configuring and by tools/tidy.py on every #include.
set(COGNATE_FLOORS
  "base=0" "simd=1" "core=1" "text=2" "io=2" "quant=2" "model=3" "store=3" "embed=4" "schema=4"
  "report=5" "engine=6" "server=7" "cli=8")

function(cognate_floor room out)
  foreach(row IN LISTS COGNATE_FLOORS)
    if(row MATCHES "^${room}=([0-9]+)$")
      set(${out} ${CMAKE_MATCH_1} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "room '${room}' stands on no floor; add it to COGNATE_FLOORS in cmake/rooms.cmake")
endfunction()

# cognate_room(text SOURCES a.cpp USES base core [LINKS simdjson::simdjson])
function(cognate_room room)
  cognate_part(${room} ${room} ${ARGN})
endfunction()

# cognate_part(store_truth store SOURCES ...): a library of its own inside a room.
function(cognate_part name room)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINKS" ${ARGN})
  cognate_floor(${room} floor)
  add_library(cognate_${name} STATIC ${ARG_SOURCES})
  target_include_directories(cognate_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  foreach(used IN LISTS ARG_USES)
    cognate_floor(${used} used_floor)
    if(NOT used_floor LESS floor)
      message(FATAL_ERROR "room '${room}' (floor ${floor}) may not use '${used}' (floor ${used_floor})")
    endif()
    target_link_libraries(cognate_${name} PUBLIC cognate_${used})
  endforeach()
  target_link_libraries(cognate_${name} PRIVATE cognate_warnings ${ARG_LINKS})
endfunction()

# cognate_test(text wordpiece_test.cpp ...): one test program a room, beside its sources.
function(cognate_test room)
  if(NOT COGNATE_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  add_executable(${room}_test ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${room}_test PRIVATE cognate_${room} cognate_warnings ${ARG_LINKS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${room}_test PRIVATE COGNATE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${room} COMMAND ${room}_test)
  set_tests_properties(${room} PROPERTIES ENVIRONMENT "COGNATE_SHARED=$ENV{COGNATE_SHARED}")
endfunction()

# cognate_fuzz(text tokenizer tokenizer_fuzz.cpp): the libFuzzer program build/fuzz/bin/fuzz_tokenizer.
function(cognate_fuzz room name source)
  if(NOT COGNATE_FUZZ)
    return()
  endif()
  add_executable(fuzz_${name} ${source})
  target_link_libraries(fuzz_${name} PRIVATE cognate_${room} cognate_warnings)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
endfunction()

# cognate_bench(embed SOURCES bench/embed/main.cpp USES engine): build/release/bin/bench_embed.
function(cognate_bench name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINKS" ${ARGN})
  add_executable(bench_${name} ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND cognate_)
  target_link_libraries(bench_${name} PRIVATE ${ARG_USES} cognate_warnings ${ARG_LINKS})
  target_include_directories(bench_${name} PRIVATE ${PROJECT_SOURCE_DIR}/bench)
  target_compile_definitions(bench_${name} PRIVATE COGNATE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
endfunction()
