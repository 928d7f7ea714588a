//! The devices of a command that trains.

use anyhow::Result;
use burn::tensor::Device;
use clap::Args;
use spectrafide_trainer::device::DeviceChoice;

/// The devices of a command that trains.
#[derive(Clone, Debug, Args)]
pub struct Devices {
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
    /// Numbers of several devices of that kind, such as `0,1`: each computes the gradient of a
    /// part of every batch, and the first one adds them up. The processor counts as one device;
    /// further numbers of it are further threads.
    #[arg(long, value_delimiter = ',', value_name = "N,N,...")]
    devices: Vec<usize>,
}

impl Devices {
    /// Opens the devices, at least one, and names them.
    pub fn open(&self) -> Result<(Vec<Device>, &'static str)> {
        self.device.open_all(&self.devices)
    }
}
