//! What verdicts rest on: what was asked for and what became of it.

use std::sync::Arc;

use spectrafide_report::{Effort, Maps, Method, SaliencyMap, Score};

use crate::protocol::{ExplainOrder, Found, RequestId, Way};

/// What became of an order.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The worker has something else to do.
    Waiting,
    /// The worker computes it: the share that is done, from 0 to 1.
    Running(f32),
    /// It is there.
    Done(Arc<Explained>),
    /// There is nothing, for the reason given as a sentence.
    Failed(String),
}

/// What an order came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The maps of a method.
    pub maps: Maps,
    /// What was found.
    pub found: Found,
}

/// The verdict that is explained: whose, and on which picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explainable {
    /// The picture.
    pub id: RequestId,
    /// The detector.
    pub detector: String,
    /// How much of the picture it looked at.
    pub effort: Effort,
}

/// The orders of all pictures; the worker has one at a time, when there is nothing else to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanations {
    /// What a person wants to see, whichever picture is shown.
    pub way: Way,
    orders: Vec<(ExplainOrder, Outcome)>,
    next_number: u32,
}

impl Default for Explanations {
    fn default() -> Self {
        Self {
            way: default_way(),
            orders: Vec::new(),
            next_number: 0,
        }
    }
}

impl Explanations {
    /// Asks for something, unless it was asked for before; what failed is tried again.
    pub fn ask(&mut self, of: &Explainable, way: Way) {
        let place = self.place(of, way);
        if let Some(place) = place {
            let (_, outcome) = &mut self.orders[place];
            if matches!(outcome, Outcome::Failed(_)) {
                *outcome = Outcome::Waiting;
            }
            return;
        }
        let order = ExplainOrder {
            id: of.id,
            number: self.next_number,
            detector: of.detector.clone(),
            effort: of.effort,
            way,
        };
        self.next_number += 1;
        self.orders.push((order, Outcome::Waiting));
    }

    /// What became of it, if it was asked for.
    pub fn of(&self, of: &Explainable, way: Way) -> Option<&Outcome> {
        self.place(of, way).map(|place| &self.orders[place].1)
    }

    /// The number of the order that the worker has.
    pub fn running(&self) -> Option<u32> {
        let is_running =
            |(_, outcome): &&(ExplainOrder, Outcome)| matches!(outcome, Outcome::Running(_));
        self.orders
            .iter()
            .find(is_running)
            .map(|(order, _)| order.number)
    }

    /// The next order of a picture that waits, unless the worker has one.
    pub fn start_next(&mut self, id: RequestId) -> Option<ExplainOrder> {
        if self.running().is_some() {
            return None;
        }
        let is_due = |(order, outcome): &&mut (ExplainOrder, Outcome)| {
            order.id == id && *outcome == Outcome::Waiting
        };
        let (order, outcome) = self.orders.iter_mut().find(is_due)?;
        *outcome = Outcome::Running(0.0);
        Some(order.clone())
    }

    /// Notes what became of the order of this `number`, unless it was forgotten.
    pub fn note(&mut self, number: u32, now: Outcome) {
        let order = |(order, _): &&mut (ExplainOrder, Outcome)| order.number == number;
        if let Some((_, outcome)) = self.orders.iter_mut().find(order) {
            *outcome = now;
        }
    }

    /// Notes that the worker has ended.
    pub fn stop(&mut self, message: &str) {
        for (_, outcome) in &mut self.orders {
            if matches!(outcome, Outcome::Running(_)) {
                *outcome = Outcome::Failed(message.to_owned());
            }
        }
    }

    /// Forgets a picture that is gone or has another result.
    pub fn forget(&mut self, id: RequestId) {
        self.orders.retain(|(order, _)| order.id != id);
    }

    fn place(&self, of: &Explainable, way: Way) -> Option<usize> {
        self.orders.iter().position(|(order, _)| {
            order.id == of.id
                && order.detector == of.detector
                && order.effort == of.effort
                && order.way == way
        })
    }
}

/// The way whose map comes with the verdict.
pub fn default_way() -> Way {
    Way::By(Method::GradCam)
}

