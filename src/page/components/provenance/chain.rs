//! What a picture was made from.

use leptos::prelude::*;

use crate::page::thumbnails::Thumbnails;
use crate::page::words::provenance::chain::{Node, more};

/// Nested lists of pictures, each with what is said about it.
#[component]
pub fn Chain(
    /// The pictures.
    nodes: Vec<Node>,
    /// How many more there are.
    #[prop(optional)]
    left_out: usize,
    /// The small pictures of all.
    thumbnails: Thumbnails,
) -> impl IntoView {
    let entries: Vec<AnyView> = nodes
        .into_iter()
        .map(|node| entry(node, thumbnails.clone()))
        .collect();
    view! {
        <ul class="chain" role="list">
            {entries}
            {more(left_out).map(|text| view! { <li class="chain__more">{text}</li> })}
        </ul>
    }
}

/// One picture with what it was made from; of one type, since the lists nest.
fn entry(node: Node, thumbnails: Thumbnails) -> AnyView {
    let Node {
        title,
        role,
        facts,
        done,
        more_done,
        thumbnails: places,
        made_from,
        more: left_out,
    } = node;
    let places = places.iter();
    let mut found = places.filter_map(|(label, of)| thumbnails.url(label, *of));
    let picture = found.next().map(|address| {
        view! {
            <img
                class="chain__picture"
                src=address.to_owned()
                alt=format!("Small copy of {title}, kept in the credentials")
            />
        }
    });
    let leads_on = !made_from.is_empty() || left_out > 0;
    let lines = |lines: Vec<String>| {
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
        lines.collect_view()
    };
    view! {
        <li class="chain__item">
            <div class="chain__node" data-testid="chain-node">
                {picture}
                <div class="chain__words">
                    <p class="chain__title">
                        {title} " " <span class="chain__role">"(" {role} ")"</span>
                    </p>
                    <ul class="chain__facts" role="list">{lines(facts)}</ul>
                    <ul class="chain__done">
                        {lines(done)}
                        {more(more_done).map(|text| view! { <li>{text}</li> })}
                    </ul>
                </div>
            </div>
            {leads_on.then(|| view! {
                <p class="chain__from">"Made from"</p>
                <Chain nodes=made_from left_out thumbnails />
            })}
        </li>
    }
    .into_any()
}
