//! The detectors: what each is for and what was measured with it.

use leptos::prelude::*;

use crate::page::session::Session;
use crate::page::words::{detector, figures};
use crate::protocol::DetectorFacts;
use spectrafide_report::zoo::Figures;

/// All detectors.
#[component]
pub fn Catalogue(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let detectors = Memo::new(move |_| session.engine.with(|engine| engine.detectors.clone()));
    view! {
        <Show when=move || !detectors.read().is_empty()>
            <div class="catalogue" data-testid="catalogue">
                <p class="catalogue__lead">{figures::READING_AID}</p>
                <ul class="catalogue__list" role="list">
                    <For each=move || detectors.get() key=|facts| facts.id.clone() let:facts>
                        <li><DetectorEntry facts /></li>
                    </For>
                </ul>
            </div>
        </Show>
    }
}

/// One detector.
#[component]
fn DetectorEntry(
    /// What is known about it.
    facts: DetectorFacts,
) -> impl IntoView {
    let download = detector::download(&facts);
    let training = detector::training(&facts.training);
    let DetectorFacts {
        id,
        title,
        description,
        figures: measured,
        ..
    } = facts;
    let title_id = format!("detector-{id}");
    let labelled_by = title_id.clone();
    let caption = format!("What was measured with “{title}”");
    let gap = figures::gap(&measured);
    let has_figures = !measured.is_empty();
    view! {
        <article class="card detector" data-testid="detector" aria-labelledby=labelled_by>
            <h2 id=title_id class="card__title">{title}</h2>
            <p class="card__lead">
                <code>{id}</code>
                {download}
            </p>
            <p>{description}</p>
            {has_figures.then(|| view! { <FigureTable caption measured /> })}
            {gap.map(|text| view! { <p>{text}</p> })}
            <p class="card__lead">{training}</p>
        </article>
    }
}

/// The figures of one detector: its own data set first, others beneath.
#[component]
fn FigureTable(
    /// What the table holds, for those who cannot see it.
    caption: String,
    /// The figures.
    measured: Vec<Figures>,
) -> impl IntoView {
    view! {
        <table class="figures">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr>
                    {figures::COLUMNS.map(|name| view! { <th scope="col">{name}</th> })}
                </tr>
            </thead>
            {measured.into_iter().map(|figures| {
                let cells = figures::cells(&figures);
                let label = figures::data_label(&figures);
                view! {
                    <tbody>
                        <tr>
                            <th class="figures__data" colspan="4" scope="rowgroup">
                                {figures.measured_on}" "
                                <span class="figures__tag">{label}</span>
                            </th>
                        </tr>
                        <tr>
                            {cells.map(|cell| view! {
                                <td>
                                    {cell.value}
                                    {cell.interval.map(|text| view! {
                                        " "<span class="figures__interval">{text}</span>
                                    })}
                                </td>
                            })}
                        </tr>
                    </tbody>
                }
            }).collect_view()}
        </table>
    }
}
