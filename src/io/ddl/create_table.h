#pragma once
// CREATE .. and ALTER TABLE. Private to this folder.

#include "io/ddl/cursor.h"
#include "io/ddl/schema.h"

namespace cognate::io {

/// Each is called where its statement begins and goes to its end, or says what is wrong in it.
Status read_create(Cursor& cursor, DdlSchema& schema);
Status read_alter_table(Cursor& cursor, DdlSchema& schema);

}  // namespace cognate::io
