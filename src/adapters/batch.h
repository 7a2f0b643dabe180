// SPDX-License-Identifier: Apache-2.0
#ifndef DOVERIE_SRC_ADAPTERS_BATCH_H_
#define DOVERIE_SRC_ADAPTERS_BATCH_H_

#include "doverie/ports/batch.h"

#endif  // DOVERIE_SRC_ADAPTERS_BATCH_H_
