//! The selected picture: its result, its failure, or that it is not there yet.

use leptos::prelude::*;

use super::beside::Beside;
use super::comparison::{CompareOffer, ComparisonView};
use super::evidence::Evidence;
use super::failure::Failure;
use super::file_in_short::FileInShort;
use super::fold::Fold;
use super::judged_by::JudgedBy;
use super::pixels::PixelsCard;
use super::preview::Preview;
use super::provenance::ProvenancePanel;
use super::quick_look::QuickLookOffer;
use super::stability::StabilityPanel;
use super::stage::Stage;
use super::verdict_panel::VerdictPanel;
use super::views::ViewsPanel;
use crate::page::session::Session;
use crate::page::state::{Item, ItemState};
use crate::page::words::progress;

/// Everything about the selected picture.
#[component]
pub fn ResultView(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let selected = Memo::new(move |_| session.queue.with(|queue| queue.selected().cloned()));
    // Read out when it changes; the panel itself would be too long to be read out whole.
    let announced = move || {
        selected.with(|item| {
            let item = item.as_ref()?;
            session
                .engine
                .with(|engine| Some(progress::announcement(item, engine.pair.as_ref())))
        })
    };
    view! {
        <div class="result">
            <p class="visually-hidden" role="status" aria-live="polite">{announced}</p>
            {move || selected.get().map(|item| view! { <Selected session item /> })}
        </div>
    }
}

/// One picture in its present state.
#[component]
fn Selected(
    /// What the page works on.
    session: Session,
    /// The picture.
    item: Item,
) -> impl IntoView {
    let Item {
        id,
        name,
        url,
        state,
        sidecar,
        thumbnails,
        ..
    } = item;
    match state {
        ItemState::Done(first, Some(second)) => {
            let judged_by = [&first, &second].map(|one| one.report.detector.clone());
            view! {
                <article class="result__article">
                    <CompareOffer session id judged_by=judged_by.to_vec() />
                    <Beside session id sidecar />
                    <ComparisonView
                        session
                        id
                        name=name.clone()
                        url=url.clone()
                        first
                        second
                        thumbnails
                    />
                    <ViewsPanel session id name url />
                </article>
            }
            .into_any()
        }
        ItemState::Done(analysis, None) => {
            let detector = analysis.report.detector.clone();
            let provenance = analysis.report.provenance.clone();
            let facts = session.detector_facts(detector.clone());
            let judged = analysis.clone();
            let in_short = provenance.clone();
            let has_score = analysis.report.score.is_some();
            view! {
                <article class="result__article">
                    <CompareOffer session id judged_by=vec![detector] />
                    <div class="result__top">
                        <VerdictPanel name=name.clone() analysis=analysis.clone() facts>
                            <JudgedBy session id analysis=judged.clone() />
                        </VerdictPanel>
                        <Stage session id url=url.clone() name=name.clone() analysis=analysis.clone() />
                        <div class="result__cards">
                            <PixelsCard analysis=analysis.clone() facts />
                            {in_short.map(|provenance| view! { <FileInShort provenance /> })}
                            {has_score.then(|| view! { <StabilityPanel session id /> })}
                        </div>
                    </div>
                    <QuickLookOffer session results=vec![analysis.clone()] />
                    <Beside session id sidecar />
                    {provenance.map(|provenance| view! {
                        <Fold title="What the file says" name="file" large=true>
                            <ProvenancePanel provenance thumbnails />
                        </Fold>
                    })}
                    <Fold title="What it saw, and how it ran" name="evidence" large=true>
                        <Evidence session id analysis facts />
                    </Fold>
                    <ViewsPanel session id name url />
                </article>
            }
            .into_any()
        }
        ItemState::Failed(message, analysis) => {
            let provenance = analysis.and_then(|analysis| analysis.report.provenance.clone());
            view! {
                <article class="result__article">
                    <Failure session id name message />
                    <Beside session id sidecar />
                    {provenance.map(|provenance| view! { <ProvenancePanel provenance thumbnails /> })}
                </article>
            }
            .into_any()
        }
        ItemState::Waiting | ItemState::Running(_) => {
            let text = progress::item(&state);
            view! {
                <div class="pending">
                    <Preview class="pending__picture" url />
                    <div>
                        <p class="pending__name">{name}</p>
                        <p class="pending__state">{text}</p>
                        <Beside session id sidecar />
                    </div>
                </div>
            }
            .into_any()
        }
    }
}
