//! `explore`: stateright's Explorer over the model, until Ctrl-C.

use super::args::ExploreArgs;
use super::report::describe;
use super::say::say;
use super::{PASSED, end_on_interrupt};
use stateright::Model;
use std::net::TcpListener;

/// Serves the Explorer.
///
/// # Errors
/// Unless the configuration is valid and the address is free.
pub(super) fn run(args: &ExploreArgs) -> Result<u8, String> {
    let config = args.config().map_err(|e| e.to_string())?;
    let model = config.into_model().map_err(|e| e.to_string())?;
    let address = args.address();
    // The Explorer itself panics on an address that it can't have.
    TcpListener::bind(&address).map_err(|e| {
        format!("The Explorer can't listen on {address}: {e}. Choose another with --address HOST:PORT.")
    })?;
    end_on_interrupt();
    say!("Exploring Single Decree Paxos: {}.", describe(&config));
    say!("Open http://{address}/ in a browser. Ctrl-C ends it.");
    say!("How far its search is, as JSON: curl http://{address}/.status");
    model.checker().serve(address);
    Ok(PASSED)
}
