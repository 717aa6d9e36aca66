# dongtin_embed(TARGET SYMBOL FILE): puts FILE's bytes into TARGET as dongtin::data::SYMBOL, declared in the generated
# header "SYMBOL.embed.h". By the assembler's .incbin, since a compiler takes seconds a megabyte for an array.
function(dongtin_embed target symbol file)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set(asm ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.embed.S)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/embed/${symbol}.embed.h)
  file(CONFIGURE OUTPUT ${asm} @ONLY CONTENT [[
/* Generated from @file@: do not edit. */
    .section .rodata
    .global dongtin_data_@symbol@
    .global dongtin_data_@symbol@_end
    .balign 16
dongtin_data_@symbol@:
    .incbin "@file@"
dongtin_data_@symbol@_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
]])
  file(CONFIGURE OUTPUT ${header} @ONLY CONTENT [[
// Generated from @file@: do not edit.
#pragma once

#include <string_view>

extern "C" const char dongtin_data_@symbol@[];
extern "C" const char dongtin_data_@symbol@_end[];

namespace dongtin::data {
inline std::string_view @symbol@() {
  return {dongtin_data_@symbol@, static_cast<std::size_t>(dongtin_data_@symbol@_end - dongtin_data_@symbol@)};
}
}  // namespace dongtin::data
]])
  set_source_files_properties(${asm} PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(${target} PRIVATE ${asm})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embed)
endfunction()
