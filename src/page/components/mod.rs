//! Markup, one component a file.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a component owns its props, also those that it only reads"
)]

pub mod app;
pub mod beside;
pub mod catalogue;
pub mod comparison;
pub mod copy_button;
pub mod detector_choice;
pub mod drop_zone;
pub mod evidence;
pub mod facts;
pub mod failure;
pub mod file_card;
mod file_in_short;
mod fold;
pub mod judged_by;
mod keep;
pub mod map_canvas;
pub mod numbers;
mod options;
mod overlay;
pub mod paths_card;
mod pixels;
pub mod preview;
pub mod provenance;
pub mod queue_list;
pub mod quick_look;
pub mod radial_plot;
pub mod result;
pub mod run_card;
pub mod score_scale;
pub mod spares;
pub mod stability;
pub mod stage;
pub mod status_bar;
pub mod thorough;
pub mod verdict_panel;
pub mod views;
