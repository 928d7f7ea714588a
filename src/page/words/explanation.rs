//! What a verdict rests on.

use spectrafide_report::Regions;

use super::{progress, score};
use crate::page::client::StopCause;
use crate::page::explanations::Outcome;
use crate::protocol::{Found, Way};

/// The label of a way.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::By(method) => method.title(),
        Way::Parts => "Parts, each judged alone",
    }
}

/// What those read of the map who cannot see it.
pub fn description(way: Way) -> &'static str {
    match way {
        Way::By(_) => "Where the detector looked: bright places spoke most for its verdict.",
        Way::Parts => {
            "What the detector says of each part alone: bright parts look synthetic to it."
        }
    }
}

/// What dark and bright mean.
pub fn legend(way: Way) -> [&'static str; 2] {
    match way {
        Way::By(_) => ["little", "much"],
        Way::Parts => ["real", "synthetic"],
    }
}

/// How far an order is, or what came of it.
pub fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Waiting => "Not tested yet: the detector is busy.".to_owned(),
        Outcome::Running(share) => format!("Testing the map… {:.0} %", share * 100.0),
        Outcome::Done(explained) => match &explained.found {
            Found::Map(Some(worth)) => worth.english(),
            Found::Map(None) => "This method has no map over the picture here.".to_owned(),
            Found::Parts(Some(regions)) => parts(regions),
            Found::Parts(None) => "This detector judges the picture as a whole.".to_owned(),
        },
        Outcome::Failed(why) => why.clone(),
    }
}

/// What the parts say together.
fn parts(regions: &Regions) -> String {
    let count = regions
        .parts
        .iter()
        .filter(|part| part.score.is_some())
        .count();
    let Some((low, high)) = regions.range() else {
        return "Every part is nearly of one colour; none was judged.".to_owned();
    };
    if count == 1 {
        return format!(
            "The picture has room for one part, of {}.",
            score::points_of(low)
        );
    }
    format!(
        "{count} parts, from {} to {}. A single part is judged wrong more often than a picture, so this \
         is a hint and no verdict.",
        score::points_of(low),
        score::points_of(high)
    )
}

/// What is said of an order whose worker ended.
pub fn stop(cause: &StopCause) -> String {
    progress::ended(cause, "Stopped.")
}
