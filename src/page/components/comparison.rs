//! Two detectors on one picture.

use leptos::prelude::*;

use super::evidence::Evidence;
use super::judged_by::JudgedBy;
use super::provenance::ProvenancePanel;
use super::quick_look::QuickLookOffer;
use super::stage::Stage;
use super::verdict_panel::VerdictPanel;
use crate::page::comparison::{Agreement, Place};
use crate::page::session::Session;
use crate::page::state::Finished;
use crate::page::thumbnails::Thumbnails;
use crate::page::words::comparison as words;
use crate::protocol::RequestId;

/// Both verdicts, what they say together, and the maps and numbers of one of them.
#[component]
pub fn ComparisonView(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The file's name.
    name: String,
    /// Where the picture is.
    url: String,
    /// The result of the first detector.
    first: Finished,
    /// The result of the second detector.
    second: Finished,
    /// The small pictures that the file's Content Credentials keep.
    thumbnails: Thumbnails,
) -> impl IntoView {
    let shown = RwSignal::new(Place::First);
    let titles = [&first, &second].map(|one| session.detector_title(&one.report.detector));
    // The file says the same to both.
    let provenance = first.report.provenance.clone();
    let both_looked = second.report.error.is_none();
    let chosen = {
        let (first, second) = (first.clone(), second.clone());
        move || match shown.get() {
            Place::Second => second.clone(),
            Place::Alone | Place::First => first.clone(),
        }
    };
    let stage_name = name.clone();
    let results = vec![first.clone(), second.clone()];
    view! {
        <Together name=name.clone() titles=titles.clone() first=first.clone() second=second.clone() />
        <div class="versus">
            <Side session id name=name.clone() place=Place::First analysis=first />
            <Side session id name place=Place::Second analysis=second />
        </div>
        <QuickLookOffer session results />
        {provenance.map(|provenance| view! { <ProvenancePanel provenance thumbnails /> })}
        {both_looked.then(|| view! { <Whose titles shown /> })}
        {move || {
            let analysis = chosen();
            let facts = session.detector_facts(analysis.report.detector.clone());
            view! {
                <Stage session id url=url.clone() name=stage_name.clone() analysis=analysis.clone() />
                <Evidence session id analysis facts />
            }
        }}
    }
}

/// What the two verdicts say together.
#[component]
fn Together(
    /// The file's name.
    name: String,
    /// The titles of the two detectors.
    titles: [String; 2],
    /// The result of the first detector.
    first: Finished,
    /// The result of the second detector.
    second: Finished,
) -> impl IntoView {
    let agreement = Agreement::of(&first.report, &second.report);
    let [one, other] = &titles;
    let explanation = words::explanation((one, &first.report), (other, &second.report));
    view! {
        <section
            class="together"
            data-testid="agreement"
            data-agreement=agreement.name()
            aria-labelledby="together-title"
        >
            <p class="verdict__file">{name}</p>
            <h2 id="together-title" class="together__title">{words::headline(agreement)}</h2>
            <p>{explanation}</p>
        </section>
    }
}

/// The verdict of one detector, or why it has none.
#[component]
fn Side(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The file's name.
    name: String,
    /// Which of the two.
    place: Place,
    /// Its result.
    analysis: Finished,
) -> impl IntoView {
    let detector = analysis.report.detector.clone();
    if let Some(message) = analysis.report.error.clone() {
        let label = words::place(place, &session.detector_title(&detector));
        view! {
            <section class="verdict" data-verdict="open" aria-labelledby=place.title_id()>
                <p class="verdict__file">{label}</p>
                <h2 id=place.title_id() class="verdict__headline">"No result"</h2>
                <p data-testid="side-error">{message}</p>
            </section>
        }
        .into_any()
    } else {
        let facts = session.detector_facts(detector);
        let reviewed = (place == Place::First).then(|| analysis.clone());
        view! {
            <VerdictPanel name analysis facts place>
                {reviewed.map(|analysis| view! {
                    // The line above names the detector.
                    <JudgedBy session id analysis named=false />
                })}
            </VerdictPanel>
        }
        .into_any()
    }
}

/// The choice of the detector whose maps and numbers are shown.
#[component]
fn Whose(
    /// The titles of the two detectors.
    titles: [String; 2],
    /// The choice.
    shown: RwSignal<Place>,
) -> impl IntoView {
    let [first, second] = titles;
    let options = [(Place::First, first), (Place::Second, second)];
    view! {
        <fieldset class="whose" data-testid="whose">
            <legend class="whose__legend">"Map and details of"</legend>
            {options.map(|(place, title)| view! {
                <label class="whose__option">
                    <input
                        type="radio"
                        name="whose"
                        prop:checked=move || shown.get() == place
                        on:change=move |_| shown.set(place)
                    />
                    {title}
                </label>
            })}
        </fieldset>
    }
}

/// What to do after the choice of a second detector, when the picture has been judged before.
#[component]
pub fn CompareOffer(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The detectors that have judged it.
    judged_by: Vec<String>,
) -> impl IntoView {
    let wanted = Memo::new(move |_| session.choice.with(|choice| choice.compare_with.clone()));
    move || {
        let wanted = wanted.get()?;
        let title = session.detector_title(&wanted);
        match judged_by.as_slice() {
            [only] if *only == wanted => Some(
                view! {
                    <p class="offer" data-testid="compare-offer">
                        {format!("“{title}” has judged this picture, so there is nothing to \
                            compare it with. Choose another detector.")}
                    </p>
                }
                .into_any(),
            ),
            judged if judged.contains(&wanted) => None,
            _ => Some(
                view! {
                    <p class="offer" data-testid="compare-offer">
                        <button class="button" on:click=move |_| session.retry(id)>
                            {format!("Compare with “{title}”")}
                        </button>
                    </p>
                }
                .into_any(),
            ),
        }
    }
}
