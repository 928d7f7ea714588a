//! The picture with the map of where the detector looked.

use leptos::prelude::*;

use super::map_canvas::MapCanvas;
use crate::page::colour::{self, INFERNO};
use crate::page::state::Finished;

/// Up to this side a picture is enlarged with hard edges, so that its pixels can be seen.
const SMALL_SIDE_PX: u32 = 128;

/// How many times as long as wide a picture is that may be seen a part at a time.
const LONG: u32 = 4;

/// The picture, large, with its overlay and the overlay's controls.
#[component]
pub fn Stage(
    /// Where the picture is.
    url: String,
    /// The file's name.
    name: String,
    /// The result.
    analysis: Finished,
) -> impl IntoView {
    let shown = RwSignal::new(true);
    let strength = RwSignal::new(0.6_f64);
    let visible = RwSignal::new(true);
    let picture = analysis.report.picture.as_ref();
    let (width_px, height_px) =
        picture.map_or((1, 1), |picture| (picture.width_px, picture.height_px));
    let small = width_px.max(height_px) <= SMALL_SIDE_PX;
    let wide = !small && width_px / LONG >= height_px;
    let tall = !small && height_px / LONG >= width_px;
    // What is seen a part at a time is moved with the keyboard, too.
    let moved = (wide || tall).then_some("0");
    let label = moved.map(|_| "The picture, to be moved where it is longer than the page");
    // The frame has the picture's sides, so that the map lies over it whether it is shown or not.
    let sides = format!("--width: {width_px}; --height: {height_px}");
    let map = analysis
        .maps
        .image_cam
        .as_ref()
        .map(|map| (map.width, colour::overlay(map, &INFERNO)));
    let has_map = map.is_some();
    let opacity = move || {
        if shown.get() {
            strength.get().to_string()
        } else {
            "0".to_owned()
        }
    };
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
                    {map.map(|(width, rgba)| view! {
                        <div class="stage__overlay" style:opacity=opacity>
                            <MapCanvas
                                class="stage__map"
                                testid="heatmap"
                                description="Where the detector looked: bright places spoke most for \
                                    its verdict.".to_owned()
                                width
                                rgba
                            />
                        </div>
                    })}
                </div>
            </div>
            <figcaption class="stage__caption">
                {if has_map {
                    view! { <OverlayControls shown strength /> }.into_any()
                } else {
                    view! { <p>"There is no map, because the picture was not judged."</p> }.into_any()
                }}
            </figcaption>
        </figure>
    }
}

/// Switch, strength and legend of the overlay.
#[component]
fn OverlayControls(
    /// Whether the overlay is on.
    shown: RwSignal<bool>,
    /// Its opacity, from 0 to 1.
    strength: RwSignal<f64>,
) -> impl IntoView {
    let set = move |text: String| {
        if let Ok(value) = text.parse::<f64>() {
            strength.set(value);
        }
    };
    view! {
        <div class="overlay">
            <label class="overlay__switch">
                <input type="checkbox" prop:checked=shown
                    on:change:target=move |event| shown.set(event.target().checked()) />
                "Where it looked"
            </label>
            <label class="overlay__strength">
                "Strength"
                <input type="range" min="0.1" max="1" step="0.05"
                    prop:value=move || strength.get().to_string()
                    prop:disabled=move || !shown.get()
                    on:input:target=move |event| set(event.target().value()) />
            </label>
            <p class="legend">
                <span>"little"</span>
                <span class="legend__bar" style:background=INFERNO.css_gradient()></span>
                <span>"much"</span>
            </p>
        </div>
    }
}
