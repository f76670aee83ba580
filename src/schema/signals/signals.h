#pragma once
// The single signals. Each answers how far two columns agree in one thing, 0 to 1, or kSilent
// (signals/table.h). Symmetric in the two columns unless said otherwise; no allocation.

#include "schema/signals/table.h"

namespace cognate::schema {

// meaning.cpp
double meaning_of_names(const Pair& pair);         ///< of the name texts
double meaning_of_descriptions(const Pair& pair);  ///< silent unless both have one
double meaning_with_values(const Pair& pair);      ///< of the texts with values

// name.cpp
double name_equal(const Pair& pair);               ///< 1: the same letters and digits in order
double name_words(const Pair& pair);               ///< telling words in common
double name_contained(const Pair& pair);           ///< telling words of one name that the other has
double name_concepts(const Pair& pair);            ///< what the words stand for in common
double name_concepts_contained(const Pair& pair);  ///< the same, of the name with less
double name_grams(const Pair& pair);               ///< letter trigrams in common
double name_spelling(const Pair& pair);            ///< Jaro-Winkler
double name_shortened(const Pair& pair);           ///< one is a short form of the other
double name_short_bits(const Pair& pair);          ///< how far that is beyond chance

// values.cpp: silent where a column has no values
double values_common(const Pair& pair);    ///< telling values of one that the other has
double values_shared(const Pair& pair);    ///< telling values in both over those in either
double values_words(const Pair& pair);     ///< telling words of one's values that the other's have
double values_grams(const Pair& pair);     ///< telling letter trigrams of one that the other has
double values_spelling(const Pair& pair);  ///< letters of the values, less what all share
double values_shapes(const Pair& pair);    ///< rows whose shape ("L-N") both have

// distribution.cpp: silent where a column has nothing to measure
double numbers_alike(const Pair& pair);       ///< distributions of numbers or dates
double numbers_shaped(const Pair& pair);      ///< the same, whatever the unit and the zero
double lengths_alike(const Pair& pair);       ///< distributions of lengths
double characters_alike(const Pair& pair);    ///< shares of letters, digits, ...
double distinctness_alike(const Pair& pair);  ///< how often values repeat
double nulls_alike(const Pair& pair);         ///< shares of nulls

// type.cpp
double types_alike(const Pair& pair);  ///< silent where a type is unknown

}  // namespace cognate::schema
