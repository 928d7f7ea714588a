//! What the verdict rests on, as cards below it.

use leptos::prelude::*;
use spectrafide_report::SaliencyMap;

use super::file_card::FileCard;
use super::map_canvas::MapCanvas;
use super::numbers::Numbers;
use super::paths_card::PathsCard;
use super::radial_plot::RadialPlot;
use super::run_card::RunCard;
use crate::page::colour::{self, INFERNO, VIRIDIS};
use crate::page::session::Session;
use crate::page::state::Finished;
use crate::protocol::{DetectorFacts, RequestId};

/// The cards and the numbers of one result.
#[component]
pub fn Evidence(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The result.
    analysis: Finished,
    /// What is known about the detector.
    facts: Signal<Option<DetectorFacts>>,
) -> impl IntoView {
    let spectrum = analysis.maps.spectrum.clone();
    let is_spared = spectrum.is_none() && analysis.report.spectrum.is_some();
    let profile = analysis
        .report
        .spectrum
        .as_ref()
        .map(|facts| facts.radial_profile.clone());
    let cam = analysis.maps.spectral_cam.clone();
    let paths = analysis.report.paths;
    let picture = analysis.report.picture.clone();
    view! {
        <section class="evidence" aria-labelledby="evidence-title">
            <h2 id="evidence-title" class="evidence__title">"What it saw"</h2>
            <div class="evidence__cards">
                {spectrum.map(|map| view! { <SpectrumCard map profile=profile.unwrap_or_default() /> })}
                {paths.map(|paths| view! { <PathsCard paths /> })}
                {cam.map(|map| view! { <FrequencyCard map /> })}
                {picture.map(|picture| view! { <FileCard picture /> })}
                <RunCard session id analysis=analysis.clone() facts />
            </div>
            {is_spared.then(|| view! {
                <p class="card__lead">
                    "The spectrum of earlier pictures is not kept. “Check again” draws it."
                </p>
            })}
            <Numbers analysis />
        </section>
    }
}

/// The spectrum as a picture and as a curve.
#[component]
fn SpectrumCard(
    /// Shifted log magnitude.
    map: SaliencyMap,
    /// Its radial profile.
    profile: Vec<f32>,
) -> impl IntoView {
    let rgba = colour::solid(&map, &VIRIDIS);
    view! {
        <section class="card card--wide" aria-labelledby="spectrum-title">
            <h3 id="spectrum-title" class="card__title">"Spectrum"</h3>
            <p class="card__lead">
                "The picture sorted by fineness: coarse shapes in the middle, fine detail at the \
                edges. Photographs fade evenly outwards; some generators leave bright dots, a \
                grid, or too much or too little at the edges. So do screens and strong \
                compression."
            </p>
            <div class="spectrum">
                <MapCanvas
                    class="spectrum__map"
                    testid="spectrum"
                    description="The spectrum of the middle of the picture.".to_owned()
                    width=map.width
                    rgba
                />
                <RadialPlot profile />
            </div>
        </section>
    }
}

/// Which frequencies the spectral path used.
#[component]
fn FrequencyCard(
    /// Saliency over the shifted spectrum.
    map: SaliencyMap,
) -> impl IntoView {
    let rgba = colour::solid(&map, &INFERNO);
    view! {
        <section class="card" aria-labelledby="frequency-title">
            <h3 id="frequency-title" class="card__title">"Where it looked in the spectrum"</h3>
            <p class="card__lead">
                "Laid out like the spectrum; bright frequencies spoke most for its verdict."
            </p>
            <MapCanvas
                class="card__map"
                testid="spectral-cam"
                description="Which frequencies the detector used.".to_owned()
                width=map.width
                rgba
            />
        </section>
    }
}
