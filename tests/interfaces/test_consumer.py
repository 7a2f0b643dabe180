# SPDX-License-Identifier: Apache-2.0
"""Programs that use doverie as a host would: installed and found, found twice, as a subdirectory, from C by pkg-config."""
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("DOVERIE_BUILD_DIR", "build/dev")

CPP_HOST = r"""
#include <cstdio>

#include "doverie/adapters/memory.h"
#include "doverie/service.h"

int main() {
  auto keys = doverie::MemoryKeyRing::from_master(doverie::Secret(std::string(32, 'k')));
  auto directory = std::make_shared<doverie::MemoryDirectory>();
  directory->put("maria", {});
  auto service = doverie::Service::create({.store = std::make_shared<doverie::MemoryStore>(),
                                           .directory = directory,
                                           .keys = *keys});
  if (!service) return 1;
  auto started = (*service)->recoverer("maria").start(doverie::Secret(std::string(32, 's')));
  std::puts(started && started->status == doverie::StartStatus::not_protected ? "not_protected" : "wrong");
}
"""

C_HOST = r"""
#include <stdio.h>

#include "doverie.h"
#include "doverie_operator.h"

int main(void) {
  printf("%s\n", doverie_version());
  return 0;
}
"""


POSTGRES_C_HOST = r"""
#include <stdio.h>

#include "doverie_postgres.h"

int main(void) {
  doverie_postgres_options options;
  doverie_store* store;
  doverie_error* error;
  DOVERIE_INIT(options);
  options.conninfo = doverie_text("host=/nowhere");
  if (doverie_postgres_store_open(&options, &store, &error) != DOVERIE_STATUS_FAULT) return 1;
  printf("%d\n", (int)doverie_error_code(error));
  doverie_error_free(error);
  return 0;
}
"""


SENDERS_C_HOST = r"""
#include <stdio.h>
#include <string.h>

#include "doverie_senders.h"

int main(void) {
  doverie_gateway* gateway;
  doverie_error* error;
  if (doverie_gateway_http(doverie_text("{}"), NULL, &gateway, &error) != DOVERIE_STATUS_FAULT) return 1;
  puts(strstr(doverie_error_message(error).data, "/url is missing") == NULL ? "wrong" : "/url is missing");
  doverie_error_free(error);
  return 0;
}
"""

SENDERS_CPP_HOST = r"""
#include <cstdio>

#include "doverie/adapters/kannel.h"
#include "doverie/service.h"

int main() {
  auto gateway = doverie::kannel_sender(
      {.url = "http://127.0.0.1:1/", .username = "portal", .password = doverie::Secret("x"), .from = "Portal"});
  if (!gateway) return 1;
  const doverie::ServiceOptions options{.sms = *gateway};
  std::printf("%d\n", static_cast<int>(gateway.value()->report_state("1").value_or(doverie::DeliveryState::failed)));
}
"""


