//! How far long work has come.

use indicatif::{ProgressBar, ProgressStyle};

/// A counter for work of unknown length; silent where there is no terminal.
pub fn counter(name: &str) -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{prefix} {spinner} {pos} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(name.to_owned());
    bar
}

/// A progress bar with the time that is left; silent where there is no terminal.
pub fn progress(length: u64, name: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} {eta} {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(name.to_owned());
    bar
}
