// SPDX-License-Identifier: Apache-2.0
//
// Which headers are parsed once for the whole library? Those of the standard library that most of its files include, and
// nothing of ours: a file of ours that changes must not have everything compiled again. Every file still includes what it
// uses; a build without precompiled headers looks that it does.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>
