// SPDX-License-Identifier: Apache-2.0
//
// Which headers are parsed once for all tests? doctest, how it prints, and those of the standard library that most of them
// include.
#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <thread>

#include "../../tests/support/printed.h"
#include "library.h"