def run(*command: object, **options: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    assert (BUILD / "build.ninja").exists(), "build the dev preset first: tests/run.sh does"
    directory = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", BUILD, "--prefix", directory)
    return directory


def build_and_run(directory: pathlib.Path, cmake: str, sources: dict[str, str], *options: str) -> str:
    (directory / "CMakeLists.txt").write_text(cmake, encoding="utf-8")
    for name, text in sources.items():
        (directory / name).write_text(text, encoding="utf-8")
    run("cmake", "-S", directory, "-B", directory / "build", "-G", "Ninja", *options)
    run("cmake", "--build", directory / "build")
    return run(directory / "build" / "host")


def test_cpp_host_finds_the_installed_package_even_twice(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    cmake = """
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C CXX)
find_package(doverie 0.1 REQUIRED)
find_package(doverie 0.1 REQUIRED)
add_executable(host host.cc)
target_link_libraries(host PRIVATE doverie::doverie)
"""
    assert build_and_run(tmp_path, cmake, {"host.cc": CPP_HOST}, f"-DCMAKE_PREFIX_PATH={prefix}") == "not_protected\n"


def test_c_host_finds_the_installed_package(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    cmake = """
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C)
find_package(doverie 0.1 REQUIRED)
add_executable(host host.c)
target_link_libraries(host PRIVATE doverie::c)
"""
    assert build_and_run(tmp_path, cmake, {"host.c": C_HOST}, f"-DCMAKE_PREFIX_PATH={prefix}").startswith("0.1.")


def test_c_host_builds_with_pkg_config_alone(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "host.c").write_text(C_HOST, encoding="utf-8")
    where = next(prefix.rglob("doverie.pc")).parent
    environment = {**os.environ, "PKG_CONFIG_PATH": str(where)}
    flags = run("pkg-config", "--cflags", "--libs", "doverie", env=environment).split()
    library = run("pkg-config", "--variable=libdir", "doverie", env=environment).strip()
    run("gcc", "-std=c89", "-pedantic", "-Wall", "-Werror", tmp_path / "host.c", "-o", tmp_path / "host", *flags)
    assert run(tmp_path / "host", env={**os.environ, "LD_LIBRARY_PATH": library}).startswith("0.1.")


def test_c_host_on_postgresql_finds_the_installed_package(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    cmake = """
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C)
find_package(doverie 0.1 REQUIRED)
add_executable(host host.c)
target_link_libraries(host PRIVATE doverie::postgres_c)
"""
    assert build_and_run(tmp_path, cmake, {"host.c": POSTGRES_C_HOST}, f"-DCMAKE_PREFIX_PATH={prefix}") == "1011\n"


def test_c_host_on_postgresql_builds_with_pkg_config_alone(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "host.c").write_text(POSTGRES_C_HOST, encoding="utf-8")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(next(prefix.rglob("doverie_postgres.pc")).parent)}
    flags = run("pkg-config", "--cflags", "--libs", "doverie_postgres", env=environment).split()
    library = run("pkg-config", "--variable=libdir", "doverie_postgres", env=environment).strip()
    run("gcc", "-std=c89", "-pedantic", "-Wall", "-Werror", tmp_path / "host.c", "-o", tmp_path / "host", *flags)
    assert run(tmp_path / "host", env={**os.environ, "LD_LIBRARY_PATH": library}) == "1011\n"


def test_c_host_with_senders_finds_the_installed_package(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    cmake = """
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C)
find_package(doverie 0.1 REQUIRED)
add_executable(host host.c)
target_link_libraries(host PRIVATE doverie::senders_c)
"""
    assert build_and_run(tmp_path, cmake, {"host.c": SENDERS_C_HOST}, f"-DCMAKE_PREFIX_PATH={prefix}") == "/url is missing\n"


def test_c_host_with_senders_builds_with_pkg_config_alone(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "host.c").write_text(SENDERS_C_HOST, encoding="utf-8")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(next(prefix.rglob("doverie_senders.pc")).parent)}
    flags = run("pkg-config", "--cflags", "--libs", "doverie_senders", env=environment).split()
    library = run("pkg-config", "--variable=libdir", "doverie_senders", env=environment).strip()
    run("gcc", "-std=c89", "-pedantic", "-Wall", "-Werror", tmp_path / "host.c", "-o", tmp_path / "host", *flags)
    assert run(tmp_path / "host", env={**os.environ, "LD_LIBRARY_PATH": library}) == "/url is missing\n"


def test_cpp_host_with_senders_finds_the_installed_package(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    cmake = """
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C CXX)
find_package(doverie 0.1 REQUIRED)
add_executable(host host.cc)
target_link_libraries(host PRIVATE doverie::doverie doverie::senders)
"""
    assert build_and_run(tmp_path, cmake, {"host.cc": SENDERS_CPP_HOST}, f"-DCMAKE_PREFIX_PATH={prefix}") == "3\n"


@pytest.mark.parametrize(("library", "loaded"), [("libdoverie.so", set()), ("libdoverie_senders.so", {"libcurl"}),
                                                 ("libdoverie_senders_c.so", {"libcurl"}), ("libdoverie_postgres.so", {"libpq"})])
def test_who_loads_libcurl_and_libpq(prefix: pathlib.Path, library: str, loaded: set[str]) -> None:
    needed = run("objdump", "-p", next(prefix.rglob(library)))
    assert {name for name in ("libcurl", "libpq") if f"NEEDED               {name}" in needed} == loaded


def test_cpp_host_adds_the_source_as_a_subdirectory(tmp_path: pathlib.Path) -> None:
    cmake = f"""
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C CXX)
add_subdirectory({ROOT} doverie)
add_executable(host host.cc)
target_link_libraries(host PRIVATE doverie::doverie)
"""
    assert build_and_run(tmp_path, cmake, {"host.cc": CPP_HOST}) == "not_protected\n"


def test_a_header_of_a_newer_minor_version_is_not_found(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(host LANGUAGES C CXX)\nfind_package(doverie 0.2 REQUIRED)\n",
        encoding="utf-8")
    # By Ninja as everywhere: CMake's own choice would be make, which a bare machine does not have.
    configure = ["cmake", "-G", "Ninja", "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={prefix}"]
    done = subprocess.run(configure, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "doverie" in done.stderr
