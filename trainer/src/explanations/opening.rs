//! Pictures on their way to explanations.

use std::time::Instant;

use anyhow::{Result, anyhow};
use pollster::block_on;
use spectrafide_models::detector::Detector;
use spectrafide_models::explain::{Case, Mapped, Method, Settings};
use spectrafide_models::judge::{Effort, Subject};
use spectrafide_report::Reason;

/// Shows the picture of `subject` to `detector`; the inner error says why there is no score.
///
/// # Errors
///
/// A device that fails.
pub fn open<'a>(
    detector: &'a Detector,
    subject: &'a Subject,
    effort: Effort,
) -> Result<std::result::Result<Case<'a>, String>> {
    let picture = match &subject.picture {
        Ok(picture) => picture,
        Err(error) => return Ok(Err(error.clone())),
    };
    let case = block_on(Case::open(detector, picture, &subject.says, effort))?;
    Ok(case.map_err(|objections| {
        let words: Vec<String> = objections.iter().map(Reason::english).collect();
        words.join(" ")
    }))
}

/// The maps of `method`, and how many seconds they took; `progress` is told how much is done, of how
/// much.
///
/// # Errors
///
/// A method that the network does not allow, and a device that fails.
pub fn explain(
    case: &Case<'_>,
    method: Method,
    settings: Settings,
    progress: &dyn Fn(usize, usize),
) -> Result<(Mapped, f64)> {
    let started = Instant::now();
    let mapped = block_on(case.explain(method, settings, progress));
    let mapped = mapped.map_err(|error| anyhow!("{error}"))?;
    Ok((mapped, started.elapsed().as_secs_f64()))
}
