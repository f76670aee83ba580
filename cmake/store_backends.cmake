# Back ends of the vector store. One is a folder of src/store/backends, a static library and one
# exported constant, `const Backend k<Name>Backend` in namespace cognate::store. No source asks
# whether one was built: src/store/backend_list.cpp.in is filled in from what was.
#
#   cognate_store_backend(faiss SOURCES a.cpp b.cpp [LINKS faiss] [TESTS a_test.cpp]
#     [NEEDS faiss OpenMP]             packages for find_package
#     [FILES third_party/x/x.h]        that must be there, from the root of the project
#     [HOW "Debian's libfaiss-dev"])   where both come from, in words
#
# The option STORE_<NAME> says ON (a missing need is an error), OFF, or AUTO (built where its needs
# are there).
set_property(GLOBAL PROPERTY STORE_BACKENDS "")
set_property(GLOBAL PROPERTY STORE_ABSENT "")

# What of NEEDS and FILES is missing, as a list of words.
function(cognate_store_missing out needs files)
  set(missing "")
  foreach(need IN LISTS needs)
    find_package(${need} QUIET GLOBAL)
    if(NOT ${need}_FOUND)
      list(APPEND missing ${need})
    endif()
  endforeach()
  foreach(file IN LISTS files)
    if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${file})
      list(APPEND missing ${file})
    endif()
  endforeach()
  set(${out} "${missing}" PARENT_SCOPE)
endfunction()

function(cognate_store_backend name)
  cmake_parse_arguments(ARG "" "HOW" "SOURCES;LINKS;NEEDS;FILES;TESTS" ${ARGN})
  string(TOUPPER ${name} upper)
  set(STORE_${upper} AUTO CACHE STRING "Vector store '${name}': ON, OFF, or AUTO")
  set(with ${STORE_${upper}})
  set(missing "")
  if(with)  # AUTO counts as true
    cognate_store_missing(missing "${ARG_NEEDS}" "${ARG_FILES}")
  endif()
  if(missing AND NOT with STREQUAL "AUTO")
    message(FATAL_ERROR "STORE_${upper} is ON, but these are not there: ${missing}. Needs ${ARG_HOW}")
  endif()
  if(NOT with OR missing)
    message(STATUS "Vector store ${name}: OFF")
    set_property(GLOBAL APPEND PROPERTY STORE_ABSENT "${name}:${upper}:${ARG_HOW}")
    return()
  endif()
  message(STATUS "Vector store ${name}: ON")
  set_property(GLOBAL APPEND PROPERTY STORE_BACKENDS ${name})
  cognate_store_part(${name} SOURCES ${ARG_SOURCES} USES base simd core quant LINKS ${ARG_LINKS} TESTS ${ARG_TESTS})
  target_link_libraries(cognate_store_${name} PUBLIC cognate_store_common)
endfunction()

# cognate_store_part(truth SOURCES a.cpp USES base core [LINKS x] [TESTS a_test.cpp]): the static
# library cognate_store_<name>, and its test program.
function(cognate_store_part name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINKS;TESTS" ${ARGN})
  cognate_part(store_${name} store SOURCES ${ARG_SOURCES} USES ${ARG_USES} LINKS ${ARG_LINKS})
  if(ARG_TESTS)
    cognate_test(store_${name} ${ARG_TESTS} LINKS ${ARG_LINKS})
  endif()
endfunction()

# Writes backend_list.cpp; to be called after all back ends.
function(cognate_store_list out)
  get_property(built GLOBAL PROPERTY STORE_BACKENDS)
  get_property(absent GLOBAL PROPERTY STORE_ABSENT)
  set(STORE_DECLARATIONS "")
  set(STORE_ROWS "")
  set(STORE_ABSENT_ROWS "")
  foreach(name IN LISTS built)
    string(SUBSTRING ${name} 0 1 first)
    string(SUBSTRING ${name} 1 -1 rest)
    string(TOUPPER ${first} first)
    string(APPEND STORE_DECLARATIONS "extern const Backend k${first}${rest}Backend;\n")
    string(APPEND STORE_ROWS "    &k${first}${rest}Backend,\n")
  endforeach()
  foreach(row IN LISTS absent)
    string(REGEX MATCH "^([^:]*):([^:]*):(.*)$" found "${row}")
    string(APPEND STORE_ABSENT_ROWS
      "    {\"${CMAKE_MATCH_1}\", \"-DSTORE_${CMAKE_MATCH_2}=ON\", \"${CMAKE_MATCH_3}\"},\n")
  endforeach()
  configure_file(${CMAKE_CURRENT_SOURCE_DIR}/backend_list.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/backend_list.cpp @ONLY)
  set(${out} ${CMAKE_CURRENT_BINARY_DIR}/backend_list.cpp PARENT_SCOPE)
endfunction()