/// The map that is drawn over the picture: that of a method if it does better than random ones, and
/// before that is known the verdict's `own`.
pub fn shown_map(
    way: Way,
    outcome: &Option<Outcome>,
    own: &Option<SaliencyMap>,
) -> Option<SaliencyMap> {
    let Some(Outcome::Done(explained)) = outcome else {
        return own.clone().filter(|_| way == default_way());
    };
    match &explained.found {
        Found::Map(Some(worth)) if worth.is_better_than_chance() => {
            explained.maps.image_cam.clone()
        }
        Found::Map(_) | Found::Parts(None) => None,
        Found::Parts(Some(regions)) => Some(SaliencyMap {
            width: regions.columns,
            height: regions.rows,
            values: regions
                .parts
                .iter()
                .map(|part| part.score.map_or(0.0, Score::value))
                .collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_report::{RegionScore, Regions, Worth};

    const PARTS: Way = Way::Parts;
    const MAP: Way = Way::By(Method::GradCam);

    fn verdict(id: u32, detector: &str) -> Explainable {
        Explainable {
            id: RequestId(id),
            detector: detector.to_owned(),
            effort: Effort::Thorough,
        }
    }

    #[test]
    fn each_verdict_is_explained_once_each_way() {
        let (one, other) = (verdict(1, "x.y"), verdict(1, "a.b"));
        let mut explanations = Explanations::default();
        for (of, way) in [(&one, MAP), (&other, MAP), (&one, PARTS), (&one, MAP)] {
            explanations.ask(of, way);
        }
        assert_eq!(explanations.orders.len(), 3);
        let first = explanations.start_next(RequestId(1)).expect("one waits");
        assert_eq!((first.detector.as_str(), first.way), ("x.y", MAP));
        assert_eq!(explanations.start_next(RequestId(1)), None, "one runs");
        let done = Outcome::Done(Arc::new(Explained {
            maps: Maps::default(),
            found: Found::Map(None),
        }));
        explanations.note(first.number, done.clone());
        explanations.ask(&one, MAP);
        assert_eq!(explanations.of(&one, MAP), Some(&done));
        assert_eq!(explanations.start_next(RequestId(2)), None, "of no other");
        let second = explanations.start_next(RequestId(1)).expect("one waits");
        assert_eq!(second.detector, "a.b");
    }

    #[test]
    fn what_was_interrupted_or_failed_is_tried_again() {
        let one = verdict(1, "x.y");
        let mut explanations = Explanations::default();
        explanations.ask(&one, MAP);
        let order = explanations.start_next(one.id).expect("one waits");
        explanations.note(order.number, Outcome::Waiting);
        assert!(explanations.start_next(one.id).is_some());
        explanations.stop("Stopped.");
        let failed = Outcome::Failed("Stopped.".to_owned());
        assert_eq!(explanations.of(&one, MAP), Some(&failed));
        assert_eq!(explanations.start_next(one.id), None);
        explanations.ask(&one, MAP);
        assert_eq!(explanations.of(&one, MAP), Some(&Outcome::Waiting));
    }

    #[test]
    fn a_map_that_does_no_better_than_chance_is_not_drawn() {
        let map = |value: f32| SaliencyMap {
            width: 1,
            height: 1,
            values: vec![value],
        };
        let own = Some(map(0.5));
        let done = |share: f32| {
            let worth = Worth {
                marked: 0.1,
                share: Some(share),
                by_chance: vec![0.2, 0.1],
            };
            let maps = Maps {
                image_cam: Some(map(0.7)),
                ..Maps::default()
            };
            Some(Outcome::Done(Arc::new(Explained {
                maps,
                found: Found::Map(Some(worth)),
            })))
        };
        assert_eq!(shown_map(MAP, &None, &own), own, "not tested yet");
        assert_eq!(shown_map(MAP, &done(0.3), &own), Some(map(0.7)));
        assert_eq!(shown_map(MAP, &done(0.2), &own), None);
        let other = Way::By(Method::Lime);
        assert_eq!(shown_map(other, &Some(Outcome::Waiting), &own), None);
    }

    #[test]
    fn parts_are_drawn_as_they_lie_and_those_without_a_score_not_at_all() {
        let part = |score: Option<f32>| RegionScore {
            x_px: 0,
            y_px: 0,
            width_px: 1,
            height_px: 1,
            score: score.map(Score::new),
        };
        let regions = Regions {
            columns: 2,
            rows: 1,
            parts: vec![part(Some(0.75)), part(None)],
        };
        let outcome = Some(Outcome::Done(Arc::new(Explained {
            maps: Maps::default(),
            found: Found::Parts(Some(regions)),
        })));
        let drawn = shown_map(PARTS, &outcome, &None).expect("a map");
        assert_eq!((drawn.width, drawn.height), (2, 1));
        assert_eq!(drawn.values, [0.75, 0.0]);
    }

    #[test]
    fn an_answer_about_a_forgotten_picture_is_not_kept() {
        let one = verdict(1, "x.y");
        let mut explanations = Explanations::default();
        explanations.ask(&one, MAP);
        let order = explanations.start_next(one.id).expect("one waits");
        explanations.forget(one.id);
        explanations.note(order.number, Outcome::Running(0.5));
        assert_eq!(explanations.of(&one, MAP), None);
        assert_eq!(explanations.running(), None);
    }
}
