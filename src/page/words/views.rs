//! The words around classic views. What each view is and found has its words in
//! `spectrafide_views::english`.

use super::progress;
use crate::page::client::StopCause;
use crate::page::views::ViewState;

/// What the panel is for.
pub const LEAD: &str = "The formulas that verifiers know from forensic tools, for your own eyes. They \
    come without a model and change no score.";

/// What the keys do.
pub const KEYS: &str = "Keys: + and − zoom, arrows move, 0 shows the whole. Pinch or drag, or turn the \
    wheel with Ctrl.";

/// The label of a parameter.
pub fn parameter(code: &str) -> &'static str {
    match code {
        "quality" => "JPEG quality",
        "scale" => "Strength",
        "tile_px" => "Tile, in pixels",
        "show" => "Show",
        "lowest" => "First quality",
        "highest" => "Last quality",
        "step" => "Step",
        "shift_x" => "Grid from the left",
        "shift_y" => "Grid from the top",
        "level" => "Level",
        "width" => "Width, in levels",
        "component" => "Component",
        "channel" => "Channel",
        "bit" => "Bit",
        "block_px" => "Block, in pixels",
        "tolerance" => "Tolerance, in levels",
        "least_pairs" => "Fewest pairs",
        "of" => "Of",
        "coefficient" => "Coefficient",
        _ => "Value",
    }
}

/// The label of a choice.
pub fn choice(code: &str) -> &'static str {
    match code {
        "lowest" => "Quality of each part",
        "strip" => "Strip of all qualities",
        "projection" => "Place on the axis",
        "distance" => "Distance from the axis",
        "red" => "Red",
        "green" => "Green",
        "blue" => "Blue",
        "luma" => "Brightness",
        "residual" => "Noise",
        _ => "Other",
    }
}

/// How far an order is; nothing once it is there.
pub fn state(state: &ViewState) -> Option<String> {
    match state {
        ViewState::Waiting => Some("Waiting for the detector to be free…".to_owned()),
        ViewState::Running(share) => Some(format!("Computing… {:.0} %", share * 100.0)),
        ViewState::Done(_) => None,
        ViewState::Failed(message) => Some(message.clone()),
    }
}

/// What is said of a view whose worker ended.
pub fn stop(cause: &StopCause) -> String {
    progress::ended(cause, "Stopped. Choose a view to start over.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_views::{ParameterKind, View};

    #[test]
    fn every_parameter_and_choice_has_a_label() {
        for one in View::all().iter().flat_map(View::parameters) {
            assert_ne!(parameter(one.code), "Value", "{}", one.code);
            if let ParameterKind::Choice(codes) = one.kind {
                for code in codes {
                    assert_ne!(choice(code), "Other", "{code}");
                }
            }
        }
    }

    #[test]
    fn progress_is_told_in_per_cent() {
        let said = state(&ViewState::Running(0.25));
        assert_eq!(said.as_deref(), Some("Computing… 25 %"));
    }
}
