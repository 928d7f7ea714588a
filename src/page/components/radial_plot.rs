//! The radial profile of a spectrum as a curve.

use leptos::prelude::*;

use crate::page::plot::{self, LinePlot};

/// Size of the plotting area, in the units of the drawing.
const AREA: (f32, f32) = (260.0, 120.0);

/// Mean strength against fineness, with labelled axes.
#[component]
pub fn RadialPlot(
    /// Mean log magnitude of each ring of frequencies, from coarse to fine.
    profile: Vec<f32>,
) -> impl IntoView {
    let (width, height) = AREA;
    let LinePlot { path, ticks } = plot::line(&profile, width, height);
    let fineness = [(0.0, "0"), (0.5, "0.25"), (1.0, "0.5")];
    view! {
        <svg class="plot" viewBox="-48 -10 320 172" role="img"
            aria-label="Curve of the mean strength of detail against its fineness.">
            {ticks.into_iter().map(|(y, text)| view! {
                <line class="plot__grid" x1="0" x2=width y1=y y2=y></line>
                <text class="plot__tick" x="-6" y=y + 4.0 text-anchor="end">{text}</text>
            }).collect_view()}
            {fineness.map(|(share, text)| view! {
                <text class="plot__tick" x=share * width y=height + 16.0 text-anchor="middle">
                    {text}
                </text>
            }).collect_view()}
            <path class="plot__curve" d=path></path>
            <text class="plot__label" x=width / 2.0 y=height + 36.0 text-anchor="middle">
                "coarse ← cycles per pixel → fine"
            </text>
            <text class="plot__label" transform=format!("translate(-36 {}) rotate(-90)", height / 2.0)
                text-anchor="middle">"log strength"</text>
        </svg>
    }
}
