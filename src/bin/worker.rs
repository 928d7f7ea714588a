//! The worker: loaded by `www/worker.js`, runs the detectors.

#[cfg(target_arch = "wasm32")]
fn main() {
    spectrafide::worker::host::run();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // Built natively only so that the whole workspace can be checked at once.
    println!("This program runs in a browser: cargo xtask serve");
}
