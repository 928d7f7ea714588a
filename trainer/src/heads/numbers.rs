//! What the views of all pictures are to a head, on its device.

use anyhow::Result;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::table::Picture;
use crate::features::Column;
use crate::features::cache::{Cache, Stored};

/// The numbers of all views.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    /// `[pictures * tiers * views, tokens * width]`.
    pub values: Tensor<2>,
    pub shape: Shape,
}

/// How the numbers lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub tiers: usize,
    pub views: usize,
    pub tokens: usize,
    pub width: usize,
}

impl Shape {
    /// Numbers of a view.
    pub fn numbers(self) -> usize {
        self.tokens * self.width
    }

    /// The rows of these `pictures` in these `tiers`, with all views.
    pub fn rows(self, pictures: &[usize], tiers: &[usize]) -> Vec<i32> {
        let mut rows = Vec::with_capacity(pictures.len() * tiers.len() * self.views);
        for picture in pictures {
            for tier in tiers {
                let first = (picture * self.tiers + tier) * self.views;
                rows.extend((first..first + self.views).map(|row| row as i32));
            }
        }
        rows
    }
}

impl Numbers {
    /// Reads the `columns` of all pictures, which have been delivered alike.
    pub fn read(
        cache: &Cache,
        pictures: &[Picture],
        views: usize,
        columns: &[Column],
        device: &Device,
    ) -> Result<Self> {
        let stored: Vec<Stored> = pictures
            .iter()
            .flat_map(|picture| picture.stored.iter().copied())
            .collect();
        let mut numbers = Self::of(cache, &stored, views, columns, device)?;
        numbers.shape.tiers = stored.len() / pictures.len().max(1);
        Ok(numbers)
    }

    /// Reads the `columns` of these deliveries, each of another picture.
    pub fn of(
        cache: &Cache,
        stored: &[Stored],
        views: usize,
        columns: &[Column],
        device: &Device,
    ) -> Result<Self> {
        let numbers = cache.read(stored, views, columns)?;
        let shape = Shape {
            tiers: 1,
            views,
            tokens: columns.len(),
            width: cache.key.layout().width,
        };
        let size = [stored.len() * views, shape.numbers()];
        Ok(Self {
            values: Tensor::from_data(TensorData::new(numbers, size), device),
            shape,
        })
    }

    /// The numbers with a mean of 0 and a deviation of 1 over the views of these `pictures` in these
    /// `tiers`.
    pub fn standardised(&self, pictures: &[usize], tiers: &[usize]) -> Self {
        /// Below it a number says nothing.
        const LEAST: f64 = 1e-4;
        let learnt = self.rows(pictures, tiers);
        let mean = learnt.clone().mean_dim(0);
        let deviation = (learnt - mean.clone()).square().mean_dim(0).sqrt();
        Self {
            values: (self.values.clone() - mean) / deviation.clamp_min(LEAST),
            shape: self.shape,
        }
    }

    /// `[pictures * tiers * views, numbers]` of these `pictures` in these `tiers`.
    pub fn rows(&self, pictures: &[usize], tiers: &[usize]) -> Tensor<2> {
        let rows = self.shape.rows(pictures, tiers);
        let count = rows.len();
        let rows: Tensor<1, Int> =
            Tensor::from_data(TensorData::new(rows, [count]), &self.values.device());
        self.values.clone().select(0, rows)
    }

    /// The same with their shape: `[pictures * tiers, views, numbers]`.
    pub fn deliveries(&self, pictures: &[usize], tiers: &[usize]) -> Tensor<3> {
        let Shape { views, .. } = self.shape;
        let size = [pictures.len() * tiers.len(), views, self.shape.numbers()];
        self.rows(pictures, tiers).reshape(size)
    }
}
