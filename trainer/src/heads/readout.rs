//! Fitting the heads of a row to one fold, and asking them about what it holds out.

use anyhow::Result;
use burn::module::Module;
use burn::tensor::{Device, Tensor};
use spectrafide_report::Label;

use super::contrastive::{self, Projector, unit};
use super::loss::{Targets, loss};
use super::neighbours::Known;
use super::network::Head;
use super::numbers::Numbers;
use super::plan::{Body, Fit, HeadConfig, Pooling, Projection, Row};
use super::table::{Fold, Table};
use super::{descent, stochastic};
use crate::device::read;

/// Deliveries that are asked about at once.
const ASKED_AT_ONCE: usize = 4096;

/// What a head says.
#[derive(Debug)]
pub(super) struct Answer {
    /// What distinguishes the head from the others of its row.
    pub setting: String,
    /// Numbers that were learnt and are kept.
    pub size: usize,
    /// Of each held-out picture and tier a logit, or another number that rises with it.
    pub logits: Vec<f32>,
}

/// A row and a fold.
pub(super) struct Readout<'a> {
    pub row: &'a Row,
    pub table: &'a Table,
    pub fold: &'a Fold,
    /// The places of the tiers that are learnt from.
    pub learnt_tiers: Vec<usize>,
    /// Standardised over what is learnt from.
    pub numbers: Numbers,
    /// How much each of the pictures that are learnt from counts.
    pub weights: Vec<f64>,
    pub seed: u64,
    pub device: &'a Device,
}

impl<'a> Readout<'a> {
    pub fn new(
        row: &'a Row,
        learnt_tiers: Vec<usize>,
        table: &'a Table,
        fold: &'a Fold,
        numbers: &Numbers,
        seed: u64,
        device: &'a Device,
    ) -> Self {
        Self {
            row,
            table,
            fold,
            numbers: numbers.standardised(&fold.learnt, &learnt_tiers),
            weights: table.weights(&fold.learnt, row),
            learnt_tiers,
            seed,
            device,
        }
    }

    /// Fits all heads of the row.
    pub fn answers(&self) -> Result<Vec<Answer>> {
        self.device.seed(self.seed);
        match &self.row.head {
            HeadConfig::Linear { strengths } => self.linear(strengths),
            HeadConfig::Network { body, pooling, fit } => self.network(*body, *pooling, *fit),
            HeadConfig::Neighbours {
                projection,
                neighbours,
                fit,
            } => self.neighbours(*projection, neighbours, *fit),
        }
    }

    fn linear(&self, strengths: &[f64]) -> Result<Vec<Answer>> {
        let device = self.device.clone().autodiff();
        let learnt = &self.fold.learnt;
        let numbers = self.numbers.deliveries(learnt, &self.learnt_tiers);
        let numbers = Tensor::from_inner(numbers);
        let targets = Targets::new(self.labels(learnt), &self.weights, &device);
        let shape = self.numbers.shape;
        // Each strength goes on from the one before it.
        let mut head = Head::new(Body::Nothing, Pooling::Mean, shape, &device);
        let mut answers = Vec::with_capacity(strengths.len());
        for &strength in strengths {
            head = descent::fit(head, &numbers, &targets, self.row.consistency, strength);
            answers.push(Answer {
                setting: format!("strength {strength}"),
                size: head.num_params(),
                logits: self.ask(&head.valid())?,
            });
        }
        Ok(answers)
    }

    fn network(&self, body: Body, pooling: Pooling, fit: Fit) -> Result<Vec<Answer>> {
        let device = self.device.clone().autodiff();
        let head = Head::new(body, pooling, self.numbers.shape, &device);
        let even = vec![1.0 / fit.pictures as f64; fit.pictures];
        let head = stochastic::fit(
            head,
            fit,
            &self.weights,
            self.seed,
            |head: &Head, places| {
                let pictures = self.pictures(places);
                let numbers = self.numbers.deliveries(&pictures, &self.learnt_tiers);
                // Drawn by their weights, they count alike.
                let targets = Targets::new(self.labels(&pictures), &even, &device);
                let numbers = Tensor::from_inner(numbers);
                loss(head, numbers, &targets, self.row.consistency)
            },
        );
        Ok(vec![Answer {
            setting: String::new(),
            size: head.num_params(),
            logits: self.ask(&head.valid())?,
        }])
    }

