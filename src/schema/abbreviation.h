#pragma once
// How well one name explains another as its short form: "PostalCode" -> "PosCo", "pstlcd", "PC".
//
// A short name is read as the long one sent through a channel that drops letters. Each way in which
// people shorten is a row of costs in bits (abbreviation.cpp); the cheapest reading of the whole
// short name is found by dynamic programming over both (Viterbi 1967). Its cost is set against the
// cost of the same letters by chance, so that two letters that fit prove little and ten much.
// Pure functions.

#include "schema/name.h"

namespace cognate::schema {

/// Bits in favour of "the shorter of the two names is made from the longer": the letters' cost by
/// chance minus the cost of the best reading; 0 where there is none or chance explains it as well.
double abbreviation_bits(const Name& a, const Name& b);

/// What the letters of a name cost by chance, in bits: the most that abbreviation_bits can reach.
double chance_bits(const Name& name);

}  // namespace cognate::schema
