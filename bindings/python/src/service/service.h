// SPDX-License-Identifier: Apache-2.0
//
// What does the Python class hold of a service, and how is it asked without the GIL?
#ifndef DOVERIE_BINDINGS_PYTHON_SERVICE_H_
#define DOVERIE_BINDINGS_PYTHON_SERVICE_H_

#include <memory>
#include <utility>

#include "convert/errors.h"
#include "doverie/service.h"
#include "ports/closable.h"

namespace doverie::python {

// A Service that can be closed while other threads use it.
class ServiceHandle final : public Closable<const Service> {
 public:
  using Closable::Closable;
};

// Asks the service without the GIL; it is let go there, too, as this call may be the last to hold it.
template <class Work>
auto with_open(const ServiceHandle& handle, Work work) {
  auto service = handle.get();
  if (!service) raise_closed("Service");
  const HostRules rules = service->settings().host_rules;
  return value_or_raise(without_gil([&] {
                          const auto held = std::move(service);
                          return work(*held);
                        }),
                        rules);
}

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_SERVICE_H_