    fn neighbours(
        &self,
        projection: Option<Projection>,
        neighbours: &[usize],
        fit: Fit,
    ) -> Result<Vec<Answer>> {
        let projector = projection.map(|projection| self.projector(projection, fit));
        let place = |x: Tensor<2>| match &projector {
            Some(projector) => projector.forward(x),
            None => unit(x),
        };
        let (learnt, held_out) = (&self.fold.learnt, &self.fold.held_out);
        let all: Vec<usize> = (0..self.numbers.shape.tiers).collect();
        let points = self.points(learnt, &self.learnt_tiers, &place)?;
        let asked = self.points(held_out, &all, &place)?;
        let tiers = self.learnt_tiers.len();
        let labels: Vec<Label> = self
            .labels(learnt)
            .flat_map(|label| std::iter::repeat_n(label, tiers))
            .collect();
        let weights: Vec<f64> = self
            .weights
            .iter()
            .flat_map(|&weight| std::iter::repeat_n(weight, tiers))
            .collect();
        let sources: Vec<&str> = learnt
            .iter()
            .flat_map(|&place| std::iter::repeat_n(&*self.table.pictures[place].source, tiers))
            .collect();
        let known = Known {
            numbers: points.len() / labels.len(),
            points: &points,
            labels: &labels,
        };
        let fixed = projector.map_or(0, |projector| projector.num_params());
        let votes = known.votes(&asked, neighbours);
        let mut answers: Vec<Answer> = neighbours
            .iter()
            .zip(votes)
            .map(|(count, logits)| Answer {
                setting: format!("{count} neighbours"),
                size: fixed + points.len(),
                logits,
            })
            .collect();
        let classes = vec![""; labels.len()];
        let groups = sources.iter().collect::<std::collections::BTreeSet<_>>();
        for (setting, groups, count) in [
            ("prototypes of classes", &classes, 2),
            ("prototypes of sources", &sources, groups.len()),
        ] {
            answers.push(Answer {
                setting: setting.to_owned(),
                size: fixed + count * known.numbers,
                logits: known.prototypes(&asked, groups, &weights),
            });
        }
        Ok(answers)
    }

    fn projector(&self, projection: Projection, fit: Fit) -> Projector {
        let device = self.device.clone().autodiff();
        let numbers = self.numbers.shape.numbers();
        let projector = Projector::new(projection, numbers, &device);
        let each = self.learnt_tiers.len() * self.numbers.shape.views;
        let step = |projector: &Projector, places: &[usize]| {
            let pictures = self.pictures(places);
            let rows = self.numbers.rows(&pictures, &self.learnt_tiers);
            let labels: Vec<Label> = self
                .labels(&pictures)
                .flat_map(|label| std::iter::repeat_n(label, each))
                .collect();
            let points = projector.forward(Tensor::from_inner(rows));
            contrastive::loss(points, &labels, projection.temperature)
        };
        stochastic::fit(projector, fit, &self.weights, self.seed, step).valid()
    }

    /// The points of the deliveries of `pictures`: of each the mean over its views, of length 1.
    fn points(
        &self,
        pictures: &[usize],
        tiers: &[usize],
        place: &dyn Fn(Tensor<2>) -> Tensor<2>,
    ) -> Result<Vec<f32>> {
        let mut points = Vec::new();
        for pictures in pictures.chunks(ASKED_AT_ONCE) {
            let views = place(self.numbers.rows(pictures, tiers));
            let [count, numbers] = views.dims();
            let each = self.numbers.shape.views;
            let views = views.reshape([count / each, each, numbers]);
            let mean = views.mean_dim(1).reshape([count / each, numbers]);
            points.extend(values(unit(mean))?);
        }
        Ok(points)
    }

    /// The logits of the held-out pictures, each in all tiers.
    fn ask(&self, head: &Head) -> Result<Vec<f32>> {
        let tiers: Vec<usize> = (0..self.numbers.shape.tiers).collect();
        let mut logits = Vec::new();
        for pictures in self.fold.held_out.chunks(ASKED_AT_ONCE / tiers.len()) {
            let (_, pooled) = head.forward(self.numbers.deliveries(pictures, &tiers));
            logits.extend(values(pooled)?);
        }
        Ok(logits)
    }

    /// The pictures at these places among those that are learnt from.
    fn pictures(&self, places: &[usize]) -> Vec<usize> {
        places
            .iter()
            .map(|&place| self.fold.learnt[place])
            .collect()
    }

    fn labels<'p>(&'p self, pictures: &'p [usize]) -> impl Iterator<Item = Label> + 'p {
        let all = &self.table.pictures;
        pictures.iter().map(|&place| all[place].label)
    }
}

/// The numbers of a tensor, row by row.
pub(super) fn values(tensor: Tensor<2>) -> Result<Vec<f32>> {
    Ok(read(tensor)?.iter::<f32>().collect())
}
