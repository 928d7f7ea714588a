//! The static constructors of the program.
//!
//! The GPU kernels' compiler registers its types in constructors, which run before `main`
//! elsewhere. A WebAssembly library has no such moment. By default the linker therefore makes
//! every call from JavaScript run all constructors again, which triples the time of a small
//! network. A program that names the constructors' symbol, as this module does, is trusted to
//! run them itself: so everything that is linked with it must call [`run_once`] first, the
//! tests included.

use std::sync::Once;

/// Runs all static constructors at the first call and does nothing later.
#[expect(
    unsafe_code,
    reason = "the linker's symbol can only be declared as a foreign function"
)]
pub fn run_once() {
    static DONE: Once = Once::new();
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    DONE.call_once(|| {
        // SAFETY: the symbol is made by the linker, takes nothing and returns nothing. Nobody
        // else calls it: naming it stops the linker from adding calls of its own, and `Once`
        // keeps this one from running twice.
        unsafe { __wasm_call_ctors() };
    });
}
