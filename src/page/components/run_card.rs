//! How the result came about.

use leptos::prelude::*;

use crate::page::session::Session;
use crate::page::state::Finished;
use crate::page::words::{detector, run};
use crate::protocol::{DetectorFacts, RequestId};

/// Device, times and detector.
#[component]
pub fn RunCard(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The result.
    analysis: Finished,
    /// What is known about the detector.
    facts: Signal<Option<DetectorFacts>>,
) -> impl IntoView {
    let report = &analysis.report;
    let rows = run::timing_rows(&report.timings);
    let device = run::device_name(&report.device).to_owned();
    let reason = move || {
        session
            .engine
            .with(|engine| engine.device.as_ref().map(|device| device.reason.clone()))
    };
    let about = move || {
        facts.get().map(|facts| {
            view! {
                <p class="card__lead">{facts.description}</p>
                <p class="card__lead">{detector::training(&facts.training)}</p>
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="run-title">
            <h3 id="run-title" class="card__title">"How it ran"</h3>
            <dl class="facts">
                <div><dt>"Device"</dt><dd>{device}</dd></div>
                <div><dt>"Because"</dt><dd>{reason}</dd></div>
                <div><dt>"Detector"</dt><dd><code>{report.detector.clone()}</code></dd></div>
                {rows.into_iter().map(|(name, time)| view! {
                    <div><dt>{name}</dt><dd>{time}</dd></div>
                }).collect_view()}
                <div><dt>"Together"</dt><dd>{run::total_time(&report.timings)}</dd></div>
            </dl>
            {about}
            <button class="button button--small" on:click=move |_| session.retry(id)>
                "Check again"
            </button>
        </section>
    }
}
