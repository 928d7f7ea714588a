//! The picture with the map of what its verdict rests on.

use leptos::prelude::*;

use super::map_canvas::MapCanvas;
use super::overlay::{Overlay, OverlayControls};
use crate::page::colour::{self, INFERNO};
use crate::page::explanations::{Explainable, default_way, shown_map};
use crate::page::session::Session;
use crate::page::state::Finished;
use crate::page::words::explanation as words;
use crate::protocol::{RequestId, Way};

/// Up to this side a picture is enlarged with hard edges, so that its pixels can be seen.
const SMALL_SIDE_PX: u32 = 128;

/// How many times as long as wide a picture is that may be seen a part at a time.
const LONG: u32 = 4;

/// The picture, large, with its overlay and the overlay's controls.
#[component]
pub fn Stage(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// Where the picture is.
    url: String,
    /// The file's name.
    name: String,
    /// The result.
    analysis: Finished,
) -> impl IntoView {
    let visible = RwSignal::new(true);
    let report = &analysis.report;
    let (width_px, height_px) =
        (report.picture.as_ref()).map_or((1, 1), |picture| (picture.width_px, picture.height_px));
    let small = width_px.max(height_px) <= SMALL_SIDE_PX;
    let wide = !small && width_px / LONG >= height_px;
    let tall = !small && height_px / LONG >= width_px;
    // What is seen a part at a time is moved with the keyboard, too.
    let moved = (wide || tall).then_some("0");
    let label = moved.map(|_| "The picture, to be moved where it is longer than the page");
    // The frame has the picture's sides, so that the map lies over it whether it is shown or not.
    let sides = format!("--width: {width_px}; --height: {height_px}");
    let was_judged = report.score.is_some();
    let of = Explainable {
        id,
        detector: report.detector.clone(),
        effort: report.effort(),
    };
    let facts = session.detector_facts(of.detector.clone());
    let way = Memo::new(move |_| {
        let wanted = session.explanations.with(|explanations| explanations.way);
        facts.with(|facts| match (wanted, facts) {
            (Way::By(method), Some(facts)) if facts.methods.contains(&method) => wanted,
            (Way::By(_), _) => default_way(),
            (Way::Parts, _) => wanted,
        })
    });
    let asked = of.clone();
    Effect::new(move |_| {
        let way = way.get();
        if was_judged {
            session.explain(&asked, way);
        }
    });
    let looked_up = of.clone();
    let outcome = Memo::new(move |_| {
        let way = way.get();
        session
            .explanations
            .with(|explanations| explanations.of(&looked_up, way).cloned())
    });
    let own = analysis.maps.image_cam.clone();
    let map = Memo::new(move |_| outcome.with(|outcome| shown_map(way.get(), outcome, &own)));
    let is_drawn = Memo::new(move |_| map.with(Option::is_some));
    let overlay = Overlay::default();
    let said = move || outcome.with(|outcome| outcome.as_ref().map(words::said));
    view! {
        <figure class="stage">
            <div class="stage__view" tabindex=moved role=moved.map(|_| "group") aria-label=label>
                <div
                    class="stage__frame"
                    class:stage__frame--small=small
                    class:stage__frame--wide=wide
                    class:stage__frame--tall=tall
                    style=sides
                >
                    <Show
                        when=move || visible.get()
                        fallback=|| view! {
                            <p class="stage__missing">
                                "This browser cannot show the file, but it was checked."
                            </p>
                        }
                    >
                        <img
                            class="stage__picture"
                            src=url.clone()
                            alt=format!("The checked picture, {name}")
                            on:error=move |_| visible.set(false)
                        />
                    </Show>
                    {move || map.get().map(|map| view! {
                        <div class="stage__overlay" style:opacity=move || overlay.opacity()>
                            <MapCanvas
                                class=if way.get() == Way::Parts {
                                    "stage__map stage__map--parts"
                                } else {
                                    "stage__map"
                                }
                                testid="heatmap"
                                description=words::description(way.get()).to_owned()
                                width=map.width
                                rgba=colour::overlay(&map, &INFERNO)
                            />
                        </div>
                    })}
                </div>
            </div>
            <figcaption class="stage__caption">
                {if was_judged {
                    view! {
                        <OverlayControls session of facts way overlay outcome is_drawn />
                        <p class="overlay__said" role="status" data-testid="explanation">{said}</p>
                    }
                    .into_any()
                } else {
                    view! { <p>"There is no map, because the picture was not judged."</p> }.into_any()
                }}
            </figcaption>
        </figure>
    }
}
