//! How far long work has come.

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar with the time that is left; silent where there is no terminal.
pub fn progress(length: u64, name: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} {eta} {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(name.to_owned());
    bar
}
