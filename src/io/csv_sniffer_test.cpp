// Dialects and headers, one row a file: what people's exports look like.

#include "io/csv_sniffer.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace cognate::io {
namespace {

struct DialectCase {
  const char* what;
  std::string head;
  char delimiter;
  std::size_t width;
  char quote = '"';
  char escape = 0;
};

const DialectCase kDialects[] = {
    {"commas", "a,b,c\n1,2,3\n4,5,6\n", ',', 3},
    {"semicolons with decimal commas", "a;b;c\n1,5;2,5;x\n3,5;4,5;y\n", ';', 3},
    {"decimal commas in every column", "a;b\n1,5;2,5\n3,5;4,5\n", ';', 2},
    {"tabs with commas in text", "name\tnote\nAnn\tone, two, three\nBob\tfour, five, six\n", '\t',
     2},
    {"pipes", "a|b\nx y|1\nz|2\n", '|', 2},
    {"times of day hold colons", "at,value\n2020-01-01 10:00:00,5\n2020-01-01 11:00:00,6\n", ',',
     2},
    {"colons", "root:x:0\nbin:x:1\nsys:x:2\n", ':', 3},
    {"one column of words", "name\nAnn\nBob\n", ',', 1},
    {"one column of last and first names", "name\nSmith, John\nDoe, Jane\nRoe, Jim\n", ',', 1},
    {"single quotes around commas", "a,b\n1,'x, y'\n2,'z, w'\n3,'p, q'\n", ',', 2, '\''},
    {"apostrophes are no quotes", "a,b\n1,'tis\n2,don't\n3,rock 'n' roll\n", ',', 2},
    {"backslash escapes", "a,b\n1,\"say \\\"hi\\\", he said\"\n2,\"x\"\n3,\"y\"\n", ',', 2, '"',
     '\\'},
    {"a path ends in a backslash", "a,b\n1,\"C:\\dir\\\"\n2,\"D:\\x\"\n3,\"E:\\y\"\n", ',', 2},
    {"quotes as inches", "size\tname\n\"5\tpipe\n7\ttube\n\"9\trod\n3\tx\n1\ty\n", '\t', 2, 0},
    {"a header alone", "id,name,city\n", ',', 3},
    {"ragged rows", "a,b,c\n1,2,3\n4,5\n6,7,8\n9,1,2\n3,4,5\n", ',', 3},
    {"line ends in quotes", "a,b\n1,\"x\ny\nz\"\n2,\"p\nq\"\n", ',', 2},
    {"unit separators",
     "a\x1F"
     "b\n1\x1F"
     "2\n3\x1F"
     "4\n",
     '\x1F', 2},
};

TEST(CsvSniffer, DialectsAreTold) {
  for (const DialectCase& c : kDialects) {
    const CsvDialect dialect = sniff_dialect(c.head, true);
    EXPECT_EQ(dialect.width, c.width) << c.what;
    if (c.width > 1) {
      EXPECT_EQ(static_cast<int>(dialect.delimiter), static_cast<int>(c.delimiter)) << c.what;
    }
    EXPECT_EQ(static_cast<int>(dialect.quote), static_cast<int>(c.quote)) << c.what;
    EXPECT_EQ(static_cast<int>(dialect.escape), static_cast<int>(c.escape)) << c.what;
  }
}

TEST(CsvSniffer, ARowThatTheHeadCutsDoesNotCount) {
  std::string head = "a,b,c\n";
  for (int i = 0; i < 50; ++i) {
    head += "1,2,3\n";
  }
  EXPECT_EQ(sniff_dialect(head + "1,2", false).width, 3U);
}

struct HeaderCase {
  const char* what;
  std::string head;
  bool header;
};

const HeaderCase kHeaders[] = {
    {"names over numbers", "id,n\n1,2\n3,4\n", true},
    {"numbers from the first row on", "1,2\n3,4\n5,6\n", false},
    {"words over words", "name,city\nAnn,Paris\nBob,Rome\n", true},
    {"a value that comes again", "red,Ann\nblue,Bob\nred,Cid\nred,Dan\n", false},
    {"years as names", "country,2019,2020\nFrance,1.5,2.5\nItaly,3.5,4.5\n", true},
    {"names and numbers mixed in the rows below", "id,code\n1,A1\n2,7\n3,B2\n", true},
    {"dates from the first row on", "2020-01-01,x\n2020-01-02,y\n2020-01-03,z\n", false},
    {"a name over missing values and numbers", "a,b\n,1\nNA,2\n5,3\n", true},
    {"only a header", "id,name\n", true},
    {"only a row of numbers", "1,2,3\n", false},
    {"an empty name over an index", ",name\n0,Ann\n1,Bob\n", true},
};

TEST(CsvSniffer, HeadersAreTold) {
  for (const HeaderCase& c : kHeaders) {
    const CsvDialect dialect = sniff_dialect(c.head, true);
    EXPECT_EQ(sniff_header(c.head, true, dialect), c.header) << c.what;
  }
}

}  // namespace
}  // namespace cognate::io
