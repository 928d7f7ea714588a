//! The detectors: which judge, and how often each is wrong.

use leptos::prelude::*;

use super::catalogue::Catalogue;
use super::detector_choice::DetectorChoice;
use super::fold::Fold;
use crate::page::session::Session;
use crate::page::words::run;

/// The choice of detectors, the device, and what was measured, folded.
#[component]
pub fn Options(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let device = Memo::new(move |_| {
        session
            .engine
            .with(|engine| engine.device.as_ref().map(run::device_sentence))
    });
    let is_known = Memo::new(move |_| {
        session
            .engine
            .with(|engine| engine.device.is_some() || !engine.detectors.is_empty())
    });
    view! {
        <Show when=move || is_known.get()>
            <Fold title="Detectors, and how often each is wrong" name="options" large=true>
                <DetectorChoice session />
                {move || device.get().map(|text| view! {
                    <p class="status__device" data-testid="device">{text}</p>
                })}
                <Catalogue session />
            </Fold>
        </Show>
    }
}
