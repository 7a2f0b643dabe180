// SPDX-License-Identifier: Apache-2.0
// Where does the raw layer come from? generate.py makes it of the description. DOVERIE_LIBRARY_DIR says where libdoverie.so is.
use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    let here = env::var("CARGO_MANIFEST_DIR").unwrap();
    let description = Path::new(&here).join("../../capi/doverie.api.json");
    let raw = Path::new(&env::var("OUT_DIR").unwrap()).join("raw.rs");
    let generator = Path::new(&here).join("generate.py");
    let done = Command::new("python3").arg(&generator).arg(&description).arg(&raw).status().expect("python3 is needed");
    assert!(done.success(), "generate.py did not succeed");
    println!("cargo:rerun-if-changed={}", description.display());
    println!("cargo:rerun-if-changed={}", generator.display());
    println!("cargo:rerun-if-env-changed=DOVERIE_LIBRARY_DIR");
    if let Ok(directory) = env::var("DOVERIE_LIBRARY_DIR") {
        println!("cargo:rustc-link-search=native={directory}");
        println!("cargo:rustc-link-arg=-Wl,-rpath,{directory}");
    }
}
