//! The command line of `spectrafide_trainer`.

mod cli;

use std::process::ExitCode;

/// Tensors of some hundred kilobytes come and go thousands of times a second; the system
/// allocator returns each to the kernel and nearly halves the training speed.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
