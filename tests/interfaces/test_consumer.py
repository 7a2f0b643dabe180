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

TESTING_C_HOST = r"""
#include <stdio.h>

#include "doverie_testing.h"

int main(void) {
  doverie_clock* clock;
  doverie_error* error;
  int64_t now = 0;
  if (doverie_fake_clock_new(7, &clock, &error) != DOVERIE_STATUS_OK) return 1;
  if (doverie_clock_now(clock, &now, &error) != DOVERIE_STATUS_OK) return 1;
  printf("%d\n", (int)now);
  doverie_clock_free(clock);
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


# A machine on which nothing of C++ is installed beside the compiler: neither CMake nor pkg-config finds it.
NOTHING_OF_CPP = ["-DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_SQLite3=ON",
                  "-DCMAKE_DISABLE_FIND_PACKAGE_simdjson=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON"]


@pytest.mark.parametrize("languages, components", [("C", ""), ("C", "COMPONENTS c"), ("C CXX", "COMPONENTS c")])
def test_c_host_finds_the_installed_package(prefix: pathlib.Path, tmp_path: pathlib.Path, languages: str, components: str) -> None:
    cmake = f"""
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES {languages})
find_package(doverie 0.1 REQUIRED {components})
add_executable(host host.c)
target_link_libraries(host PRIVATE doverie::c)
"""
    assert build_and_run(tmp_path, cmake, {"host.c": C_HOST}, f"-DCMAKE_PREFIX_PATH={prefix}", *NOTHING_OF_CPP).startswith("0.1.")


def configured(directory: pathlib.Path, languages: str, find: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """A host's configuration that finds the package, or goes on without it."""
    (directory / "CMakeLists.txt").write_text(
        f"cmake_minimum_required(VERSION 3.25)\nproject(host LANGUAGES {languages})\nfind_package(doverie 0.1 {find})\n"
        'if(NOT doverie_FOUND)\n  message(STATUS "not found: ${doverie_NOT_FOUND_MESSAGE}")\nendif()\n', encoding="utf-8")
    # By Ninja as everywhere: CMake's own choice would be make, which a bare machine does not have.
    configure = ["cmake", "-G", "Ninja", "-S", directory, "-B", directory / "build", *options]
    return subprocess.run([str(part) for part in configure], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("languages, find, options, told", [
    ("C CXX", "COMPONENTS cpp QUIET", NOTHING_OF_CPP, "libabsl-dev"),
    ("C", "COMPONENTS cpp QUIET", [], "C++ in project"),
    ("C CXX", "QUIET COMPONENTS c oracle", [], "the part oracle, which was not installed (there is: c, cpp, kit, postgres, senders)"),
])
def test_what_is_missing_is_told_and_the_host_goes_on(prefix: pathlib.Path, tmp_path: pathlib.Path, languages: str, find: str,
                                                     options: list[str], told: str) -> None:
    done = configured(tmp_path, languages, find, f"-DCMAKE_PREFIX_PATH={prefix}", *options)
    assert done.returncode == 0, done.stderr
    assert "not found: doverie needs " in done.stdout and told in done.stdout
    done = configured(tmp_path, languages, find.replace("QUIET", "REQUIRED"), f"-DCMAKE_PREFIX_PATH={prefix}", *options)
    assert done.returncode != 0 and told in " ".join(done.stderr.split())


def test_a_header_of_a_newer_minor_version_is_not_found(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    done = configured(tmp_path, "C CXX", "REQUIRED", f"-DCMAKE_PREFIX_PATH={prefix}")
    assert done.returncode == 0, done.stderr
    (tmp_path / "CMakeLists.txt").write_text((tmp_path / "CMakeLists.txt").read_text().replace("0.1", "0.2"))
    done = subprocess.run(["cmake", tmp_path / "build"], capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "doverie" in done.stderr


def test_only_headers_of_parts_that_were_built_are_installed(tmp_path: pathlib.Path) -> None:
    off = ["-DDOVERIE_BUILD_POSTGRES=OFF", "-DDOVERIE_BUILD_SENDERS=OFF", "-DDOVERIE_BUILD_TESTS=OFF", "-DDOVERIE_BUILD_EXAMPLES=OFF"]
    run("cmake", "-G", "Ninja", "-S", ROOT, "-B", tmp_path / "build", *off)
    run("cmake", "--install", tmp_path / "build", "--component", "headers", "--prefix", tmp_path)
    installed = {path.name for path in tmp_path.joinpath("include").rglob("*.h")}
    assert {"service.h", "sqlite.h", "scenario.h", "doverie.h", "doverie_operator.h"} <= installed
    assert not {"postgres.h", "kannel.h", "http_sender.h", "sms_gateway.h", "doverie_postgres.h", "doverie_senders.h"} & installed


def test_an_older_standard_is_told_by_its_name(prefix: pathlib.Path) -> None:
    for header in sorted(prefix.joinpath("include/doverie").rglob("*.h")):
        compiled = subprocess.run(["c++", "-std=c++17", "-fsyntax-only", f"-I{prefix / 'include'}", "-x", "c++", str(header)],
                                  capture_output=True, text=True, check=False)
        assert "doverie needs C++20" in compiled.stderr, header


def test_the_licence_is_installed(prefix: pathlib.Path) -> None:
    assert [path.read_bytes() for path in prefix.rglob("LICENSE")] == [ROOT.joinpath("LICENSE").read_bytes()]


@pytest.mark.parametrize("static", [[], ["--static"]])
def test_pkg_config_finds_its_way_where_there_is_a_space(prefix: pathlib.Path, tmp_path: pathlib.Path, static: list[str]) -> None:
    moved = tmp_path / "a folder"
    moved.symlink_to(prefix)
    (tmp_path / "host.c").write_text(C_HOST, encoding="utf-8")
    where = next(path.parent for path in moved.glob("lib/**/doverie.pc"))
    build = f"gcc host.c -o host $(pkg-config {' '.join(static)} --cflags --libs doverie)"
    run("bash", "-c", f'eval "{build}"', cwd=tmp_path, env={**os.environ, "PKG_CONFIG_PATH": str(where)})
    assert run(tmp_path / "host", env={**os.environ, "LD_LIBRARY_PATH": str(where.parent)}).startswith("0.1.")


def test_c_host_builds_with_pkg_config_alone(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "host.c").write_text(C_HOST, encoding="utf-8")
    where = next(prefix.rglob("doverie.pc")).parent
    environment = {**os.environ, "PKG_CONFIG_PATH": str(where)}
    flags = run("pkg-config", "--cflags", "--libs", "doverie", env=environment).split()
    library = run("pkg-config", "--variable=libdir", "doverie", env=environment).strip()
    run("gcc", "-std=c89", "-pedantic", "-Wall", "-Wextra", "-Werror", tmp_path / "host.c", "-o", tmp_path / "host", *flags)
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
    run("gcc", "-std=c89", "-pedantic", "-Wall", "-Wextra", "-Werror", tmp_path / "host.c", "-o", tmp_path / "host", *flags)
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
    run("gcc", "-std=c89", "-pedantic", "-Wall", "-Wextra", "-Werror", tmp_path / "host.c", "-o", tmp_path / "host", *flags)
    assert run(tmp_path / "host", env={**os.environ, "LD_LIBRARY_PATH": library}) == "/url is missing\n"


def test_c_host_tests_with_the_installed_fakes(prefix: pathlib.Path, tmp_path: pathlib.Path) -> None:
    cmake = """
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C)
find_package(doverie 0.1 REQUIRED)
add_executable(host host.c)
target_link_libraries(host PRIVATE doverie::testing_c)
"""
    assert build_and_run(tmp_path, cmake, {"host.c": TESTING_C_HOST}, f"-DCMAKE_PREFIX_PATH={prefix}") == "7\n"


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


def test_one_library_of_abseil_is_loaded(prefix: pathlib.Path) -> None:
    needed = run("objdump", "-p", next(prefix.rglob("libdoverie.so"))).split()
    assert [name.partition(".")[0] for name in needed if name.startswith("libabsl")] == ["libabsl_time_zone"]


def test_cpp_host_adds_the_source_as_a_subdirectory(tmp_path: pathlib.Path) -> None:
    cmake = f"""
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C CXX)
add_subdirectory({ROOT} doverie)
add_executable(host host.cc)
target_link_libraries(host PRIVATE doverie::doverie)
"""
    assert build_and_run(tmp_path, cmake, {"host.cc": CPP_HOST}) == "not_protected\n"
    # And builds nothing that it does not link.
    built = {path.name for pattern in ("*.a", "*.so*") for path in tmp_path.rglob(pattern)}
    assert "libdoverie_app.a" in built and not {name for name in built if ".so" in name or "kit" in name or "testing" in name}
